/** Side of the square crop that the landmarkers look at, in pixels. */
export const CROP_SIZE = 256;

/** 68 points as a landmarker sees them. */
export interface Sight {
  /** 136 numbers: x, y pairs in pixels of the crop. */
  readonly points: Float32Array;
  /** 0..1 */
  readonly score: number;
}

/** A landmarker. Its graph takes `input`, [1, 3, 256, 256] with the planes blue, green, red in 0..1. */
export interface LandmarkerNetwork {
  /** Its file, without the ending. */
  readonly file: string;
  /** How many numbers each output holds, in the graph's order. */
  readonly outputSizes: readonly number[];
  decode(outputs: readonly Float32Array[]): Sight;
}

/** Cells along a side of the grid that both networks count points in. */
export const GRID = 64;

/** 68 × (x, y, z or score) in grid cells, as x, y pairs in pixels of the crop. */
export function toCropPoints(triples: Float32Array): Float32Array {
  const scale = CROP_SIZE / GRID;
  return Float32Array.from({ length: 136 }, (_, at) => triples[(at >> 1) * 3 + (at & 1)]! * scale);
}

/** What a network says, 0..`full`, as a score 0..1. */
export function toScore(said: number, full: number): number {
  return Math.min(Math.max(said / full, 0), 1);
}
