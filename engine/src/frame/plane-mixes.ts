import { lumaRange, rgbToYuvCoefficients } from './color.ts';
import type { Frame } from './frame.ts';

/** One plane's sample value of an RGB colour (0..255): `r·R + g·G + b·B + offset`, neither rounded nor clamped. */
export type PlaneMix = readonly [r: number, g: number, b: number, offset: number];

/** How each of a frame's planes is made of RGB colours. */
export function planeMixes({ format, color }: Frame): readonly PlaneMix[] {
  if (format.model === 'yuv') {
    const k = rgbToYuvCoefficients(color, format.bitDepth);
    return [
      [k.yR, k.yG, k.yB, k.yOffset],
      [k.uR, k.uG, k.uB, k.cOffset],
      [k.vR, k.vG, k.vB, k.cOffset],
    ];
  }
  const { black, span } = lumaRange(color.fullRange, format.bitDepth);
  const k = span / 255;
  if (format.model === 'gray') return [[0.299 * k, 0.587 * k, 0.114 * k, black]];
  return [
    [k, 0, 0, black],
    [0, k, 0, black],
    [0, 0, k, black],
  ];
}
