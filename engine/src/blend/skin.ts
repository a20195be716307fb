/** Tells a face's skin from what lies on it: hair, glasses, microphones, hard patches of sun. */
import { blurKnown } from '../faces/uv/blur.ts';
import { smoothstep } from '../faces/uv/maps.ts';
import { type Light, lightAt, measureLight, measureWideLight } from './light.ts';
import { regionMaps } from './regions.ts';

/** What `readSkin` tells of one unwrapped face, for maps of `size²`. */
export interface SkinReading {
  /**
   * How surely each texel shows the face itself, 0..1. Where skin is expected the texel's own colour tells; brows, eyes and
   * lips, whose colours may be anything, are as sure as the skin around them.
   */
  readonly likeness: Float32Array;
  readonly light: Light;
}

/** Features of a texel: two chroma ratios and brightness against the light there, and roughness; all logarithmic. */
const FEATURES = 4;
/** Smallest spread allowed for each feature: even skin varies this much. */
const LEAST_SPREAD = [0.05, 0.07, 0.16, 0.45] as const;
const ROUNDS = 2;
/** How far skin speaks for the features that it surrounds, as a share of the UV square. */
const AROUND = 0.045;
const ones = Float32Array.of(1);

/**
 * Reads skin and light together, because each needs the other: light is measured on skin, and skin is what agrees with
 * the cheeks' colour under that light. Begins in the middle of the face and works outwards. `seen` (0..1 a texel) says
 * how well each texel is seen at all.
 */
export function readSkin(rgb: Float32Array, seen: Float32Array, size: number): SkinReading {
  const { skin: expected, lit, middle } = regionMaps(size);
  const weights = product(expected, seen);
  const lightWeights = product(lit, seen);
  const roughness = roughnessOf(rgb, expected, size);
  let wide = measureWideLight(rgb, product(lightWeights, middle), size);
  let likeness: Float32Array = weights;
  for (let round = 0; round < ROUNDS; round++) {
    if (round > 0) wide = measureWideLight(rgb, product(lightWeights, likeness), size);
    const features = describe(rgb, roughness, wide, size);
    likeness = spreadOverFeatures(compare(features, cheekModel(features, weights, size)), expected, size, AROUND, 1e-4);
  }
  return { likeness, light: measureLight(rgb, product(lightWeights, likeness), size) };
}

/**
 * Where no plain skin is expected, the skin within `reach` (a share of the UV square) speaks. `floor` is the weight of "nothing
 * is known against it".
 */
export function spreadOverFeatures(
  likeness: Float32Array,
  expected: Float32Array,
  size: number,
  reach: number,
  floor: number,
): Float32Array {
  const around = blurKnown(likeness, expected, size, 1, size * reach, ones, floor);
  return around.map((value, i) => value + (likeness[i]! - value) * expected[i]!);
}

function product(a: Float32Array, b: Float32Array): Float32Array {
  const out = new Float32Array(a.length);
  for (let i = 0; i < out.length; i++) out[i] = a[i]! * b[i]!;
  return out;
}

function compare(features: Float32Array, model: { centre: number[]; spread: number[] }): Float32Array {
  const out = new Float32Array(features.length / FEATURES);
  for (let i = 0; i < out.length; i++) {
    let distance = 0;
    for (let f = 0; f < FEATURES; f++) {
      const away = (features[i * FEATURES + f]! - model.centre[f]!) / model.spread[f]!;
      // Smooth skin is no reason for doubt.
      if (f < 3 || away > 0) distance += away * away;
    }
    out[i] = 1 - smoothstep(2.2, 4.2, Math.sqrt(distance));
  }
  return out;
}

/** Fine contrast: strands of hair are rough, skin is smooth. Logarithm of the local spread of log brightness. */
function roughnessOf(rgb: Float32Array, expected: Float32Array, size: number): Float32Array {
  const bright = Float32Array.from({ length: size * size }, (_, i) => Math.log(rgb[i * 3 + 1]! + 6));
  const slow = blurKnown(bright, expected, size, 1, 1.2, bright, 1e-6);
  const squares = bright.map((value, i) => (value - slow[i]!) ** 2);
  return blurKnown(squares, expected, size, 1, 1.5, squares, 1e-6).map((value) => 0.5 * Math.log(value + 1e-4));
}

function describe(rgb: Float32Array, roughness: Float32Array, wide: Float32Array, size: number): Float32Array {
  const out = new Float32Array(size * size * FEATURES);
  for (let y = 0; y < size; y++) {
    const v = (y + 0.5) / size;
    for (let x = 0; x < size; x++) {
      const texel = y * size + x;
      const at = texel * FEATURES;
      const [r, g, b] = [rgb[texel * 3]! + 6, rgb[texel * 3 + 1]! + 6, rgb[texel * 3 + 2]! + 6];
      const u = (x + 0.5) / size;
      const lightR = lightAt(wide, 0, u, v) + 6;
      const lightG = lightAt(wide, 1, u, v) + 6;
      const lightB = lightAt(wide, 2, u, v) + 6;
      out[at] = Math.log((r * lightG) / (g * lightR));
      out[at + 1] = Math.log((g * lightB) / (b * lightG));
      out[at + 2] = Math.log(g / lightG);
      out[at + 3] = roughness[texel]!;
    }
  }
  return out;
}

/** Median and spread of the features over the inner cheeks and the bridge of the nose, where hair seldom falls. */
function cheekModel(
  features: Float32Array,
  weights: Float32Array,
  size: number,
): { centre: number[]; spread: number[] } {
  const samples: number[][] = Array.from({ length: FEATURES }, () => []);
  for (let y = Math.floor(size * 0.4); y < size * 0.72; y++) {
    for (let x = Math.floor(size * 0.22); x < size * 0.78; x++) {
      const i = y * size + x;
      if (weights[i]! < 0.3) continue;
      for (let f = 0; f < FEATURES; f++) samples[f]!.push(features[i * FEATURES + f]!);
    }
  }
  const centre: number[] = [];
  const spread: number[] = [];
  for (let f = 0; f < FEATURES; f++) {
    const values = Float32Array.from(samples[f]!).sort();
    const at = (share: number) => values[Math.floor(share * (values.length - 1))] ?? 0;
    centre.push(at(0.5));
    spread.push(Math.max(LEAST_SPREAD[f]!, (at(0.84) - at(0.16)) / 2));
  }
  return { centre, spread };
}
