import { lumaRange, yuvToRgbCoefficients } from './color.ts';
import type { Frame } from './frame.ts';
import { claimScratch, scratch } from './sample-kernels.ts';

/** Floats of 32 bits have no fraction left at this size: adding it and taking it away rounds, halves to even. */
const ROUNDING = 1.5 * 2 ** 23;

/** What happens to R'G'B' after the matrix: clamp to low..high, then · scale + offset. */
export interface Finish {
  readonly low: number;
  readonly high: number;
  readonly scale: number;
  readonly offset: number;
  /** Round to whole numbers after the clamp. Only the bilinear kernels do this and the next. */
  readonly round?: boolean;
  /** R, G and B of what lies outside the frame, before scale and offset. Default 0. */
  readonly outside?: number;
  /** Blue comes first. */
  readonly swapped?: boolean | undefined;
}

/** Lays the matrix from a frame's sample values to R'G'B' (0..255), and what follows, where the kernels read it. */
export function writeMatrix(frame: Frame, finish: Finish): number {
  const [a, b, c, d, e, f, g, h, i, red, green, blue] = matrixOf(frame);
  if (finish.swapped) return write([g, h, i, d, e, f, a, b, c, blue, green, red], finish);
  return write([a, b, c, d, e, f, g, h, i, red, green, blue], finish);
}

/** Lays what follows the matrix alone, for kernels that start from R'G'B'. */
export function writeFinish(finish: Finish): number {
  return write(new Array(12).fill(0), finish);
}

type Triple = readonly [number, number, number];
type Twelve = readonly [...Triple, ...Triple, ...Triple, ...Triple];

function write(matrix: readonly number[], { low, high, scale, offset, round = false, outside = 0 }: Finish): number {
  const place = claimScratch(72);
  scratch().floats.set([...matrix, low, high, scale, offset, round ? ROUNDING : 0, outside], place / 4);
  return place;
}

function matrixOf({ format, color }: Frame): Twelve {
  if (format.model === 'yuv') {
    const { y, rV, gU, gV, bU, rOffset, gOffset, bOffset } = yuvToRgbCoefficients(color, format.bitDepth);
    return [y, 0, rV, y, gU, gV, y, bU, 0, rOffset, gOffset, bOffset];
  }
  const { black, span } = lumaRange(color.fullRange, format.bitDepth);
  const gain = 255 / span;
  const zero = -black * gain;
  if (format.model === 'gray') return [gain, 0, 0, gain, 0, 0, gain, 0, 0, zero, zero, zero];
  return [gain, 0, 0, 0, gain, 0, 0, 0, gain, zero, zero, zero];
}
