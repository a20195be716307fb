import { type Affine, apply, invert } from '../frame/affine.ts';
import type { Mask } from '../frame/picture.ts';
import type { Colour, Stroke } from './strokes.ts';

/**
 * The lines in the frame along which a crop's mask passes `level` (marching squares). Beyond its border a mask is 0. `frameToCrop`
 * is the map that the crop was cut by.
 */
export function outlineStrokes(
  mask: Mask,
  frameToCrop: Affine,
  level: number,
  radius: number,
  colour: Colour,
): Stroke[] {
  const toFrame = invert(frameToCrop);
  const { width, height, values } = mask;
  const at = (x: number, y: number) => (x < 0 || y < 0 || x >= width || y >= height ? 0 : values[y * width + x]!);
  const strokes: Stroke[] = [];
  for (let y = -1; y < height; y++) {
    for (let x = -1; x < width; x++) {
      const corners = [at(x, y), at(x + 1, y), at(x + 1, y + 1), at(x, y + 1)] as const;
      const crossings = crossingsOf(corners, level);
      for (let i = 0; i + 1 < crossings.length; i += 2) {
        const [a, b] = [crossings[i]!, crossings[i + 1]!];
        const [x0, y0] = apply(toFrame, x + a[0], y + a[1]);
        const [x1, y1] = apply(toFrame, x + b[0], y + b[1]);
        strokes.push({ x0, y0, x1, y1, radius, colour });
      }
    }
  }
  return strokes;
}

/**
 * Where the level crosses the sides of a unit square (corners clockwise from its origin), in the order of the sides: 0, 2 or 4 points;
 * each two of them are a line.
 */
function crossingsOf(corners: readonly [number, number, number, number], level: number): [number, number][] {
  const crossings: [number, number][] = [];
  for (let side = 0; side < 4; side++) {
    const [from, to] = [corners[side]!, corners[(side + 1) % 4]!];
    if (from >= level === to >= level) continue;
    const share = (level - from) / (to - from);
    const point = [
      [share, 0],
      [1, share],
      [1 - share, 1],
      [0, 1 - share],
    ][side]!;
    crossings.push([point[0]!, point[1]!]);
  }
  return crossings;
}
