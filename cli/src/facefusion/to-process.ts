/** Turns FaceFusion's settings into a call of the engine. */
import { extname } from 'node:path';
import type { OutputOptions, ProcessOptions, ProcessorOptions } from '@mirrorworks/engine';
import { wrongUse } from '../failure.ts';
import { filmFormats, type ProcessorName, soundFormats } from './choices.ts';
import { encoderFor, presetFor } from './encoders.ts';
import type { RunValues, StepValues } from './options/index.ts';
import { pictureQualityFor, rateFactorFor } from './quality.ts';
import type { Settings } from './settings.ts';

/** Throws `option-invalid` for what cannot be asked of the engine. */
export function toProcess(
  step: Settings<StepValues>,
  run: Settings<RunValues>,
  note: (line: string) => void,
): ProcessOptions {
  const { values } = step;
  const target = needed(values.target_path, 'target_path');
  const output = needed(values.output_path, 'output_path');
  checkWorkflow(values, target);
  return {
    ...sourcesOf(values),
    target,
    output,
    processors: values.processors.map((name) => makers[name](values)),
    detector: {
      model: values.face_detector_model,
      size: sideOf(values.face_detector_size),
      margin: values.face_detector_margin,
      angles: values.face_detector_angles,
      score: values.face_detector_score,
    },
    landmarker: { model: values.face_landmarker_model, score: values.face_landmarker_score },
    selector: selectorOf(values),
    mask: {
      types: values.face_mask_types,
      areas: values.face_mask_areas,
      regions: values.face_mask_regions,
      blur: values.face_mask_blur,
      padding: values.face_mask_padding,
      occluder: values.face_occluder_model,
      parser: values.face_parser_model,
    },
    trackerScore: values.face_tracker_score,
    trackerRadius: values.target_frame_amount,
    ...trimOf(values),
    result: isFilm(target) ? filmOf(step, output, note) : stillOf(values, output),
    execution: executionOf(run, note),
    commercial: run.values.commercial,
  };
}

/** Whether FaceFusion takes a file for a film: by its extension. */
export function isFilm(path: string): boolean {
  const format = formatOf(path);
  return filmFormats.some((name) => name === format);
}

const makers: Readonly<Record<ProcessorName, (values: StepValues) => ProcessorOptions>> = {
  face_swapper: (values) => ({
    kind: 'face-swapper',
    model: values.face_swapper_model,
    pixelBoost: sideOf(values.face_swapper_pixel_boost),
    weight: values.face_swapper_weight,
  }),
  face_enhancer: (values) => ({
    kind: 'face-enhancer',
    model: values.face_enhancer_model,
    blend: values.face_enhancer_blend / 100,
    weight: values.face_enhancer_weight,
  }),
  frame_enhancer: (values) => ({
    kind: 'frame-enhancer',
    model: values.frame_enhancer_model,
    blend: values.frame_enhancer_blend / 100,
  }),
  face_debugger: (values) => ({ kind: 'face-debugger', items: values.face_debugger_items }),
};

function sourcesOf({ source_paths: sources }: StepValues): Pick<ProcessOptions, 'sources'> {
  if (sources === undefined) return {};
  const sound = sources.find((path) => soundFormats.some((name) => name === formatOf(path)));
  if (sound !== undefined) {
    throw wrongUse(`--source-paths ${sound} is a sound: replacing a film's sound is not made here yet`, {
      file: sound,
    });
  }
  return { sources };
}

function selectorOf(values: StepValues): NonNullable<ProcessOptions['selector']> {
  const { face_selector_gender: gender, face_selector_race: race } = values;
  const { face_selector_age_start: ageStart, face_selector_age_end: ageEnd } = values;
  return {
    mode: values.face_selector_mode,
    order: values.face_selector_order,
    ...(gender !== undefined && { gender }),
    ...(race !== undefined && { race }),
    ...(ageStart !== undefined && { ageStart }),
    ...(ageEnd !== undefined && { ageEnd }),
    referencePosition: values.reference_face_position,
    referenceDistance: values.reference_face_distance,
    referenceFrame: values.reference_frame_number,
  };
}

/** FaceFusion moves both into the film; a negative number is its first frame. */
function trimOf({ trim_frame_start: start, trim_frame_end: end }: StepValues): Pick<ProcessOptions, 'trimFrames'> {
  if (start === undefined && end === undefined) return {};
  return {
    trimFrames: {
      ...(start !== undefined && { start: Math.max(0, start) }),
      ...(end !== undefined && { end: Math.max(0, end) }),
    },
  };
}

function stillOf(values: StepValues, output: string): OutputOptions {
  const quality = pictureQualityFor(output, values.output_image_quality);
  return { quality, scale: values.output_image_scale, overwrite: true };
}

function filmOf({ values, given }: Settings<StepValues>, output: string, note: (line: string) => void): OutputOptions {
  const encoder = encoderFor(values.output_video_encoder, formatOf(output), note);
  const preset = given.has('output_video_preset') ? presetFor(encoder, values.output_video_preset) : undefined;
  const { output_video_fps: rate, output_audio_volume: volume } = values;
  const rateFactor = rateFactorFor(encoder, values.output_video_quality);
  if (volume > 0 && volume < 100) {
    note(`--output-audio-volume ${volume} has no effect: the target's sound is copied bit for bit`);
  }
  return {
    encoder,
    ...(rateFactor !== undefined && { rateFactor }),
    ...(volume === 0 && { audio: 'none' as const }),
    ...(rate !== undefined && { frameRate: rate }),
    ...(preset !== undefined && { preset }),
    scale: values.output_video_scale,
    overwrite: true,
  };
}

function executionOf({ values }: Settings<RunValues>, note: (line: string) => void) {
  const [deviceId = 0, ...others] = values.execution_device_ids;
  if (others.length > 0) note(`a run uses one device: ${deviceId}; ${others.join(', ')} stay idle`);
  const { system_memory_limit: gigabytes, model_folder: modelFolder, execution_thread_count: threads } = values;
  return {
    providers: values.execution_providers,
    deviceId,
    ...(threads !== undefined && { threads }),
    ...(gigabytes > 0 && { maxMemoryBytes: gigabytes * 1024 ** 3 }),
    ...(modelFolder !== undefined && { modelFolder }),
  } satisfies ProcessOptions['execution'];
}

function checkWorkflow({ workflow_mode: mode }: StepValues, target: string): void {
  const found = isFilm(target) ? 'image-to-video' : 'image-to-image';
  if (mode === 'auto' || mode === found) return;
  throw wrongUse(`--workflow-mode takes ${found} or auto for ${target}, got '${mode}'`, { file: target });
}

function needed(path: string | undefined, key: string): string {
  if (path !== undefined) return path;
  throw wrongUse(`--${key.replace('_', '-')} is needed`, { option: key });
}

/** `256x256` is 256: FaceFusion's sizes of networks are squares. */
function sideOf(size: string): number {
  return Number(size.split('x')[0]);
}

/** FaceFusion's name of a file's format, from its extension. */
function formatOf(path: string): string {
  const extension = extname(path).slice(1).toLowerCase();
  const others: Readonly<Record<string, string>> = { jpg: 'jpeg', tif: 'tiff', mpg: 'mpeg' };
  return others[extension] ?? extension;
}
