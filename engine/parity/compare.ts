/** Measures of likeness, each with the limit that it is held to. */
import type { Frame } from '../src/frame/frame.ts';

/** One line of the table. */
export interface Finding {
  readonly what: string;
  readonly measured: string;
  readonly limit: string;
  readonly passed: boolean;
}

/** A number that may be at most (or, as `least`, must at least be) its limit. */
export function atMost(what: string, value: number, limit: number, digits = 4): Finding {
  return { what, measured: value.toFixed(digits), limit: `<= ${limit}`, passed: value <= limit };
}

export function atLeast(what: string, value: number, limit: number, digits = 1): Finding {
  return { what, measured: value.toFixed(digits), limit: `>= ${limit}`, passed: value >= limit };
}

export function isTrue(what: string, passed: boolean, measured = String(passed)): Finding {
  return { what, measured, limit: 'true', passed };
}

/** Largest difference, mean difference and PSNR in dB of two lists of values 0..255. */
export function likeness(a: ArrayLike<number>, b: ArrayLike<number>) {
  if (a.length !== b.length) throw new Error(`${a.length} values are compared with ${b.length}`);
  let largest = 0;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs(a[i]! - b[i]!);
    largest = Math.max(largest, difference);
    sum += difference;
    squares += difference * difference;
  }
  return { largest, mean: sum / a.length, decibels: decibelsOf(squares / a.length) };
}

function decibelsOf(meanSquare: number): number {
  return meanSquare === 0 ? 99 : 10 * Math.log10(255 ** 2 / meanSquare);
}

/** How alike two pictures are inside a box (two corners, half open) and outside of it. */
export function comparePictures(ours: Frame, theirs: Frame, box: readonly number[] | undefined) {
  const [x1, y1, x2, y2] = box ?? [0, 0, 0, 0];
  let squares = 0;
  let inside = 0;
  let largestInside = 0;
  let largestOutside = 0;
  let far = 0;
  for (const [at, plane] of ours.planes.entries()) {
    const other = theirs.planes[at]!;
    for (let y = 0; y < plane.height; y++) {
      for (let x = 0; x < plane.width; x++) {
        const difference = Math.abs(plane.data[y * plane.stride + x]! - other.data[y * other.stride + x]!);
        if (x < x1! || x >= x2! || y < y1! || y >= y2!) {
          largestOutside = Math.max(largestOutside, difference);
          continue;
        }
        inside++;
        squares += difference * difference;
        largestInside = Math.max(largestInside, difference);
        if (difference > 2) far++;
      }
    }
  }
  const decibels = inside === 0 ? 99 : decibelsOf(squares / inside);
  return { decibels, largestInside, largestOutside, farShare: inside === 0 ? 0 : far / inside };
}

export function cosine(a: Float32Array, b: Float32Array): number {
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    ab += a[i]! * b[i]!;
    aa += a[i]! * a[i]!;
    bb += b[i]! * b[i]!;
  }
  return ab / Math.sqrt(aa * bb);
}

/** The greatest distance between points of the same place in two lists of x, y pairs. */
export function farthest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < a.length; i += 2) most = Math.max(most, Math.hypot(a[i]! - b[i]!, a[i + 1]! - b[i + 1]!));
  return most;
}
