import { lumaRange, yuvToRgbCoefficients } from './color.ts';
import type { Frame } from './frame.ts';
import { claimScratch, scratch } from './sample-kernels.ts';

/** What happens to R'G'B' after the matrix: clamp to low..high, then · scale + offset. */
export interface Finish {
  readonly low: number;
  readonly high: number;
  readonly scale: number;
  readonly offset: number;
}

/** Lays the matrix from a frame's sample values to R'G'B' (0..255), and what follows, where the kernels read it. */
export function writeMatrix(frame: Frame, finish: Finish): number {
  const place = claimScratch(64);
  const { low, high, scale, offset } = finish;
  scratch().floats.set([...matrixOf(frame), low, high, scale, offset], place / 4);
  return place;
}

function matrixOf({ format, color }: Frame): number[] {
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
