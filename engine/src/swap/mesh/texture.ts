/** The source's face as a flat texture with its light divided out. Made once per identity. */
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
/** Texels by which doubt spreads: the rim of hair is half skin. */
const DOUBT_REACH = 2;

/** Side of the maps in which a source picture is judged. */
const JUDGE_SIZE = 128;

/** A source picture's detail (colour ÷ light) and how far each texel of it can be trusted. */
export interface Detail {
  readonly size: number;
  /** `size² × 3`, around 1. */
  readonly ratio: Float32Array;
  /** 0..1 */
  readonly trust: Float32Array;
}

/** Divides the light out of an unwrapped source face and marks what is hidden, turned away, or not skin. */
export function readDetail(face: Unwrapped): Detail {
  const size = face.grid.size;
  const { light, trust: judged } = judge(face);
  const { skin } = regionMaps(JUDGE_SIZE);
  const ratio = new Float32Array(size * size * 3);
  const trust = new Float32Array(size * size);
  for (let y = 0; y < size; y++) {
    const v = (y + 0.5) / size;
    for (let x = 0; x < size; x++) {
      const texel = y * size + x;
      if (face.grid.inside[texel] === 0) continue;
      const u = (x + 0.5) / size;
      trust[texel] = lookUp(judged, JUDGE_SIZE, 1, 0, u, v);
      const at = texel * 3;
      for (let c = 0; c < 3; c++) {
        ratio[at + c] = Math.min(3.5, (face.rgb[at + c]! + DARK) / (lightAt(light, c, u, v) + DARK));
      }
      const bright = 0.299 * ratio[at]! + 0.587 * ratio[at + 1]! + 0.114 * ratio[at + 2]!;
      const pale = PALE * lookUp(skin, JUDGE_SIZE, 1, 0, u, v);
      for (let c = at; c < at + 3; c++) ratio[c] = ratio[c]! + (bright - ratio[c]!) * pale;
    }
  }
  return { size, ratio, trust };
}

function judge(face: Unwrapped): { light: Float32Array; trust: Float32Array } {
  const small = resize(face, JUDGE_SIZE);
  const seen = small.facing.map((facing) => smoothstep(0.12, 0.45, facing));
  const { likeness, light } = readSkin(small.rgb, seen, JUDGE_SIZE);
  const { depth } = regionMaps(JUDGE_SIZE);
  const raw = wholeEyes(seen.map((value, i) => value * likeness[i]! * smoothstep(0.01, 0.05, depth[i]!)));
  return { light: light.wide, trust: blur(erode(raw, JUDGE_SIZE, DOUBT_REACH), JUDGE_SIZE, 1.2) };
}

/** An eye with its brow comes from one half or the other, never from both: half of each would show double. */
function wholeEyes(trust: Float32Array): Float32Array {
  const { eyeZones } = regionMaps(JUDGE_SIZE);
  const means = eyeZones.map((zone) => {
    let [sum, total] = [0, 0];
    for (let i = 0; i < zone.length; i++) {
      sum += zone[i]! * trust[i]!;
      total += zone[i]!;
    }
    return sum / total;
  });
  return trust.map((value, i) => {
    const side = eyeZones[0][i]! >= eyeZones[1][i]! ? 0 : 1;
    const own = means[side]!;
    const decided = own > 0.55 || own >= means[1 - side]! ? smoothstep(0.15, 0.5, value) : 0;
    return value + (decided - value) * eyeZones[side]![i]!;
  });
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
 * Fills what cannot be trusted: first from other pictures of the person, then from the mirrored half, then with plain
 * skin. All pictures have the same size.
 */
export function makeTexture(details: readonly Detail[]): TexturePyramid {
  const size = details[0]!.size;
  const ratio = new Float32Array(size * size * 3);
  const trust = new Float32Array(size * size);
  for (const detail of details) {
    for (let i = 0; i < trust.length; i++) {
      const weight = detail.trust[i]! ** 2;
      trust[i]! += weight;
      for (let c = 0; c < 3; c++) ratio[i * 3 + c]! += detail.ratio[i * 3 + c]! * weight;
    }
  }
  for (let i = 0; i < trust.length; i++) {
    const total = trust[i]!;
    for (let c = 0; c < 3; c++) ratio[i * 3 + c] = total > 0 ? ratio[i * 3 + c]! / total : 1;
    trust[i] = Math.min(1, Math.sqrt(total));
  }
  const otherRatio = mirrored(ratio, size, 3);
  const otherTrust = mirrored(trust, size, 1);
  const rgba = new Uint16Array(size * size * 4);
  for (let i = 0; i < trust.length; i++) {
    const own = trust[i]!;
    const other = (1 - own) * otherTrust[i]!;
    const plain = (1 - own) * (1 - otherTrust[i]!);
    for (let c = 0; c < 3; c++) {
      const value = ratio[i * 3 + c]! * own + otherRatio[i * 3 + c]! * other + plain;
      rgba[i * 4 + c] = Math.min(65535, Math.round(value * UNIT));
    }
  }
  return pyramid({ size, rgba });
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
