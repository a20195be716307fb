/** Matches the new face's sharpness and grain to the picture that it is put into. */
import { lumaRange } from '../frame/color.ts';
import type { Frame } from '../frame/frame.ts';
import type { Patch } from './patch.ts';

/** How much fine detail a face shows, in steps of 255: from the size of the Laplacian (÷ 4) over its pixels. */
export interface Detail {
  /** Edges: the 90th percentile. */
  readonly edges: number;
  /** Grain: the 40th percentile, which smooth skin would leave near 0. */
  readonly grain: number;
}

/** Every other pixel of every other row is looked at. */
const STEP = 2;
const BINS = 256;
const BINS_PER_STEP = 8;

/** Reads the detail of the frame's first plane (luma; red of an RGB frame) in a region given in its columns and rows. */
export function readDetail(frame: Frame, left: number, top: number, width: number, height: number): Detail {
  const { data, stride, width: columns, height: rows } = frame.planes[0]!;
  const scale = 255 / lumaRange(frame.color.fullRange, frame.format.bitDepth).span;
  const histogram = new Uint32Array(BINS);
  const right = Math.min(columns - 1, left + width);
  const bottom = Math.min(rows - 1, top + height);
  for (let y = Math.max(1, Math.floor(top)); y < bottom; y += STEP) {
    for (let p = y * stride + Math.max(1, Math.floor(left)), end = y * stride + right; p < end; p += STEP) {
      const laplacian = 4 * data[p]! - data[p - 1]! - data[p + 1]! - data[p - stride]! - data[p + stride]!;
      count(histogram, laplacian * scale);
    }
  }
  return summary(histogram);
}

function readPatchDetail(luma: Float32Array, { width, height, rgba }: Patch): Detail {
  const histogram = new Uint32Array(BINS);
  for (let y = 1; y < height - 1; y += STEP) {
    for (let p = y * width + 1, end = (y + 1) * width - 1; p < end; p += STEP) {
      if (rgba[p * 4 + 3]! < 0.9) continue;
      count(histogram, 4 * luma[p]! - luma[p - 1]! - luma[p + 1]! - luma[p - width]! - luma[p + width]!);
    }
  }
  return summary(histogram);
}

function count(histogram: Uint32Array, laplacian: number): void {
  const bin = Math.min(BINS - 1, (Math.abs(laplacian) * (BINS_PER_STEP / 4)) | 0);
  histogram[bin]! += 1;
}

function summary(histogram: Uint32Array): Detail {
  const total = histogram.reduce((sum, value) => sum + value, 0);
  const percentile = (share: number) => {
    let left = total * share;
    for (let bin = 0; bin < BINS; bin++) {
      left -= histogram[bin]!;
      if (left < 0) return (bin + 0.5) / BINS_PER_STEP;
    }
    return 0;
  };
  return { edges: percentile(0.9), grain: percentile(0.4) };
}

/** The most that is softened and sharpened. People differ in lashes and pores, so the measure is not followed all the way. */
const SOFTEST = 0.35;
const SHARPEST = 1.9;
/** The 40th percentile of |Laplacian ÷ 4| for grain with a standard deviation of 1. */
const GRAIN_PERCENTILE = 0.586;
const MOST_GRAIN = 5;

/**
 * Gives the patch the target's sharpness and grain, in its luma. `seed` decides the grain: the same seed gives the same
 * grain, so that a still film stands still.
 */
export function matchDetail(patch: Patch, target: Detail, seed: number): void {
  const { rgba, width, height } = patch;
  const luma = lumaOf(patch);
  const own = readPatchDetail(luma, patch);
  if (own.edges === 0) return;
  const gain = Math.min(SHARPEST, Math.max(SOFTEST, Math.sqrt((target.edges + 0.5) / (own.edges + 0.5))));
  const missing = Math.max(0, target.grain - 0.25) ** 2 - own.grain ** 2;
  const grain = Math.min(MOST_GRAIN, Math.sqrt(Math.max(0, missing)) / GRAIN_PERCENTILE);
  if (Math.abs(gain - 1) < 0.05 && grain < 0.3) return;
  let random = seed | 0 || 1;
  for (let y = 1; y < height - 1; y++) {
    for (let p = y * width + 1, end = (y + 1) * width - 1; p < end; p++) {
      const at = p * 4;
      if (rgba[at + 3]! === 0) continue;
      const around =
        (luma[p - width]! + luma[p + width]! + luma[p - 1]! + luma[p + 1]!) * 0.125 +
        (luma[p - width - 1]! + luma[p - width + 1]! + luma[p + width - 1]! + luma[p + width + 1]!) * 0.0625 +
        luma[p]! * 0.25;
      let change = (luma[p]! - around) * (gain - 1);
      if (grain >= 0.3) {
        // Two xorshift bytes make a triangular distribution, whose standard deviation is 104 of 255.
        random ^= random << 13;
        random ^= random >>> 17;
        random ^= random << 5;
        change += ((random & 255) - ((random >>> 8) & 255)) * (grain / 104);
      }
      rgba[at] = rgba[at]! + change;
      rgba[at + 1] = rgba[at + 1]! + change;
      rgba[at + 2] = rgba[at + 2]! + change;
    }
  }
}

let scratch = new Float32Array(0);

/** The patch's luma, in memory that is used again. At the edge of the drawn part the neighbours are missing: they repeat. */
function lumaOf({ rgba, width, height }: Patch): Float32Array {
  const pixels = width * height;
  if (scratch.length < pixels) scratch = new Float32Array(pixels);
  for (let p = 0, at = 0; p < pixels; p++, at += 4) {
    scratch[p] =
      rgba[at + 3]! > 0 || p === 0
        ? 0.299 * rgba[at]! + 0.587 * rgba[at + 1]! + 0.114 * rgba[at + 2]!
        : scratch[p - 1]!;
  }
  return scratch;
}
