/**
 * 8-bit L*a*b* in the integer arithmetic of OpenCV's `cvtColor`, so that networks whose training and users went through it see
 * the same pictures, rounding and all. L is 0..255 for L* 0..100; a and b are moved by 128.
 *
 * The colour space: CIE 1976 L*a*b* under D65, from sRGB (IEC 61966-2-1). The fixed-point steps, as OpenCV documents them in
 * modules/imgproc/src/color_lab.cpp: linear light in 1/8 of a level, matrices in 1/4096, cube roots in 1/32768 one way and
 * 1/16384 the other, and a table of 4096 entries back to sRGB.
 */
import type { Picture } from './picture.ts';

/** CIE XYZ of linear sRGB and back, rows X, Y, Z and R, G, B; and the white point D65. */
const toXyz = [0.412453, 0.35758, 0.180423, 0.212671, 0.71516, 0.072169, 0.019334, 0.119193, 0.950227] as const;
const fromXyz = [3.240479, -1.53715, -0.498535, -0.969256, 1.875991, 0.041556, 0.055648, -0.204043, 1.057311] as const;
const white = [0.950456, 1, 1.088754] as const;

/** Where the cube root gives way to a straight line, and that line (CIE 15:2004, section 8.2.1). */
const KNEE = 216 / 24389;
const SLOPE = 841 / 108;
const BIAS = 16 / 116;

const UNIT = 16384;
/** The least index of `xzOfRoot`: L 0, a 0 or b 255. */
const LEAST_ROOT = -8145;

const forward = toXyz.map((value, i) => Math.round((4096 * value) / white[Math.floor(i / 3)]!));
const backward = fromXyz.map((value, i) => Math.round(4096 * value * white[i % 3]!));

const linearOf = Int32Array.from({ length: 256 }, (_, i) => nearest(2040 * linear(i / 255)));
/** OpenCV makes this table with floats of 32 bits, whose rounding shows in a few entries. */
const rootOf = Int32Array.from({ length: 3072 }, (_, i) => {
  const x = i / 2040;
  return nearest(32768 * Math.fround(x < KNEE ? x * SLOPE + BIAS : Math.cbrt(x)));
});
/** Of L: Y, and its root. */
const yOfL = Int32Array.from({ length: 256 }, (_, i) => {
  const lightness = (i * 100) / 255;
  return nearest(UNIT * (i <= 20 ? (lightness * 27) / 24389 : ((lightness + 16) / 116) ** 3));
});
const rootOfL = Int32Array.from({ length: 256 }, (_, i) => nearest((UNIT * ((i * 100) / 255 + 16)) / 116));
/** X and Z of their roots, by integer divisions. */
const xzOfRoot = Int32Array.from({ length: (UNIT * 9) / 4 }, (_, i) => {
  const root = i + LEAST_ROOT;
  if (root <= 3390) return Math.trunc((root * 108) / 841) - 290;
  return Math.floor((Math.floor((root * root) / UNIT) * root) / UNIT);
});
const aOf = Int32Array.from({ length: 256 }, (_, a) => ((5 * a * 53687 + 128) >> 13) - 4194);
const bOf = Int32Array.from({ length: 256 }, (_, b) => ((b * 41943 + 16) >> 9) - 10484);
const srgbOf = Uint8Array.from({ length: 4096 }, (_, i) => nearest(255 * companded(i / 4096)));

/**
 * L, a, b of each pixel. `swapped` takes red for blue and blue for red, as FaceFusion does when it gives its BGR pictures to
 * the code for RGB.
 */
export function labOf({ rgb }: Picture, swapped = false): Uint8ClampedArray {
  const lab = new Uint8ClampedArray(rgb.length);
  const [x0, x1, x2, y0, y1, y2, z0, z1, z2] = forward as unknown as Nine;
  const [red, blue] = swapped ? [2, 0] : [0, 2];
  for (let i = 0; i < rgb.length; i += 3) {
    const r = linearOf[byte(rgb[i + red]!)]!;
    const g = linearOf[byte(rgb[i + 1]!)]!;
    const b = linearOf[byte(rgb[i + blue]!)]!;
    const x = rootOf[(r * x0 + g * x1 + b * x2 + 2048) >> 12]!;
    const y = rootOf[(r * y0 + g * y1 + b * y2 + 2048) >> 12]!;
    const z = rootOf[(r * z0 + g * z1 + b * z2 + 2048) >> 12]!;
    lab[i] = (296 * y - 1336934 + 16384) >> 15;
    lab[i + 1] = (500 * (x - y) + 4194304 + 16384) >> 15;
    lab[i + 2] = (200 * (y - z) + 4194304 + 16384) >> 15;
  }
  return lab;
}

/** The picture of L, a, b; `swapped` as in `labOf`. */
export function pictureOfLab(lab: Uint8ClampedArray, width: number, height: number, swapped = false): Picture {
  const rgb = new Float32Array(lab.length);
  const [r0, r1, r2, g0, g1, g2, b0, b1, b2] = backward as unknown as Nine;
  const [red, blue] = swapped ? [2, 0] : [0, 2];
  for (let i = 0; i < lab.length; i += 3) {
    const y = yOfL[lab[i]!]!;
    const root = rootOfL[lab[i]!]!;
    const x = xzOfRoot[root + aOf[lab[i + 1]!]! - LEAST_ROOT]!;
    const z = xzOfRoot[root - bOf[lab[i + 2]!]! - LEAST_ROOT]!;
    rgb[i + red] = srgbOf[entry((r0 * x + r1 * y + r2 * z + 8192) >> 14)]!;
    rgb[i + 1] = srgbOf[entry((g0 * x + g1 * y + g2 * z + 8192) >> 14)]!;
    rgb[i + blue] = srgbOf[entry((b0 * x + b1 * y + b2 * z + 8192) >> 14)]!;
  }
  return { width, height, rgb };
}

/** What is left of a picture after 8-bit L*a*b*: most values are off by up to 2. `swapped` as in `labOf`. */
export function labRoundTrip(picture: Picture, swapped = false): Picture {
  return pictureOfLab(labOf(picture, swapped), picture.width, picture.height, swapped);
}

type Nine = readonly [number, number, number, number, number, number, number, number, number];

function byte(value: number): number {
  return value >= 255 ? 255 : value > 0 ? (value + 0.5) | 0 : 0;
}

function entry(value: number): number {
  return value < 0 ? 0 : value > 4095 ? 4095 : value;
}

function linear(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

function companded(value: number): number {
  return value <= 0.0031308 ? value * 12.92 : value ** (1 / 2.4) * 1.055 - 0.055;
}

/** To the nearest whole number, halves to the even one. */
function nearest(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
