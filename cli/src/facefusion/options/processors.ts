import { Refusal } from '../../options/option.ts';
import * as names from '../choices.ts';
import { choice, choiceBy, choices, group, number, type Option } from '../option.ts';

const percent = { min: 0, max: 100, whole: true };
const share = { min: 0, max: 1 };

/** Processors of FaceFusion's that are not made here. */
export const absentProcessors = [
  ...(['age_modifier', 'background_remover', 'deep_swapper', 'expression_restorer', 'face_editor'] as const),
  ...(['frame_colorizer', 'lip_syncer'] as const),
] as const;

type AbsentProcessor = (typeof absentProcessors)[number];

export const processors = group('processors', 'processors', {
  processors: whichProcessors(),
  face_debugger_items: choices(names.debuggerItems, 'What face_debugger draws.', ['face-landmark-5/68', 'face-mask']),
  face_enhancer_model: choice(names.faceEnhancerModels, 'Network of face_enhancer.', 'gfpgan_1.4'),
  face_enhancer_blend: number(percent, 'How much of the enhanced face is shown, {range} percent.', 80),
  face_enhancer_weight: number(share, "CodeFormer's balance of detail and likeness, {range}.", 0.5),
  face_swapper_model: choice(names.swapperModels, 'Network of face_swapper.', 'hyperswap_1a_256'),
  face_swapper_pixel_boost: choiceBy(
    names.swapperSizes,
    'face_swapper_model',
    ([own]) => own,
    "Size of the new face. Above the model's own it runs several times a face. Default its own.",
  ),
  face_swapper_weight: number(
    share,
    'How much of the source there is in the new face, {range}; 0.5 takes it as it is.',
    0.5,
  ),
  frame_enhancer_model: choice(names.frameEnhancerModels, 'Network of frame_enhancer.', 'span_kendata_x4'),
  frame_enhancer_blend: number(percent, 'How much of the enhanced frame is shown, {range} percent.', 80),
});

/** Known by name and default, so that FaceFusion's ini and job files are read and written whole. */
export const absent = group('processors that are not here yet', 'processors', {
  ...{ age_modifier_model: of('age_modifier', 'fran'), age_modifier_direction: of('age_modifier', 0) },
  ...{ background_remover_model: of('background_remover', 'modnet') },
  background_remover_fill_color: of('background_remover', [0, 0, 0, 0]),
  background_remover_despill_color: of('background_remover', [0, 0, 0, 0]),
  ...{ deep_swapper_model: of('deep_swapper', 'iperov/elon_musk_224'), deep_swapper_morph: of('deep_swapper', 100) },
  expression_restorer_model: of('expression_restorer', 'live_portrait'),
  expression_restorer_factor: of('expression_restorer', 80),
  expression_restorer_areas: of('expression_restorer', ['upper-face', 'lower-face']),
  face_editor_model: of('face_editor', 'live_portrait'),
  ...{ face_editor_eyebrow_direction: of('face_editor', 0), face_editor_eye_gaze_horizontal: of('face_editor', 0) },
  ...{ face_editor_eye_gaze_vertical: of('face_editor', 0), face_editor_eye_open_ratio: of('face_editor', 0) },
  ...{ face_editor_lip_open_ratio: of('face_editor', 0), face_editor_mouth_grim: of('face_editor', 0) },
  ...{ face_editor_mouth_pout: of('face_editor', 0), face_editor_mouth_purse: of('face_editor', 0) },
  ...{ face_editor_mouth_smile: of('face_editor', 0), face_editor_mouth_position_horizontal: of('face_editor', 0) },
  ...{ face_editor_mouth_position_vertical: of('face_editor', 0), face_editor_head_pitch: of('face_editor', 0) },
  ...{ face_editor_head_yaw: of('face_editor', 0), face_editor_head_roll: of('face_editor', 0) },
  ...{
    frame_colorizer_model: of('frame_colorizer', 'ddcolor'),
    frame_colorizer_size: of('frame_colorizer', '256x256'),
  },
  frame_colorizer_blend: of('frame_colorizer', 100),
  ...{ lip_syncer_model: of('lip_syncer', 'wav2lip_gan_96'), lip_syncer_weight: of('lip_syncer', 0.5) },
});

function whichProcessors(): Option<readonly names.ProcessorName[]> {
  const all = choices(names.processors, 'What is done to the target, in this order.', ['face_swapper']);
  return {
    ...all,
    read: (words, before) => {
      const missing = absentProcessors.find((name) => words.includes(name));
      if (!missing) return all.read(words, before);
      return new Refusal(`processors that are made here: ${names.processors.join(', ')}; ${missing} is not yet one`);
    },
  };
}

function of(absent: AbsentProcessor, value: unknown): Option<unknown> {
  const about = `Belongs to ${absent}, which is not made here yet.`;
  return { label: '<...>', about, many: true, absent, read: () => value, otherwise: () => value };
}
