/** Which models a chain runs: to check their licences, their presence and their size before any work begins. */
import type { CheckedProcess, CheckedProcessor } from './checked-process-options.ts';
import { type FaceFilter, needsAttributes } from './faces/choose.ts';
import { detectorFiles } from './faces/detectors/detect.ts';
import { landmarkerFiles } from './faces/landmarkers/landmark.ts';
import { swapperNetworks } from './swap/networks/models.ts';

/** Models by their catalogue's names. */
export interface ChainModels {
  /** On every thread. */
  readonly working: readonly string[];
  /** On one thread: the networks that judge the content. */
  readonly judging: readonly string[];
}

/** Only what is asked for: no recogniser where nobody is to be recognised, no classifier without a filter. */
export function chainModels(options: CheckedProcess): ChainModels {
  const { detector, landmarker, mask, processors, selector } = options;
  const working = new Set<string>();
  const add = (names: readonly string[]) => {
    for (const name of names) working.add(name);
  };
  if (looksAtFaces(options)) {
    add([...detectorFiles(detector.model), 'fan_68_5']);
    if (landmarker.score > 0) add(landmarkerFiles(landmarker.model));
    if (selector.mode === 'reference') add(['arcface_w600k_r50']);
    if (needsTargetAttributes(options)) add(['fairface']);
    if (mask.types.includes('occlusion')) {
      add(mask.occluder === 'many' ? ['xseg_1', 'xseg_2', 'xseg_3'] : [mask.occluder]);
    }
    if (mask.types.includes('region') && processors.some(drawsRegions)) add([mask.parser]);
  }
  for (const processor of processors) add(modelsOf(processor));
  return { working: [...working], judging: options.moderate ? ['nsfw_1', 'nsfw_2', 'nsfw_3'] : [] };
}

/** Whether target faces are chosen, or shown, by age, gender or race. */
export function needsTargetAttributes({
  processors,
  selector,
}: Pick<CheckedProcess, 'processors' | 'selector'>): boolean {
  const { gender, race, ageStart, ageEnd } = selector;
  const shown = processors.some(
    (processor) =>
      processor.kind === 'face-debugger' &&
      processor.items.some((item) => item === 'age' || item === 'gender' || item === 'race'),
  );
  return (
    shown || gender === 'auto' || race === 'auto' || needsAttributes({ gender, race, ageStart, ageEnd } as FaceFilter)
  );
}

/** Whether a swapper of the chain knows the person by an embedding; others look at the picture. */
export function swapsByEmbedding({ processors }: CheckedProcess): boolean {
  return processors.some(
    (processor) => processor.kind === 'face-swapper' && swapperNetworks[processor.model].source.from !== 'picture',
  );
}

/** Whether any processor looks at faces. */
export function looksAtFaces({ processors }: CheckedProcess): boolean {
  return processors.some(({ kind }) => kind !== 'frame-enhancer');
}

/** Whether a swapper mixes the target's own identity in, frame by frame. */
export function mixesTargetIdentity({ processors }: CheckedProcess): boolean {
  return processors.some(
    (processor) =>
      processor.kind === 'face-swapper' &&
      processor.weight !== 0.5 &&
      swapperNetworks[processor.model].source.from !== 'picture',
  );
}

function drawsRegions({ kind }: CheckedProcessor): boolean {
  return kind === 'face-swapper' || kind === 'face-debugger';
}

function modelsOf(processor: CheckedProcessor): string[] {
  if (processor.kind === 'face-debugger') return [];
  if (processor.kind !== 'face-swapper') return [processor.model];
  const { source } = swapperNetworks[processor.model];
  if (source.from === 'picture') return [processor.model];
  return [processor.model, 'arcface_w600k_r50', ...(source.from === 'converted' ? [source.converter] : [])];
}
