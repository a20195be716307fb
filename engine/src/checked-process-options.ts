/** What a caller of `processMedia` asked for, checked and completed with FaceFusion's defaults. */
import { availableParallelism } from 'node:os';
import { defaultModelsAt } from './checked-options.ts';
import { EngineError } from './errors.ts';
import { detectorSizes } from './faces/detectors/detect.ts';
import { type FaceOrder, faceOrders, faceSelectors } from './faces/face.ts';
import { type Gender, genders, type Race, races } from './faces/landmark-face.ts';
import { inRange, invalid, oneOf, path, someOf, whole } from './option-checks.ts';
import type { Sides } from './process-options.ts';
import * as names from './process-options.ts';
import { type Provider, providers } from './provider-names.ts';
import { pixelBoosts, swapperNetworks } from './swap/networks/models.ts';

/** A processor with every option filled in; `pixelBoost` stays undefined for the model's own size. */
export type CheckedProcessor =
  | (Required<Omit<names.FaceSwapperOptions, 'pixelBoost'>> & { readonly pixelBoost: number | undefined })
  | Required<names.FaceEnhancerOptions>
  | Required<names.FrameEnhancerOptions>
  | Required<names.FaceDebuggerOptions>;

export interface CheckedSelector {
  readonly mode: 'many' | 'one' | 'reference';
  readonly order: FaceOrder;
  readonly gender: Gender | 'auto' | undefined;
  readonly race: Race | 'auto' | undefined;
  readonly ageStart: number | undefined;
  readonly ageEnd: number | undefined;
  readonly referencePosition: number;
  readonly referenceDistance: number;
  readonly referenceFrame: number;
  readonly referencePicture: string | undefined;
}

export interface CheckedProcess {
  readonly sources: readonly string[];
  readonly target: string;
  readonly output: string;
  readonly processors: readonly CheckedProcessor[];
  readonly detector: Required<names.DetectorOptions>;
  readonly landmarker: Required<names.LandmarkerOptions>;
  readonly selector: CheckedSelector;
  readonly mask: Required<names.MaskOptions>;
  readonly trackerScore: number;
  readonly trackerRadius: number;
  readonly trim: { readonly start?: number; readonly end?: number } | undefined;
  readonly trimFrames: { readonly start?: number; readonly end?: number } | undefined;
  readonly allowPartial: boolean;
  readonly requireFace: boolean;
  readonly result: names.OutputOptions & { readonly scale: number; readonly overwrite: boolean };
  readonly providers: readonly Provider[];
  readonly deviceId: number;
  /** Undefined = as many as are useful. */
  readonly threads: number | undefined;
  readonly maxMemoryBytes: number | undefined;
  readonly modelFolder: string;
  readonly moderate: boolean;
  readonly commercial: boolean;
  readonly signal: AbortSignal | undefined;
}

const MAX_THREADS = 256;

export function checkProcess(options: names.ProcessOptions): CheckedProcess {
  const { execution = {} } = options;
  const processors = options.processors.map(checkProcessor);
  if (processors.length === 0) throw invalid('processors', '[]', 'one or more');
  const sources = (options.sources ?? []).map((source) => path('sources', source));
  if (sources.length === 0 && processors.some(({ kind }) => kind === 'face-swapper')) {
    throw new EngineError('option-invalid', 'face-swapper needs a source picture (option sources)');
  }
  const providerNames = someOf('providers', execution.providers ?? ['cpu'], providers);
  return {
    sources,
    target: path('target', options.target),
    output: path('output', options.output),
    processors,
    detector: checkDetector(options.detector ?? {}),
    landmarker: {
      model: oneOf('landmarker.model', options.landmarker?.model ?? '2dfan4', names.landmarkerModels),
      score: inRange('landmarker.score', options.landmarker?.score ?? 0.5, 0, 1),
    },
    selector: checkSelector(options.selector ?? {}),
    mask: checkMask(options.mask ?? {}),
    trackerScore: inRange('trackerScore', options.trackerScore ?? 0, 0, 1),
    trackerRadius: whole('trackerRadius', options.trackerRadius ?? 2, 0, 60),
    ...checkTrims(options),
    allowPartial: options.allowPartial ?? false,
    requireFace: options.requireFace ?? false,
    result: checkOutput(options.result ?? {}),
    providers: providerNames,
    deviceId: whole('deviceId', execution.deviceId ?? 0, 0, 255),
    threads: execution.threads === undefined ? undefined : whole('threads', execution.threads, 1, MAX_THREADS),
    maxMemoryBytes:
      execution.maxMemoryBytes === undefined
        ? undefined
        : inRange('maxMemoryBytes', execution.maxMemoryBytes, 1, Number.MAX_SAFE_INTEGER),
    modelFolder: execution.modelFolder ?? defaultModelsAt(),
    moderate: options.moderate ?? true,
    commercial: options.commercial ?? false,
    signal: options.signal,
  };
}

function checkProcessor(options: names.ProcessorOptions): CheckedProcessor {
  switch (options.kind) {
    case 'face-swapper': {
      const model = oneOf('face-swapper.model', options.model ?? 'hyperswap_1a_256', names.swapperModels);
      const { pixelBoost } = options;
      if (pixelBoost !== undefined) oneOf('face-swapper.pixelBoost', pixelBoost, pixelBoosts(swapperNetworks[model]));
      return {
        kind: options.kind,
        model,
        blend: inRange('face-swapper.blend', options.blend ?? 1, 0, 1),
        pixelBoost,
        weight: inRange('face-swapper.weight', options.weight ?? 0.5, 0, 1),
      };
    }
    case 'face-enhancer':
      return {
        kind: options.kind,
        model: oneOf('face-enhancer.model', options.model ?? 'gfpgan_1.4', names.faceEnhancerModels),
        blend: inRange('face-enhancer.blend', options.blend ?? 0.8, 0, 1),
        weight: inRange('face-enhancer.weight', options.weight ?? 0.5, 0, 1),
      };
    case 'frame-enhancer':
      return {
        kind: options.kind,
        model: oneOf('frame-enhancer.model', options.model ?? 'span_kendata_x4', names.frameEnhancerModels),
        blend: inRange('frame-enhancer.blend', options.blend ?? 0.8, 0, 1),
      };
    case 'face-debugger':
      return {
        kind: options.kind,
        items: someOf('face-debugger.items', options.items ?? ['face-landmark-5/68', 'face-mask'], names.debuggerItems),
      };
    default:
      throw invalid('processors', (options satisfies never as { kind: unknown }).kind, names.processorKinds.join(', '));
  }
}

function checkDetector(options: names.DetectorOptions): Required<names.DetectorOptions> {
  const model = oneOf('detector.model', options.model ?? 'yolo_face', names.detectorModels);
  return {
    model,
    size: oneOf('detector.size', options.size ?? 640, detectorSizes(model)),
    margin: checkSides('detector.margin', options.margin ?? [0, 0, 0, 0]),
    angles: someOf('detector.angles', options.angles ?? [0], [0, 90, 180, 270]),
    score: inRange('detector.score', options.score ?? 0.5, 0, 1),
  };
}

function checkSelector(options: names.SelectorOptions): CheckedSelector {
  const age = (name: string, years: number | undefined) =>
    years === undefined ? undefined : whole(name, years, 0, 100);
  return {
    mode: oneOf('selector.mode', options.mode ?? 'reference', faceSelectors),
    order: oneOf('selector.order', options.order ?? 'large-small', faceOrders),
    gender: options.gender && oneOf<Gender | 'auto'>('selector.gender', options.gender, [...genders, 'auto']),
    race: options.race && oneOf<Race | 'auto'>('selector.race', options.race, [...races, 'auto']),
    ageStart: age('selector.ageStart', options.ageStart),
    ageEnd: age('selector.ageEnd', options.ageEnd),
    referencePosition: whole('selector.referencePosition', options.referencePosition ?? 0, 0, 1000),
    referenceDistance: inRange('selector.referenceDistance', options.referenceDistance ?? 0.3, 0, 1),
    referenceFrame: whole('selector.referenceFrame', options.referenceFrame ?? 0, 0, Number.MAX_SAFE_INTEGER),
    referencePicture: options.referencePicture,
  };
}

function checkMask(options: names.MaskOptions): Required<names.MaskOptions> {
  return {
    types: someOf('mask.types', options.types ?? ['box'], names.maskTypes),
    areas: someOf('mask.areas', options.areas ?? names.maskAreas, names.maskAreas),
    regions: someOf('mask.regions', options.regions ?? names.maskRegions, names.maskRegions),
    blur: inRange('mask.blur', options.blur ?? 0.3, 0, 1),
    padding: checkSides('mask.padding', options.padding ?? [0, 0, 0, 0]),
    occluder: oneOf('mask.occluder', options.occluder ?? 'xseg_1', names.occluderModels),
    parser: oneOf('mask.parser', options.parser ?? 'bisenet_resnet_34', names.parserModels),
  };
}

function checkSides(name: string, sides: Sides): Sides {
  if (sides.length !== 4) throw invalid(name, `[${sides}]`, 'four numbers: top, right, bottom, left');
  for (const side of sides) whole(name, side, 0, 100);
  return sides;
}

function checkOutput(result: names.OutputOptions): CheckedProcess['result'] {
  const { quality, rateFactor, audio, frameRate } = result;
  if (quality !== undefined) inRange('result.quality', quality, 0, 100);
  // What else it may be depends on the encoder.
  if (rateFactor !== undefined) inRange('result.rateFactor', rateFactor, 0, 1e6);
  if (audio !== undefined) oneOf('result.audio', audio, ['copy', 'none']);
  if (frameRate !== undefined) inRange('result.frameRate', frameRate, 0.1, 1000);
  return {
    ...result,
    scale: inRange('result.scale', result.scale ?? 1, 0.25, 8),
    overwrite: result.overwrite ?? false,
  };
}

function checkTrims({ trim, trimFrames }: names.ProcessOptions): Pick<CheckedProcess, 'trim' | 'trimFrames'> {
  if (trim !== undefined && trimFrames !== undefined) {
    throw new EngineError('option-invalid', 'trim and trimFrames are two ways to say the same: give one of them');
  }
  const number = (name: string, value: number) => inRange(name, value, 0, Number.MAX_SAFE_INTEGER);
  const index = (name: string, value: number) => whole(name, value, 0, Number.MAX_SAFE_INTEGER);
  return { trim: checkTrim('trim', trim, number), trimFrames: checkTrim('trimFrames', trimFrames, index) };
}

function checkTrim(
  name: string,
  trim: names.ProcessOptions['trim'],
  check: (name: string, value: number) => number,
): CheckedProcess['trim'] {
  if (trim === undefined || (trim.start === undefined && trim.end === undefined)) return undefined;
  const start = check(`${name}.start`, trim.start ?? 0);
  if (trim.end !== undefined && !(trim.end > start)) throw invalid(`${name}.end`, trim.end, `more than ${start}`);
  return trim;
}

/** Threads that are useful beside decoder and encoder; a device that computes wants only enough to be kept busy. */
export function usefulThreads(providers: readonly Provider[]): number {
  const cores = availableParallelism();
  return providers[0] === 'cpu' ? Math.min(cores, 16) : Math.min(cores, 3);
}
