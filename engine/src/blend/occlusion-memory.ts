/** Remembers how a track's face looks, and so sees what comes before it: a hand has skin's colours, but not this face's. */
import { smoothstep } from '../faces/uv/maps.ts';
import { occludersOf } from './attention.ts';
import { regionMaps } from './regions.ts';
import { spreadOverFeatures } from './skin.ts';

/** One frame's sight of a face: `rgb` is `size² × 3` bytes over the UV square, `seen` tells how well each texel is seen, 0..1. */
export interface Appearance {
  readonly size: number;
  readonly rgb: Uint8Array;
  readonly seen: Float32Array;
}

/** Sights of a texel before it is trusted. */
const PATIENCE = 6;
/** How fast the memory follows what looks right, and what looks wrong: something that stays is part of the face in the end. */
const FOLLOW = 0.12;
const GIVE_IN = 0.006;
/** Change of log brightness, and of log chroma, from which a texel may be covered, and at which it surely is. */
const BRIGHTNESS = [0.22, 0.42] as const;
const CHROMA = [0.11, 0.2] as const;
/** How far skin speaks for the features that it surrounds, as a share of the UV square. */
const AROUND = 0.05;

/** One track's memory. Frames must come in order; begin anew after a cut. */
export class OcclusionMemory {
  #mean: Float32Array | undefined;
  #count: Float32Array | undefined;

  /** How surely the face itself is seen at each texel, 0..1; remembers this sight for the next. */
  look({ size, rgb, seen }: Appearance): Float32Array {
    const features = describe(rgb);
    this.#mean ??= features.slice();
    this.#count ??= new Float32Array(seen.length);
    const [mean, count] = [this.#mean, this.#count];
    const { skin } = regionMaps(size);
    const shift = commonShift(features, mean, count, seen, skin);
    const likeness = new Float32Array(seen.length);
    for (let i = 0, at = 0; i < seen.length; i++, at += 3) {
      const bright = Math.abs(features[at]! - mean[at]! - shift);
      const chroma = Math.hypot(features[at + 1]! - mean[at + 1]!, features[at + 2]! - mean[at + 2]!);
      const wrong = Math.max(smoothstep(...BRIGHTNESS, bright), smoothstep(...CHROMA, chroma));
      const sure = seen[i]! * Math.min(1, Math.max(0, count[i]! / PATIENCE - 1));
      likeness[i] = 1 - wrong * sure;
    }
    const uncovered = occludersOf(spreadOverFeatures(likeness, skin, size, AROUND, 1e-3), size);
    this.#remember(features, seen, shift, uncovered);
    return uncovered;
  }

  #remember(features: Float32Array, seen: Float32Array, shift: number, uncovered: Float32Array): void {
    const [mean, count] = [this.#mean!, this.#count!];
    for (let i = 0, at = 0; i < seen.length; i++, at += 3) {
      if (seen[i]! < 0.3) continue;
      const young = 1 / (count[i]! + 1);
      const rate = uncovered[i]! > 0.7 ? Math.max(FOLLOW, young) : GIVE_IN;
      mean[at]! += (features[at]! - mean[at]! - 0.7 * shift) * rate;
      mean[at + 1]! += (features[at + 1]! - mean[at + 1]!) * rate;
      mean[at + 2]! += (features[at + 2]! - mean[at + 2]!) * rate;
      count[i]! += 1;
    }
  }
}

/** Log brightness and two log chroma ratios, three numbers a texel. */
function describe(rgb: Uint8Array): Float32Array {
  const out = new Float32Array(rgb.length);
  for (let at = 0; at < rgb.length; at += 3) {
    const [r, g, b] = [logOf[rgb[at]!]!, logOf[rgb[at + 1]!]!, logOf[rgb[at + 2]!]!];
    out[at] = g;
    out[at + 1] = r - g;
    out[at + 2] = g - b;
  }
  return out;
}

const logOf = Float32Array.from({ length: 256 }, (_, value) => Math.log(value + 12));

/** The change of brightness that all the face shares: the median over plain skin that was seen before. */
function commonShift(
  features: Float32Array,
  mean: Float32Array,
  count: Float32Array,
  seen: Float32Array,
  skin: Float32Array,
): number {
  const shifts: number[] = [];
  for (let i = 0; i < seen.length; i += 3) {
    if (count[i]! > 0 && skin[i]! * seen[i]! > 0.5) shifts.push(features[i * 3]! - mean[i * 3]!);
  }
  return shifts.sort((a, b) => a - b)[shifts.length >> 1] ?? 0;
}
