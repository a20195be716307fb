import type { Mask } from '../frame/picture.ts';

/** A point in whole pixels. */
type Pixel = readonly [x: number, y: number];

/** The convex hull of points, in order around it, without points on its edges (Andrew's monotone chain). */
export function convexHull(points: readonly Pixel[]): Pixel[] {
  const sorted = [...points].sort((p, q) => p[0] - q[0] || p[1] - q[1]);
  const chain = (ordered: readonly Pixel[]) => {
    const hull: Pixel[] = [];
    for (const point of ordered) {
      while (hull.length > 1 && turn(hull.at(-2)!, hull.at(-1)!, point) <= 0) hull.pop();
      hull.push(point);
    }
    // The last point begins the other chain.
    return hull.slice(0, -1);
  };
  const hull = [...chain(sorted), ...chain(sorted.reverse())];
  return hull.length > 0 ? hull : sorted.slice(0, 1);
}

/** Above 0 when the way a → b → c turns from x towards y. */
function turn(a: Pixel, b: Pixel, c: Pixel): number {
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}

/** A mask of ones inside a convex polygon, its edges' own pixels included as OpenCV's `fillConvexPoly` draws them; may be cut. */
export function fillConvex(hull: readonly Pixel[], size: number): Mask {
  const values = new Float32Array(size * size);
  const left = new Float64Array(size).fill(Number.POSITIVE_INFINITY);
  const right = new Float64Array(size).fill(Number.NEGATIVE_INFINITY);
  const show = (row: number, from: number, to: number) => {
    if (row < 0 || row >= size) return;
    left[row] = Math.min(left[row]!, from);
    right[row] = Math.max(right[row]!, to);
  };
  for (const [i, point] of hull.entries()) {
    // From left to right: where an edge runs between two pixels, they are chosen from there.
    const next = hull[(i + 1) % hull.length]!;
    const [[x, y], [endX, endY]] = point[0] <= next[0] ? [point, next] : [next, point];
    const [wide, high] = [endX - x, endY - y];
    const steps = Math.max(wide, Math.abs(high), 1);
    for (let step = 0; step <= steps; step++) {
      const column = x + (wide * step) / steps;
      const row = y + (high * step) / steps;
      if (wide < Math.abs(high)) show(row, Math.ceil(column - 0.5), Math.floor(column + 0.5));
      else show(high > 0 ? Math.ceil(row - 0.5) : Math.floor(row + 0.5), column, column);
    }
  }
  for (let row = 0; row < size; row++) {
    const from = Math.max(left[row]!, 0);
    const to = Math.min(right[row]! + 1, size);
    if (from < to) values.fill(1, row * size + from, row * size + to);
  }
  return { width: size, height: size, values };
}
