/**
 * Along one axis, the samples that each output position averages: `from`..`to` (both inside), the first and last with
 * their own weight, those between with `weight`. Weights of one position sum to 1.
 */
export interface Boxes {
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly fromWeight: Float32Array;
  readonly toWeight: Float32Array;
  readonly weight: Float32Array;
  /** First and last sample that any position uses. */
  readonly first: number;
  readonly last: number;
}

/** Boxes of width max(1, step) around start, start + step, …; only the part that lies on the `size` samples counts. */
export function boxesAlong(start: number, step: number, count: number, size: number): Boxes {
  const from = new Int32Array(count);
  const to = new Int32Array(count);
  const fromWeight = new Float32Array(count);
  const toWeight = new Float32Array(count);
  const weight = new Float32Array(count);
  const half = Math.max(1, step) / 2;
  for (let i = 0; i < count; i++) {
    const middle = start + i * step;
    // In edge coordinates sample k covers k..k+1; a position beyond the edge keeps the edge sample.
    const low = Math.min(Math.max(middle - half + 0.5, 0), size - 1);
    const high = Math.min(Math.max(middle + half + 0.5, 1, low), size);
    // A sliver of a sample is rounding noise of the caller's affine map, not coverage.
    const a = Math.min(Math.floor(low + 1e-6), size - 1);
    const b = Math.max(Math.ceil(high - 1e-6) - 1, a);
    const length = b > a ? high - low : 1;
    from[i] = a;
    to[i] = b;
    fromWeight[i] = b > a ? (a + 1 - low) / length : 1;
    toWeight[i] = b > a ? (high - b) / length : 0;
    weight[i] = 1 / length;
  }
  // Positions only grow, and so do their boxes.
  return { from, to, fromWeight, toWeight, weight, first: from[0]!, last: to[count - 1]! };
}

/** Bytes of one column in the table of `averageColumns`. */
export const boxColumnBytes = 20;

/** Lays boxes out for the kernel `averageColumns`, relative to the first sample that is used. */
export function writeBoxColumns(
  boxes: Boxes,
  memory: { readonly integers: Int32Array; readonly floats: Float32Array },
  table: number,
): void {
  const { integers, floats } = memory;
  for (let x = 0, at = table / 4; x < boxes.from.length; x++, at += 5) {
    integers[at] = (boxes.from[x]! - boxes.first) * 4;
    integers[at + 1] = (boxes.to[x]! - boxes.first) * 4;
    floats[at + 2] = boxes.fromWeight[x]!;
    floats[at + 3] = boxes.weight[x]!;
    floats[at + 4] = boxes.toWeight[x]!;
  }
}
