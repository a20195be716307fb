/** What a caller asked for, checked and completed. */
import { availableParallelism, homedir } from 'node:os';
import { DEFAULT_REFERENCE_DISTANCE } from './faces/distance.ts';
import { type FaceOrder, type FaceSelector, faceOrders, faceSelectors } from './faces/face.ts';
import { defaultFindOptions } from './faces/find.ts';
import { inRange, invalid, oneOf, path, whole } from './option-checks.ts';
import type { BlendOptions } from './swap/swapper.ts';
import { noReference, refuseNetworkOptions } from './swap-by-network.ts';
import { borders, faceRegions, type Provider, providers, type SwapOptions } from './swap-options.ts';
import { defaultModelFolder } from './weights/store.ts';

/** How faces are looked for, on which threads and with which models. */
export interface SeeingOptions {
  readonly detectorSize: number;
  readonly score: number;
  readonly providers: readonly Provider[];
  readonly threads: number;
  readonly modelFolder: string;
}

export interface CheckedOptions extends SeeingOptions {
  readonly sources: readonly string[];
  readonly target: string;
  readonly output: string;
  readonly faces: FaceSelector;
  readonly order: FaceOrder;
  readonly reference: string | undefined;
  readonly referenceDistance: number;
  readonly blend: BlendOptions;
  readonly maxMemoryBytes: number | undefined;
  readonly encoder: string;
  readonly quality: number | undefined;
  readonly preset: string | undefined;
  readonly trim: { readonly start?: number; readonly end?: number } | undefined;
  readonly overwrite: boolean;
  readonly allowPartial: boolean;
  readonly requireFace: boolean;
  readonly signal: AbortSignal | undefined;
}

const MAX_THREADS = 256;

/** Following faces is one thread's work and takes a third of what drawing them takes; more threads than this would mostly wait. */
const USEFUL_THREADS = 6;

/** Of a swap by the mesh. */
export function checkOptions(options: SwapOptions): CheckedOptions {
  refuseNetworkOptions(options);
  const sources = typeof options.source === 'string' ? [options.source] : [...options.source];
  if (sources.length === 0) throw invalid('source', '[]', 'one picture or more');
  for (const source of sources) path('source', source);
  const faces = oneOf('faces', options.faces ?? 'one', faceSelectors);
  if (faces === 'reference' && options.reference === undefined) throw noReference();
  const trim = options.trim;
  if (trim !== undefined) {
    const start = inRange('trim.start', trim.start ?? 0, 0, Number.MAX_SAFE_INTEGER);
    if (trim.end !== undefined && !(trim.end > start)) throw invalid('trim.end', trim.end, `more than ${start} s`);
  }
  return {
    ...checkSeeing(options),
    sources,
    target: path('target', options.target),
    output: path('output', options.output),
    faces,
    order: oneOf('order', options.order ?? 'large-small', faceOrders),
    reference: faces === 'reference' ? options.reference : undefined,
    referenceDistance: inRange('referenceDistance', options.referenceDistance ?? DEFAULT_REFERENCE_DISTANCE, 0, 2),
    blend: {
      blend: inRange('blend', options.blend ?? 1, 0, 1),
      keep: (options.keep ?? []).map((region) => oneOf('keep', region, faceRegions)),
      border: oneOf('border', options.border ?? 'poisson', borders),
    },
    maxMemoryBytes:
      options.maxMemoryBytes === undefined
        ? undefined
        : inRange('maxMemoryBytes', options.maxMemoryBytes, 1, Number.MAX_SAFE_INTEGER),
    encoder: options.encoder ?? 'auto',
    quality: options.quality === undefined ? undefined : inRange('quality', options.quality, 0, 100),
    preset: options.preset,
    trim,
    overwrite: options.overwrite ?? false,
    allowPartial: options.allowPartial ?? false,
    requireFace: options.requireFace ?? false,
    signal: options.signal,
  };
}

type SeeingInput = Pick<SwapOptions, 'detectorSize' | 'score' | 'providers' | 'threads' | 'modelFolder'>;

export function checkSeeing(options: SeeingInput): SeeingOptions {
  const names = options.providers ?? ['cpu'];
  if (names.length === 0) throw invalid('providers', '[]', providers.join(', '));
  return {
    detectorSize: whole('detectorSize', options.detectorSize ?? defaultFindOptions.inputSize, 64, 4096),
    score: inRange('score', options.score ?? defaultFindOptions.minScore, 0.01, 1),
    providers: names.map((name) => oneOf('providers', name, providers)),
    threads: whole('threads', options.threads ?? defaultThreads(), 1, MAX_THREADS),
    modelFolder: options.modelFolder ?? defaultModelsAt(),
  };
}

function defaultThreads(): number {
  // Two at least: one draws while the other follows.
  return Math.min(Math.max(2, availableParallelism()), USEFUL_THREADS);
}

/** The model folder of whoever names none. */
export function defaultModelsAt(): string {
  return defaultModelFolder({}, process.platform, homedir());
}
