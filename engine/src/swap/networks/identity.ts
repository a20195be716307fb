import { EngineError } from '../../errors.ts';
import { alignFace } from '../../faces/align/similarity.ts';
import type { AverageIdentity } from '../../faces/average-identity.ts';
import { unit } from '../../faces/distance.ts';
import type { LandmarkFace } from '../../faces/landmark-face.ts';
import { cropPicture } from '../../frame/crop-face.ts';
import type { Frame } from '../../frame/frame.ts';
import type { Picture } from '../../frame/picture.ts';
import { requireContract } from '../../onnx/contract.ts';
import { readSpareInitializer } from '../../onnx/initializer.ts';
import { resultOf } from '../../onnx/result.ts';
import type { Sessions } from '../../onnx/sessions.ts';
import { type SourceInput, type SwapperModel, swapperNetworks } from './models.ts';

/** Numbers in an embedding. */
export const EMBEDDING = 512;

/** A face of the person to put in, and its picture. */
export interface NetworkSource {
  readonly frame: Frame;
  readonly face: LandmarkFace;
}

/** Who the person is to the recogniser. */
export type MeanEmbedding = AverageIdentity;

/** What a swapper network is given as its source; plain data that can be posted to another thread. */
export interface SourceIdentity {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

/** The shape of a network's source input. */
export function sourceDims(source: SourceInput): number[] {
  return source.from === 'picture' ? [1, 3, source.size, source.size] : [1, EMBEDDING];
}

/**
 * Makes a network's source input, the target's share (`weighted`) aside. `person` is the sources' average; a network that looks at a
 * picture does without.
 */
export async function prepareIdentity(
  sessions: Sessions,
  model: SwapperModel,
  sources: readonly NetworkSource[],
  person: MeanEmbedding | undefined,
): Promise<SourceIdentity> {
  const { source } = swapperNetworks[model];
  const dims = sourceDims(source);
  if (source.from === 'picture') {
    const first = sources[0];
    if (first === undefined) throw new EngineError('internal', `${model} needs a source picture`);
    // The picture's own points, also when pictures without a face stood before it.
    const matrix = alignFace(first.face.alignment, source.template, source.size);
    return { data: planesOf(cropPicture(first.frame, matrix, source.size, source.size)), dims };
  }
  if (person === undefined) throw new EngineError('internal', `${model} needs the source's embedding`);
  if (source.from === 'normalised') return { data: person.normalised.slice(), dims };
  if (source.from === 'converted') {
    const converted = await convert(sessions, source.converter, person.embedding);
    return { data: source.normalise ? unit(converted) : converted, dims };
  }
  const matrix = await readSpareInitializer(await sessions.path(model), [EMBEDDING, EMBEDDING]);
  return { data: project(person.embedding, matrix), dims };
}

/** The row vector times the matrix (512 × 512, row after row), over the vector's length. */
export function project(raw: Float32Array, matrix: Float32Array): Float32Array<ArrayBuffer> {
  const sums = new Float64Array(EMBEDDING);
  for (let row = 0; row < EMBEDDING; row++) {
    const weight = raw[row]!;
    for (let column = 0; column < EMBEDDING; column++) sums[column]! += weight * matrix[row * EMBEDDING + column]!;
  }
  const length = Math.hypot(...raw);
  return Float32Array.from(sums, (sum) => sum / length);
}

/**
 * The identity with some of the target's in it: at `weight` 0 35 % of it, at 0.5 none, at 1 it is taken away by as much, which
 * exaggerates the source. The target's embedding goes in as the recogniser gives it, normalised but for the one network whose
 * own source is not; nor is the mixture normalised again.
 */
export function weighted(
  identity: Float32Array,
  target: Float32Array,
  source: SourceInput,
  weight: number,
): Float32Array<ArrayBuffer> {
  const share = 0.35 - 0.7 * weight;
  const raw = source.from === 'converted' && !source.normalise;
  const scale = share / (raw ? 1 : Math.hypot(...target));
  return Float32Array.from(identity, (value, i) => value * (1 - share) + target[i]! * scale);
}

async function convert(sessions: Sessions, converter: string, raw: Float32Array): Promise<Float32Array<ArrayBuffer>> {
  const session = await sessions.open(converter);
  requireContract(converter, session, { inputs: { input: [1, EMBEDDING] }, outputs: 1 });
  const results = await session.run({ input: { data: raw, dims: [1, EMBEDDING] } });
  return Float32Array.from(resultOf(converter, session, results, [1, EMBEDDING]));
}

function planesOf({ rgb }: Picture): Float32Array {
  const pixels = rgb.length / 3;
  const planes = new Float32Array(rgb.length);
  for (let channel = 0; channel < 3; channel++) {
    for (let i = 0; i < pixels; i++) planes[channel * pixels + i] = rgb[i * 3 + channel]! / 255;
  }
  return planes;
}
