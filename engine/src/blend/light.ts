/** Light on a face: the slow changes of colour over it, as a small map over the UV square. */
import { blurKnown } from '../faces/uv/blur.ts';
import { lookUp, shrink } from '../faces/uv/maps.ts';

/** Side of a light map in texels. */
export const LIGHT_SIZE = 32;

/**
 * How far light reaches when it is told apart from skin, as a share of the UV square. Skin has nearly one hue, so changes of
 * hue are light's even where they are narrow; changes of brightness are the face's own shape unless they are wide.
 */
const WIDE = 0.07;
const HUE = 0.035;
const FINE = 0.028;

/** The light on one face, without its own shape and features. */
export interface Light {
  /** `LIGHT_SIZE² × 3`: slow colour of the skin, R, G, B in 0..255; brows, eyes and lips are bridged. */
  readonly wide: Float32Array;
  /** The same with little smoothing: what the border has to meet. */
  readonly fine: Float32Array;
}

/** Measures light where `weights` says that plain, visible skin is seen. `rgb` is `size² × 3`; size is a multiple of 32. */
export function measureLight(rgb: Float32Array, weights: Float32Array, size: number): Light {
  const small = shrink(rgb, weights, size, 3, size / LIGHT_SIZE);
  const wide = wideLight(small.values, small.weights);
  return { wide, fine: blurKnown(small.values, small.weights, LIGHT_SIZE, 3, LIGHT_SIZE * FINE, wide, 0.05) };
}

/** Only the slow part of the light, as a first guess. */
export function measureWideLight(rgb: Float32Array, weights: Float32Array, size: number): Float32Array {
  const small = shrink(rgb, weights, size, 3, size / LIGHT_SIZE);
  return wideLight(small.values, small.weights);
}

function wideLight(values: Float32Array, weights: Float32Array): Float32Array {
  const mean = weightedMean(values, weights);
  const coarse = blurKnown(values, weights, LIGHT_SIZE, 3, LIGHT_SIZE * WIDE * 2, mean, 0.02);
  const even = blurKnown(values, weights, LIGHT_SIZE, 3, LIGHT_SIZE * WIDE, coarse, 0.05);
  const hue = blurKnown(values, weights, LIGHT_SIZE, 3, LIGHT_SIZE * HUE, even, 0.05);
  const wide = new Float32Array(even.length);
  for (let i = 0; i < wide.length; i += 3) {
    const factor = luma(even, i) / Math.max(1e-3, luma(hue, i));
    for (let c = i; c < i + 3; c++) wide[c] = hue[c]! * factor;
  }
  return wide;
}

function luma(rgb: Float32Array, at: number): number {
  return 0.299 * rgb[at]! + 0.587 * rgb[at + 1]! + 0.114 * rgb[at + 2]!;
}

/** Mean of `count × 3` values under weights; mid grey when nothing is known. */
export function weightedMean(values: Float32Array, weights: Float32Array): Float32Array {
  const sum = [0, 0, 0];
  let total = 0;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i]!;
    total += weight;
    for (let c = 0; c < 3; c++) sum[c]! += values[i * 3 + c]! * weight;
  }
  return Float32Array.from(sum, (value) => (total > 0 ? value / total : 128));
}

/** One channel of a light map at UV (u, v). */
export function lightAt(map: Float32Array, channel: number, u: number, v: number): number {
  return lookUp(map, LIGHT_SIZE, 3, channel, u, v);
}
