/** Matches the new face's sharpness and grain to the picture that it is put into. */
import { lumaRange } from '../frame/color.ts';
import type { Frame } from '../frame/frame.ts';
import { instantiate } from '../wasm/instantiate.ts';
import type { Patch } from './patch.ts';
import {
  claimPatchScratch,
  liesInPatchMemory,
  patchImports,
  patchViews,
  releasePatchScratch,
  rgbaPlace,
} from './patch-memory.ts';
import { kernelBinary } from './sharpness-binary.ts';

/** The functions of sharpness.wat; pointers are byte offsets into patch memory. */
interface Kernels {
  readLuma(rgba: number, luma: number, pixels: number): void;
  countDetail(rgba: number, luma: number, width: number, height: number, leastAlpha: number, bins: number): void;
  sharpen(
    ...args: [
      ...[rgba: number, luma: number, width: number, height: number],
      ...[gain: number, grain: number, states: number],
    ]
  ): void;
}

/** Where a patch's pixels and their luma lie. */
interface Places {
  readonly rgba: number;
  readonly luma: number;
}

const kernels = instantiate<Kernels>(kernelBinary, patchImports);

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
/** Pixels of a patch are looked at from this alpha on. */
const SOLID = 0.9;

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
  return detailOf(histogram);
}

function readPatchDetail(places: Places, width: number, height: number): Detail {
  const bins = claimPatchScratch(BINS * 4);
  const { integers } = patchViews();
  integers.fill(0, bins / 4, bins / 4 + BINS);
  kernels.countDetail(places.rgba, places.luma, width, height, SOLID, bins);
  return detailOf(Uint32Array.from(integers.subarray(bins / 4, bins / 4 + BINS)));
}

function count(histogram: Uint32Array, laplacian: number): void {
  const bin = Math.min(BINS - 1, (Math.abs(laplacian) * (BINS_PER_STEP / 4)) | 0);
  histogram[bin]! += 1;
}

/** The detail that a histogram of |Laplacian| in half steps shows. */
export function detailOf(histogram: Uint32Array): Detail {
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

/** Grain below this is not worth the noise. */
const LEAST_GRAIN = 0.3;
/** The standard deviation of the difference of two random bytes. */
const BYTES_DEVIATION = 104.5;

/**
 * Gives the patch the target's sharpness and grain, in its luma. `seed` decides the grain: the same seed gives the same
 * grain, so that a still film stands still.
 */
export function matchDetail(patch: Patch, target: Detail, seed: number): void {
  const { width, height } = patch;
  if (width <= 0 || height <= 0) return;
  releasePatchScratch();
  const places = { rgba: rgbaPlace(patch), luma: claimPatchScratch(width * height * 4) };
  kernels.readLuma(places.rgba, places.luma, width * height);
  const { gain, grain } = changeTowards(target, readPatchDetail(places, width, height));
  if (gain === 0 && grain === 0) return;
  const states = claimPatchScratch(16);
  patchViews().integers.set(grainStates(seed), states / 4);
  kernels.sharpen(places.rgba, places.luma, width, height, gain, grain, states);
  if (!liesInPatchMemory(patch.rgba)) {
    const first = places.rgba / 4;
    patch.rgba.set(patchViews().floats.subarray(first, first + patch.rgba.length));
  }
}

/** What turns a patch's own detail into the target's: factors on what differs from its surroundings, and on noise of two bytes. */
export function changeTowards(target: Detail, own: Detail): { gain: number; grain: number } {
  if (own.edges === 0) return { gain: 0, grain: 0 };
  const sharpness = Math.min(SHARPEST, Math.max(SOFTEST, Math.sqrt((target.edges + 0.5) / (own.edges + 0.5))));
  const missing = Math.max(0, target.grain - 0.25) ** 2 - own.grain ** 2;
  const deviation = Math.min(MOST_GRAIN, Math.sqrt(Math.max(0, missing)) / GRAIN_PERCENTILE);
  if (deviation >= LEAST_GRAIN) return { gain: sharpness - 1, grain: deviation / BYTES_DEVIATION };
  return { gain: Math.abs(sharpness - 1) < 0.05 ? 0 : sharpness - 1, grain: 0 };
}

/** First states of the four generators of grain: of one seed, but far apart, and none of them 0 (MurmurHash3's finalizer). */
export function grainStates(seed: number): Int32Array {
  return Int32Array.from({ length: 4 }, (_, lane) => {
    let state = (seed + Math.imul(lane + 1, 0x9e3779b9)) | 0;
    state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
    return state ^ (state >>> 16) || lane + 1;
  });
}
