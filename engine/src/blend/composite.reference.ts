/** What composite.wat does, written for reading; the tests hold the kernels against it. Every step is rounded to f32. */
import { lumaRange, rgbToYuvCoefficients } from '../frame/color.ts';
import type { Frame } from '../frame/frame.ts';
import type { Patch } from './patch.ts';

const f = Math.fround;

/** What R, G and B count in a plane's sample, and what is added. */
type Mix = readonly [r: number, g: number, b: number, offset: number];

export function compositeReference(frame: Frame, patch: Patch): void {
  const { format } = frame;
  const most = 2 ** format.bitDepth - 1;
  for (const [index, plane] of frame.planes.entries()) {
    const mix = mixOf(frame, index).map(f) as unknown as Mix;
    const chroma = format.model === 'yuv' && index > 0;
    const shiftX = chroma ? format.chromaShiftX : 0;
    const shiftY = chroma ? format.chromaShiftY : 0;
    for (let row = patch.y >> shiftY; row <= (patch.y + patch.height - 1) >> shiftY; row++) {
      for (let column = patch.x >> shiftX; column <= (patch.x + patch.width - 1) >> shiftX; column++) {
        const box = pixelsOf(patch, column << shiftX, row << shiftY, 1 << shiftX, 1 << shiftY);
        const at = row * plane.stride + column;
        const whole = 1 << (shiftX + shiftY);
        const mixed = whole === 1 ? lay(plane.data[at]!, box[0], mix) : layMean(plane.data[at]!, box, mix, 1 / whole);
        if (mixed !== undefined) plane.data[at] = Math.floor(Math.min(most, Math.max(0, f(mixed + 0.5))));
      }
    }
  }
}

type Pixel = readonly [r: number, g: number, b: number, alpha: number];

function lay(sample: number, pixel: Pixel | undefined, [r, g, b, offset]: Mix): number | undefined {
  if (pixel === undefined || pixel[3] === 0) return undefined;
  const value = f(f(f(f(pixel[0] * r) + f(pixel[1] * g)) + f(pixel[2] * b)) + offset);
  return f(sample + f(f(value - sample) * pixel[3]));
}

/** The mean colour of the drawn pixels, weighted by their alpha, mixed in by their alphas' sum · share. */
function layMean(sample: number, box: readonly Pixel[], [r, g, b, offset]: Mix, share: number): number | undefined {
  let sum: Pixel = [0, 0, 0, 0];
  for (const [red, green, blue, alpha] of box) {
    sum = [f(sum[0] + f(red * alpha)), f(sum[1] + f(green * alpha)), f(sum[2] + f(blue * alpha)), f(sum[3] + alpha)];
  }
  if (sum[3] === 0) return undefined;
  const mean = f(f(f(f(sum[0] * r) + f(sum[1] * g)) + f(sum[2] * b)) / sum[3]);
  return f(sample + f(f(f(mean + offset) - sample) * f(sum[3] * share)));
}

/** The patch's pixels in a box of the frame, row by row. */
function pixelsOf({ x, y, width, height, rgba }: Patch, left: number, top: number, columns: number, rows: number) {
  const found: Pixel[] = [];
  for (let row = top - y; row < top - y + rows; row++) {
    for (let column = left - x; column < left - x + columns; column++) {
      if (row < 0 || row >= height || column < 0 || column >= width) continue;
      const at = (row * width + column) * 4;
      found.push([rgba[at]!, rgba[at + 1]!, rgba[at + 2]!, rgba[at + 3]!]);
    }
  }
  return found;
}

function mixOf({ color, format }: Frame, plane: number): Mix {
  const { black, span } = lumaRange(color.fullRange, format.bitDepth);
  const k = span / 255;
  if (format.model === 'gray') return [0.299 * k, 0.587 * k, 0.114 * k, black];
  if (format.model === 'rgb') return [plane === 0 ? k : 0, plane === 1 ? k : 0, plane === 2 ? k : 0, black];
  const c = rgbToYuvCoefficients(color, format.bitDepth);
  if (plane === 0) return [c.yR, c.yG, c.yB, c.yOffset];
  return plane === 1 ? [c.uR, c.uG, c.uB, c.cOffset] : [c.vR, c.vG, c.vB, c.cOffset];
}
