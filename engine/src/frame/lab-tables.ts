/**
 * The tables of 8-bit L*a*b* in the integer arithmetic of OpenCV's `cvtColor`, as it documents it in
 * modules/imgproc/src/color_lab.cpp: linear light in 1/8 of a level, matrices in 1/4096, cube roots in 1/32768 one way and 1/16384
 * the other, and a table of 4096 entries back to sRGB.
 *
 * The colour space: CIE 1976 L*a*b* under D65, from sRGB (IEC 61966-2-1).
 */
import type { MemoryViews } from '../wasm/arena.ts';

type Nine = readonly [number, number, number, number, number, number, number, number, number];

/** CIE XYZ of linear sRGB and back, rows X, Y, Z and R, G, B; and the white point D65. */
const toXyz: Nine = [0.412453, 0.35758, 0.180423, 0.212671, 0.71516, 0.072169, 0.019334, 0.119193, 0.950227];
const fromXyz: Nine = [3.240479, -1.53715, -0.498535, -0.969256, 1.875991, 0.041556, 0.055648, -0.204043, 1.057311];
const white = [0.950456, 1, 1.088754] as const;

/** Where the cube root gives way to a straight line, and that line (CIE 15:2004, section 8.2.1). */
const KNEE = 216 / 24389;
const SLOPE = 841 / 108;
const BIAS = 16 / 116;

const UNIT = 16384;
/** The least index of the table of X and Z: L 0, a 0 or b 255. */
const LEAST_ROOT = -8145;
const ROOTS = (UNIT * 9) / 4;

const BYTES = 256;
const LEVELS = 4096;

/** Bytes from the tables' beginning, which lab.wat knows too. A column is four i32 of a pixel: X, Y, Z or R, G, B, and 0. */
export const labTables = {
  /** Columns: what each byte of red, green and blue counts in X, Y, Z; green's with half a unit, to round. */
  red: 0,
  green: 4096,
  blue: 8192,
  /** i32: of linear light, its cube root. */
  roots: 12_288,
  /** Columns: what Y counts in R, G, B, by L, with half a unit to round; L's root, by L; what a adds to it and b takes from it. */
  yColumns: 24_576,
  rootOfL: 28_672,
  ofA: 29_696,
  ofB: 30_720,
  /** Columns: what X and Z count in R, G, B. Behind them X and Z by their roots. */
  xColumn: 31_744,
  zColumn: 31_760,
  xz: 31_776,
  /** f32: levels 0..255 by linear light, and the same in 0..1. */
  levels: 31_776 + ROOTS * 4,
  fractions: 31_776 + ROOTS * 4 + LEVELS * 4,
  bytes: 31_776 + ROOTS * 4 + LEVELS * 8,
} as const;

/** Writes all tables. Roots and what changes them are counted in bytes of the table that they look up. */
export function writeLabTables({ integers, floats }: MemoryViews, place: number): void {
  const at = (offset: number) => (place + offset) / 4;
  const forward = toXyz.map((value, i) => Math.round((4096 * value) / white[Math.floor(i / 3)]!));
  const backward = fromXyz.map((value, i) => Math.round(4096 * value * white[i % 3]!));
  const column = (matrix: readonly number[], index: number) => [matrix[index]!, matrix[index + 3]!, matrix[index + 6]!];
  const write = (offset: number, values: readonly number[]) => integers.set([...values, 0], at(offset));
  write(labTables.xColumn, column(backward, 0));
  write(labTables.zColumn, column(backward, 2));
  for (let i = 0; i < BYTES; i++) {
    const light = nearest(2040 * linear(i / 255));
    write(
      labTables.red + i * 16,
      column(forward, 0).map((value) => value * light),
    );
    write(
      labTables.green + i * 16,
      column(forward, 1).map((value) => value * light + 2048),
    );
    write(
      labTables.blue + i * 16,
      column(forward, 2).map((value) => value * light),
    );
    write(
      labTables.yColumns + i * 16,
      column(backward, 1).map((value) => value * yOfL(i) + 8192),
    );
    integers[at(labTables.rootOfL) + i] = (nearest((UNIT * ((i * 100) / 255 + 16)) / 116) - LEAST_ROOT) * 4;
    integers[at(labTables.ofA) + i] = (((5 * i * 53687 + 128) >> 13) - 4194) * 4;
    integers[at(labTables.ofB) + i] = (((i * 41943 + 16) >> 9) - 10484) * 4;
  }
  for (let i = 0; i < 3072; i++) {
    const x = i / 2040;
    // OpenCV makes this table with floats of 32 bits, whose rounding shows in a few entries.
    integers[at(labTables.roots) + i] = nearest(32768 * Math.fround(x < KNEE ? x * SLOPE + BIAS : Math.cbrt(x)));
  }
  for (let i = 0; i < ROOTS; i++) integers[at(labTables.xz) + i] = xzOfRoot(i + LEAST_ROOT);
  for (let i = 0; i < LEVELS; i++) {
    const level = nearest(255 * companded(i / LEVELS));
    floats[at(labTables.levels) + i] = level;
    floats[at(labTables.fractions) + i] = level / 255;
  }
}

function yOfL(l: number): number {
  const lightness = (l * 100) / 255;
  return nearest(UNIT * (l <= 20 ? (lightness * 27) / 24389 : ((lightness + 16) / 116) ** 3));
}

/** By integer divisions. */
function xzOfRoot(root: number): number {
  if (root <= 3390) return Math.trunc((root * 108) / 841) - 290;
  return Math.floor((Math.floor((root * root) / UNIT) * root) / UNIT);
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
