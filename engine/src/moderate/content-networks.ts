/** The networks that tell whether a picture is unfit, as facts: how each wants it, and how its result is read. */
import type { Tensor } from '../onnx/session.ts';

export interface ContentNetwork {
  readonly model: string;
  /** Side of the square that the picture is fitted into. */
  readonly size: number;
  /** The network sees (v / 255 - mean) / deviation; R, G, B. */
  readonly mean: readonly [number, number, number];
  readonly deviation: readonly [number, number, number];
  /** How much speaks against the picture; undefined when the result is not the network's. */
  readonly score: (result: Tensor) => number | undefined;
  /** A score above it speaks against the picture. */
  readonly limit: number;
}

/** In the order that they are asked: the two smaller ones decide most pictures. */
export const contentNetworks: readonly ContentNetwork[] = [
  {
    model: 'nsfw_1',
    size: 640,
    mean: [0, 0, 0],
    deviation: [1, 1, 1],
    score: surestDetection,
    // Scores are single precision.
    limit: Math.fround(0.2),
  },
  {
    model: 'nsfw_2',
    size: 384,
    mean: [0.5, 0.5, 0.5],
    deviation: [0.5, 0.5, 0.5],
    score: ({ data }) => (data.length === 2 ? data[0]! - data[1]! : undefined),
    limit: 0.25,
  },
  {
    model: 'nsfw_3',
    size: 448,
    mean: [0.48145466, 0.4578275, 0.40821073],
    deviation: [0.26862954, 0.26130258, 0.27577711],
    score: ({ data }) => (data.length === 4 ? data[2]! + data[3]! - (data[0]! + data[1]!) : undefined),
    limit: 10.5,
  },
];

/** A detector: rows of four box numbers, then one row a class; columns are places. */
function surestDetection({ data, dims }: Tensor): number | undefined {
  const [, rows, places] = dims;
  if (dims.length !== 3 || rows === undefined || places === undefined || rows <= 4 || places < 1) return undefined;
  let surest = Number.NEGATIVE_INFINITY;
  for (let at = 4 * places; at < data.length; at++) {
    const value = data[at]!;
    if (Number.isNaN(value)) return value;
    if (value > surest) surest = value;
  }
  return surest;
}
