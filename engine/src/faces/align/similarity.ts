import type { Affine } from '../../frame/affine.ts';
import { type Template, templates } from './templates.ts';

/**
 * The scale, rotation and move that carry points `from` nearest to points `to` (x, y pairs): least squares over all of them, no
 * mirroring. Umeyama, "Least-squares estimation of transformation parameters between two point patterns", 1991.
 */
export function fitSimilarity(from: ArrayLike<number>, to: ArrayLike<number>): Affine {
  const [fromX, fromY] = centreOf(from);
  const [toX, toY] = centreOf(to);
  let [along, across, spread] = [0, 0, 0];
  for (let at = 0; at < from.length; at += 2) {
    const [px, py] = [from[at]! - fromX, from[at + 1]! - fromY];
    const [qx, qy] = [to[at]! - toX, to[at + 1]! - toY];
    along += px * qx + py * qy;
    across += px * qy - py * qx;
    spread += px * px + py * py;
  }
  const a = spread > 0 ? along / spread : 0;
  const b = spread > 0 ? across / spread : 0;
  // Points that fall together have no scale; any map that can be turned back will do.
  if (!(a * a + b * b > 1e-12)) return [1, 0, toX - fromX, 0, 1, toY - fromY];
  return [a, -b, toX - a * fromX + b * fromY, b, a, toY - b * fromX - a * fromY];
}

/**
 * The map from the frame to a square crop of `size` pixels in which five points lie as the template wants them. All five count at
 * every size: dropping the worst, as a robust fit with a limit in pixels does on profiles from 512 pixels up, makes crops jump.
 */
export function alignFace(points5: Float32Array, template: Template, size: number): Affine {
  return fitSimilarity(
    points5,
    templates[template].map((fraction) => fraction * size),
  );
}

function centreOf(points: ArrayLike<number>): [x: number, y: number] {
  let [x, y] = [0, 0];
  for (let at = 0; at < points.length; at += 2) {
    x += points[at]!;
    y += points[at + 1]!;
  }
  return [(2 * x) / points.length, (2 * y) / points.length];
}
