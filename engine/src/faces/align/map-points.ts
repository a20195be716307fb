import type { Affine } from '../../frame/affine.ts';

/** Points (x, y pairs) carried by a map, as a new array. */
export function mapPoints([a, b, c, d, e, f]: Affine, points: ArrayLike<number>): Float32Array {
  const mapped = new Float32Array(points.length);
  for (let at = 0; at < points.length; at += 2) {
    const [x, y] = [points[at]!, points[at + 1]!];
    mapped[at] = a * x + b * y + c;
    mapped[at + 1] = d * x + e * y + f;
  }
  return mapped;
}
