/** Lays a patch over a frame, in the frame's own pixel format. Where the patch's alpha is 0, pixels keep their exact value. */
import { lumaRange, rgbToYuvCoefficients } from '../frame/color.ts';
import type { Frame, Plane } from '../frame/frame.ts';
import type { Patch } from './patch.ts';

/** One plane's value of an RGB colour: `r·R + g·G + b·B + offset`, R'G'B' in 0..255. */
interface Mix {
  readonly r: number;
  readonly g: number;
  readonly b: number;
  readonly offset: number;
}

export function composite(frame: Frame, patch: Patch): void {
  const { model, bitDepth, chromaShiftX, chromaShiftY } = frame.format;
  const most = 2 ** bitDepth - 1;
  const mixes = model === 'yuv' ? yuvMixes(frame) : model === 'rgb' ? rgbMixes(frame) : [grayMix(frame)];
  frame.planes.forEach((plane, index) => {
    const mix = mixes[index]!;
    const chroma = model === 'yuv' && index > 0;
    if (chroma && (chromaShiftX === 1 || chromaShiftY === 1)) {
      layReduced(plane, patch, mix, most, chromaShiftX, chromaShiftY);
    } else layFull(plane, patch, mix, most);
  });
}

function yuvMixes(frame: Frame): Mix[] {
  const k = rgbToYuvCoefficients(frame.color, frame.format.bitDepth);
  return [
    { r: k.yR, g: k.yG, b: k.yB, offset: k.yOffset },
    { r: k.uR, g: k.uG, b: k.uB, offset: k.cOffset },
    { r: k.vR, g: k.vG, b: k.vB, offset: k.cOffset },
  ];
}

function rgbMixes(frame: Frame): Mix[] {
  const { black, span } = lumaRange(frame.color.fullRange, frame.format.bitDepth);
  const [k, offset] = [span / 255, black];
  return [
    { r: k, g: 0, b: 0, offset },
    { r: 0, g: k, b: 0, offset },
    { r: 0, g: 0, b: k, offset },
  ];
}

function grayMix(frame: Frame): Mix {
  const { black, span } = lumaRange(frame.color.fullRange, frame.format.bitDepth);
  const k = span / 255;
  return { r: 0.299 * k, g: 0.587 * k, b: 0.114 * k, offset: black };
}

function layFull(plane: Plane, patch: Patch, mix: Mix, most: number): void {
  const { r, g, b, offset } = mix;
  const { rgba, width, height } = patch;
  const { data, stride } = plane;
  for (let y = 0; y < height; y++) {
    let p = y * width * 4;
    let q = (y + patch.y) * stride + patch.x;
    for (let x = 0; x < width; x++, p += 4, q++) {
      const alpha = rgba[p + 3]!;
      if (alpha === 0) continue;
      const value = rgba[p]! * r + rgba[p + 1]! * g + rgba[p + 2]! * b + offset;
      const mixed = data[q]! + (value - data[q]!) * alpha + 0.5;
      data[q] = mixed < 0 ? 0 : Math.min(mixed, most);
    }
  }
}

/** Chroma planes with fewer samples: each takes the mean of the patch's pixels that lie in it, weighted by their alpha. */
function layReduced(plane: Plane, patch: Patch, mix: Mix, most: number, shiftX: 0 | 1, shiftY: 0 | 1): void {
  const { r, g, b, offset } = mix;
  const { rgba, width, height } = patch;
  const { data, stride } = plane;
  const share = 1 / ((1 << shiftX) * (1 << shiftY));
  const firstColumn = patch.x >> shiftX;
  const lastColumn = (patch.x + width - 1) >> shiftX;
  const firstRow = patch.y >> shiftY;
  const lastRow = (patch.y + height - 1) >> shiftY;
  for (let row = firstRow; row <= lastRow; row++) {
    const top = Math.max(0, (row << shiftY) - patch.y);
    const bottom = Math.min(height - 1, ((row + 1) << shiftY) - 1 - patch.y);
    for (let column = firstColumn; column <= lastColumn; column++) {
      const left = Math.max(0, (column << shiftX) - patch.x);
      const right = Math.min(width - 1, ((column + 1) << shiftX) - 1 - patch.x);
      let alpha = 0;
      let value = 0;
      for (let y = top; y <= bottom; y++) {
        for (let p = (y * width + left) * 4, end = (y * width + right) * 4; p <= end; p += 4) {
          const a = rgba[p + 3]!;
          if (a === 0) continue;
          alpha += a;
          value += (rgba[p]! * r + rgba[p + 1]! * g + rgba[p + 2]! * b) * a;
        }
      }
      if (alpha === 0) continue;
      const q = row * stride + column;
      const mixed = data[q]! + (value / alpha + offset - data[q]!) * alpha * share + 0.5;
      data[q] = mixed < 0 ? 0 : Math.min(mixed, most);
    }
  }
}
