/** A swap by one of FaceFusion's networks: what it asks of the processors. */
import { EngineError } from './errors.ts';
import type { ProcessOptions, ProcessorOptions, SwapperModel } from './process-options.ts';
import type { SwapOptions } from './swap-options.ts';

/** Options that only one of the ways to swap knows. */
const meshOnly = ['keep', 'border'] as const;
const networkOnly = ['enhance', 'enlarge', 'mask', 'detector'] as const;

/** Error: `option-invalid`, naming an option that only networks know. */
export function refuseNetworkOptions(options: SwapOptions): void {
  const given = networkOnly.find((name) => options[name] !== undefined);
  if (given !== undefined) throw unknownTo('mesh', given, 'it goes with a face swapper network (option model)');
}

/** The same swap as a chain of processors. Error: `option-invalid`, naming an option that only the mesh knows. */
export function networkProcess(options: SwapOptions, model: SwapperModel): ProcessOptions {
  const given = meshOnly.find((name) => options[name] !== undefined);
  if (given === 'keep') throw unknownTo(model, given, 'option mask with region, area or occlusion bounds the change');
  if (given !== undefined) throw unknownTo(model, given, 'it goes with the model mesh');
  const { target, output, trim, allowPartial, requireFace, commercial, signal } = options;
  return {
    sources: typeof options.source === 'string' ? [options.source] : options.source,
    ...{ target, output, processors: processorsOf(options, model), selector: selectorOf(options) },
    detector: defined({ model: options.detector, size: options.detectorSize, score: options.score }),
    mask: defined({ types: options.mask }),
    result: defined({
      ...{ encoder: options.encoder, quality: options.quality, preset: options.preset },
      overwrite: options.overwrite,
    }),
    execution: defined({
      ...{ providers: options.providers, threads: options.threads, maxMemoryBytes: options.maxMemoryBytes },
      modelFolder: options.modelFolder,
    }),
    ...defined({ trim, allowPartial, requireFace, commercial, signal }),
  };
}

function processorsOf({ blend, enhance, enlarge }: SwapOptions, model: SwapperModel): ProcessorOptions[] {
  return [
    { kind: 'face-swapper', model, ...defined({ blend }) },
    ...(enhance === undefined ? [] : [{ kind: 'face-enhancer', model: enhance } as const]),
    ...(enlarge === undefined ? [] : [{ kind: 'frame-enhancer', model: enlarge } as const]),
  ];
}

function selectorOf(options: SwapOptions): NonNullable<ProcessOptions['selector']> {
  const { faces: mode = 'one', order, reference, referenceDistance: distance } = options;
  if (mode === 'reference' && reference === undefined) throw noReference();
  return {
    mode,
    ...defined({ order, referencePicture: mode === 'reference' ? reference : undefined }),
    // Networks count half of the cosine distance, as FaceFusion does.
    ...defined({ referenceDistance: distance === undefined ? undefined : distance / 2 }),
  };
}

/** The refusal of `faces: 'reference'` without a picture. */
export function noReference(): EngineError {
  return new EngineError('option-invalid', 'faces: reference needs a reference picture (option reference)');
}

type Defined<T> = { readonly [Key in keyof T]?: Exclude<T[Key], undefined> };

/** The same without what is undefined. */
function defined<T extends object>(values: T): Defined<T> {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Defined<T>;
}

function unknownTo(model: string, option: string, instead: string): EngineError {
  const message = `option ${option} means nothing to the model ${model}: ${instead}`;
  return new EngineError('option-invalid', message, { data: { option, model } });
}
