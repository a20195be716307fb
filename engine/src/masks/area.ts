import type { Mask } from '../frame/picture.ts';
import type { MaskArea } from '../process-options.ts';
import { convexHull, fillConvex } from './polygon.ts';
import { softThreshold } from './soft-threshold.ts';

/** The points of each area among the 68 (iBUG order). */
const areaPoints: Readonly<Record<MaskArea, readonly number[]>> = {
  'upper-face': [0, 1, 2, 31, 32, 33, 34, 35, 14, 15, 16, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17],
  'lower-face': [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 35, 34, 33, 32, 31],
  mouth: [48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63, 64, 65, 66, 67],
};

/** The inside of one hull around all chosen areas together, feathered. `points68`: x, y pairs in pixels of the crop. */
export function areaMask(size: number, points68: Float32Array, areas: readonly MaskArea[]): Mask {
  const indices = new Set(areas.flatMap((area) => areaPoints[area]));
  const pixels = [...indices].map((i) => [pixelOf(points68[2 * i]!), pixelOf(points68[2 * i + 1]!)] as const);
  return softThreshold(fillConvex(convexHull(pixels), size));
}

/** Truncated towards 0, and not so far out that the way there would never end. */
function pixelOf(position: number): number {
  return Math.trunc(Math.min(Math.max(position, -32_768), 32_767));
}
