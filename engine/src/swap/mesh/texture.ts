/** The source's face as a flat texture with its light divided out. Made once per identity. */
import { reachingIn } from '../../blend/attention.ts';
import { lightAt } from '../../blend/light.ts';
import { regionMaps } from '../../blend/regions.ts';
import { readSkin } from '../../blend/skin.ts';
import { blur } from '../../faces/uv/blur.ts';
import { erode, lookUp, mirrored, smoothstep } from '../../faces/uv/maps.ts';
import type { Unwrapped } from '../../faces/uv/unwrap.ts';

/** The texture value that means "exactly as bright as the light that falls there". */
export const UNIT = 16384;

/** A square texture, four 16-bit channels a texel (R, G, B, unused); `UNIT` is the skin's own mean colour at that place. */
export interface Texture {
  readonly size: number;
  readonly rgba: Uint16Array;
}

/** A texture and its halvings, finest first. */
export type TexturePyramid = readonly Texture[];

/** Added to colours before they are divided, so that the noise of dark channels is not blown up. */
const DARK = 10;
/** How much of skin's own changes of hue is taken for coloured light and compression, 0..1. */
const PALE = 0.6;
/** What a surface seen edge-on still counts: the underside of the nose is hidden on both halves alike. */
const GRAZING = 0.05;
/** Texels by which doubt spreads: the rim of hair is half skin. */
const DOUBT_REACH = 2;

/** Side of the maps in which a source picture is judged. */
const JUDGE_SIZE = 128;

/** A source picture's detail (colour ÷ light), and per texel how squarely it is seen and how clean it is. */
export interface Detail {
  readonly size: number;
  /** `size² × 3`, around 1. */
  readonly ratio: Float32Array;
  /** 0..1: the surface's direction to the camera; never quite 0 where it is seen at all. */
  readonly seen: Float32Array;
  /** 0..1: free of hair, hands, stains. */
  readonly clean: Float32Array;
}

/** Divides the light out of an unwrapped source face and marks what is hidden, turned away, or not skin. */
export function readDetail(face: Unwrapped): Detail {
  const size = face.grid.size;
  const { light, seen: judgedSeen, clean: judgedClean } = judge(face);
  const { skin } = regionMaps(JUDGE_SIZE);
  const ratio = new Float32Array(size * size * 3);
  const seen = new Float32Array(size * size);
  const clean = new Float32Array(size * size);
  for (let y = 0; y < size; y++) {
    const v = (y + 0.5) / size;
    for (let x = 0; x < size; x++) {
      const texel = y * size + x;
      if (face.grid.inside[texel] === 0) continue;
      const u = (x + 0.5) / size;
      seen[texel] = lookUp(judgedSeen, JUDGE_SIZE, 1, 0, u, v);
      clean[texel] = lookUp(judgedClean, JUDGE_SIZE, 1, 0, u, v);
      const at = texel * 3;
      for (let c = 0; c < 3; c++) {
        ratio[at + c] = Math.min(3.5, (face.rgb[at + c]! + DARK) / (lightAt(light, c, u, v) + DARK));
      }
      const bright = 0.299 * ratio[at]! + 0.587 * ratio[at + 1]! + 0.114 * ratio[at + 2]!;
      const pale = PALE * lookUp(skin, JUDGE_SIZE, 1, 0, u, v);
      for (let c = at; c < at + 3; c++) ratio[c] = ratio[c]! + (bright - ratio[c]!) * pale;
    }
  }
  return { size, ratio, seen, clean };
}

function judge(face: Unwrapped): { light: Float32Array; seen: Float32Array; clean: Float32Array } {
  const small = resize(face, JUDGE_SIZE);
  const squarely = small.facing.map((facing) => smoothstep(0.12, 0.45, facing));
  const { likeness, light } = readSkin(small.rgb, squarely, JUDGE_SIZE);
  const { depth, skin } = regionMaps(JUDGE_SIZE);
  const uncovered = reachingIn(likeness, JUDGE_SIZE);
  const clean = likeness.map((value, i) => {
    // Stains on plain skin (sun, paint, a microphone's shadow) are filled wherever they are.
    const stainless = 1 - skin[i]! * (1 - value);
    return Math.min(uncovered[i]!, stainless) * smoothstep(0.01, 0.05, depth[i]!);
  });
  const seen = small.facing.map(
    (facing) => smoothstep(-0.15, 0, facing) * (GRAZING + (1 - GRAZING) * smoothstep(0.1, 0.45, facing)),
  );
  const eyes = wholeEyes(seen, clean);
  return {
    light: light.wide,
    seen: blur(eyes.seen, JUDGE_SIZE, 1),
    clean: blur(erode(eyes.clean, JUDGE_SIZE, DOUBT_REACH), JUDGE_SIZE, 1.2),
  };
}

/** An eye with its brow comes from one half or the other, never from both: half of each would show double. */
function wholeEyes(seen: Float32Array, clean: Float32Array): { seen: Float32Array; clean: Float32Array } {
  const { eyeZones } = regionMaps(JUDGE_SIZE);
  const means = eyeZones.map((zone) => {
    let [sum, total] = [0, 0];
    for (let i = 0; i < zone.length; i++) {
      sum += zone[i]! * seen[i]! * clean[i]!;
      total += zone[i]!;
    }
    return sum / total;
  });
  const decide = (values: Float32Array) =>
    values.map((value, i) => {
      const side = eyeZones[0][i]! >= eyeZones[1][i]! ? 0 : 1;
      const own = means[side]!;
      const decided = own > 0.5 || own >= means[1 - side]! ? smoothstep(0.15, 0.5, value) : 0;
      return value + (decided - value) * eyeZones[side]![i]!;
    });
  return { seen: decide(seen), clean: decide(clean) };
}

function resize(face: Unwrapped, size: number): { rgb: Float32Array; facing: Float32Array } {
  const rgb = new Float32Array(size * size * 3);
  const facing = new Float32Array(size * size);
  const factor = face.grid.size / size;
  for (let i = 0; i < size * size; i++) {
    const x0 = (i % size) * factor;
    const y0 = Math.floor(i / size) * factor;
    for (let dy = 0; dy < factor; dy++) {
      for (let dx = 0; dx < factor; dx++) {
        const from = (y0 + dy) * face.grid.size + x0 + dx;
        for (let c = 0; c < 3; c++) rgb[i * 3 + c]! += face.rgb[from * 3 + c]! / (factor * factor);
        facing[i]! += face.facing[from]! / (factor * factor);
      }
    }
  }
  return { rgb, facing };
}

/**
 * Puts the pictures of one person together, fills what is hidden or unclean from the mirrored half, and what is unclean there
 * too with plain skin. All pictures have the same size.
 */
export function makeTexture(details: readonly Detail[]): TexturePyramid {
  const { size, ratio, weight, clean } = merge(details);
  const { middle } = regionMaps(JUDGE_SIZE);
  const otherRatio = mirrored(ratio, size, 3);
  const otherWeight = mirrored(weight, size, 1);
  const otherClean = mirrored(clean, size, 1);
  const rgba = new Uint16Array(size * size * 4);
  for (let i = 0; i < weight.length; i++) {
    const own = weight[i]! + 1e-6;
    const other = (1 - weight[i]!) * otherWeight[i]!;
    // Towards the outline, what is only seen edge-on is smeared hair and background.
    const u = ((i % size) + 0.5) / size;
    const v = (Math.floor(i / size) + 0.5) / size;
    const known = Math.max(
      smoothstep(0.3, 0.65, Math.max(weight[i]!, otherWeight[i]!)),
      lookUp(middle, JUDGE_SIZE, 1, 0, u, v),
    );
    const plain = 1 - known * (1 - (1 - clean[i]!) * (1 - otherClean[i]!));
    for (let c = 0; c < 3; c++) {
      const filled = (ratio[i * 3 + c]! * own + otherRatio[i * 3 + c]! * other) / (own + other);
      rgba[i * 4 + c] = Math.min(65535, Math.round((filled + (1 - filled) * plain) * UNIT));
    }
  }
  return pyramid({ size, rgba });
}

interface Merged extends Omit<Detail, 'seen'> {
  /** How well each texel is known, 0..1. */
  readonly weight: Float32Array;
}

/** Mean of the pictures, each texel mostly from where it is seen best. */
function merge(details: readonly Detail[]): Merged {
  const size = details[0]!.size;
  const ratio = new Float32Array(size * size * 3);
  const weight = new Float32Array(size * size);
  const clean = new Float32Array(size * size);
  for (let i = 0; i < weight.length; i++) {
    let total = 1e-9;
    for (const detail of details) {
      const known = detail.seen[i]! * detail.clean[i]!;
      const share = known ** 3 + 1e-9;
      total += share;
      for (let c = 0; c < 3; c++) ratio[i * 3 + c]! += detail.ratio[i * 3 + c]! * share;
      weight[i] = Math.max(weight[i]!, known);
      clean[i] = Math.max(clean[i]!, detail.clean[i]!);
    }
    for (let c = 0; c < 3; c++) ratio[i * 3 + c] = ratio[i * 3 + c]! / total;
  }
  return { size, ratio, weight, clean };
}

function pyramid(finest: Texture): TexturePyramid {
  const levels = [finest];
  for (let last = finest; last.size > 64; last = levels.at(-1)!) {
    const size = last.size / 2;
    const rgba = new Uint16Array(size * size * 4);
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        for (let c = 0; c < 3; c++) {
          const p = (y * 2 * last.size + x * 2) * 4 + c;
          const q = p + last.size * 4;
          rgba[(y * size + x) * 4 + c] =
            (last.rgba[p]! + last.rgba[p + 4]! + last.rgba[q]! + last.rgba[q + 4]! + 2) >> 2;
        }
      }
    }
    levels.push({ size, rgba });
  }
  return levels;
}
