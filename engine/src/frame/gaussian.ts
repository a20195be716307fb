import { instantiate } from '../wasm/instantiate.ts';
import { kernelBinary } from './gaussian-binary.ts';
import type { Mask } from './picture.ts';
import { claimScratch, kernels, releaseScratch, scratch } from './sample-kernels.ts';

interface Kernels {
  convolveRow(
    ...args: [middle: number, step: number, weights: number, radius: number, count: number, out: number]
  ): void;
}

const { convolveRow } = instantiate<Kernels>(kernelBinary, { pixels: { memory: kernels.memory } });

/**
 * A mask blurred by a Gaussian of `sigma` pixels, cut off as OpenCV does for floats (round(8σ + 1) taps, made odd); beyond the
 * border the mask is mirrored about its outermost pixels. Sigma 0 leaves it as it is.
 */
export function gaussianBlur({ width, height, values }: Mask, sigma: number): Mask {
  if (!(sigma >= 0 && sigma < 1000)) throw new RangeError(`a Gaussian's sigma ${sigma} is not in 0..1000`);
  if (sigma === 0 || values.length === 0) return { width, height, values: values.slice() };
  const weights = gaussianWeights(sigma);
  const radius = weights.length - 1;
  releaseScratch();
  const table = claimScratch(weights.byteLength);
  const tall = claimScratch(width * (height + 2 * radius) * 4);
  const wide = claimScratch((width + 2 * radius) * 4);
  const out = claimScratch(width * height * 4);
  const { floats } = scratch();
  floats.set(weights, table / 4);
  const rows = tall / 4 + radius * width;
  floats.set(values, rows);
  for (let beyond = 1; beyond <= radius; beyond++) {
    for (const y of [-beyond, height - 1 + beyond]) {
      const from = mirrored(y, height) * width;
      floats.set(values.subarray(from, from + width), rows + y * width);
    }
  }
  const row = wide / 4 + radius;
  const columns = Int32Array.from({ length: radius }, (_, i) => mirrored(-1 - i, width));
  const columnsAfter = Int32Array.from({ length: radius }, (_, i) => mirrored(width + i, width));
  for (let y = 0; y < height; y++) {
    convolveRow((rows + y * width) * 4, width * 4, table, radius, width, row * 4);
    for (let i = 0; i < radius; i++) {
      floats[row - 1 - i] = floats[row + columns[i]!]!;
      floats[row + width + i] = floats[row + columnsAfter[i]!]!;
    }
    convolveRow(row * 4, 4, table, radius, width, out + y * width * 4);
  }
  return { width, height, values: floats.slice(out / 4, out / 4 + values.length) };
}

/** The weight of the middle, then of each pixel further off; both sides together sum to 1. */
function gaussianWeights(sigma: number): Float32Array {
  const radius = (Math.round(8 * sigma + 1) | 1) >> 1;
  const heights = Float64Array.from({ length: radius + 1 }, (_, i) => Math.exp(-(i * i) / (2 * sigma * sigma)));
  const sum = 2 * heights.reduce((total, value) => total + value, 0) - heights[0]!;
  return Float32Array.from(heights, (value) => value / sum);
}

/** The place of a pixel beyond 0..size-1 in the mirror: -1 is 1, size is size - 2, and on and on. */
function mirrored(at: number, size: number): number {
  if (size === 1) return 0;
  const period = 2 * (size - 1);
  const folded = ((at % period) + period) % period;
  return folded < size ? folded : period - folded;
}
