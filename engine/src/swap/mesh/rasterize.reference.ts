/** What rasterize.wat does, written for reading; the tests hold the kernels against it. */
import type { Patch } from '../../blend/patch.ts';
import type { UvMap } from '../../faces/uv/maps.ts';
import type { Underlay, Vertices } from './rasterize.ts';
import { type Texture, UNIT } from './texture.ts';

type Drawable = Patch & { readonly depth: Float32Array };

/** One row of a triangle, with the weights of its second and third vertex at its first pixel. */
interface Span {
  readonly row: number;
  readonly from: number;
  readonly to: number;
  readonly w1: number;
  readonly w2: number;
  /** How the weights change from pixel to pixel. */
  readonly d1: number;
  readonly d2: number;
}

/** Binary places of texture coordinates. */
const PLACES = 2 ** 19;

export function rasterizeReference(
  patch: Drawable,
  triangles: Uint16Array,
  vertices: Vertices,
  texture: Texture,
  shown: UvMap,
): void {
  const { z, u, v, gainR, gainG, gainB, alpha } = vertices;
  const gains = [gainR, gainG, gainB].map((gain) => gain.map((value) => value / UNIT));
  for (let t = 0; t < triangles.length; t += 3) {
    const corners = triangles.subarray(t, t + 3);
    for (const span of spansOf(patch, corners, vertices)) {
      const depth = along(span, corners, z);
      const texelX = steps(span, corners, u, texture.size);
      const texelY = steps(span, corners, v, texture.size);
      const mapX = steps(span, corners, u, shown.size);
      const mapY = steps(span, corners, v, shown.size);
      for (let n = 0; n <= span.to - span.from; n++) {
        const p = span.row * patch.width + span.from + n;
        if (!(depth(n) < patch.depth[p]!)) continue;
        patch.depth[p] = depth(n);
        for (let c = 0; c < 3; c++) {
          const gain = linear(span, corners, gains[c]!, n);
          patch.rgba[p * 4 + c] = gain * bilinear(texture.rgba, texture.size, 4, c, texelX(n), texelY(n));
        }
        const show = bilinear(shown.values, shown.size, 1, 0, mapX(n), mapY(n));
        patch.rgba[p * 4 + 3] = linear(span, corners, alpha, n) * show;
      }
    }
  }
}

export function mixUnderlayReference(
  patch: Drawable,
  triangles: Uint16Array,
  vertices: Vertices,
  picture: Omit<Underlay, 'place'> & { readonly rgb: Float32Array },
  fresh: UvMap,
): void {
  const column = vertices.x.map((_, i) => picture.points[i * 3]! - picture.left);
  const line = vertices.y.map((_, i) => picture.points[i * 3 + 1]! - picture.top);
  for (let t = 0; t < triangles.length; t += 3) {
    const corners = triangles.subarray(t, t + 3);
    for (const span of spansOf(patch, corners, vertices)) {
      const depth = along(span, corners, vertices.z);
      for (let n = 0; n <= span.to - span.from; n++) {
        const p = span.row * patch.width + span.from + n;
        if (!(Math.fround(depth(n)) <= patch.depth[p]!)) continue;
        patch.depth[p] = Number.NEGATIVE_INFINITY;
        const u = linear(span, corners, vertices.u, n) * fresh.size - 0.5;
        const v = linear(span, corners, vertices.v, n) * fresh.size - 0.5;
        const share = bilinear(fresh.values, fresh.size, 1, 0, within(u, fresh.size), within(v, fresh.size));
        if (share >= 1) continue;
        const x = within(linear(span, corners, column, n), picture.width);
        const y = within(linear(span, corners, line, n), picture.height);
        for (let c = 0; c < 3; c++) {
          const kept = bilinear(picture.rgb, picture.width, 3, c, x, y);
          patch.rgba[p * 4 + c] = kept + (patch.rgba[p * 4 + c]! - kept) * share;
        }
      }
    }
  }
}

/** The rows of a triangle that faces the camera. */
function spansOf(patch: Drawable, corners: Uint16Array, { x, y }: Vertices): Span[] {
  const [x0, x1, x2] = Array.from(corners, (point) => Math.fround(x[point]! - patch.x)) as [number, number, number];
  const [y0, y1, y2] = Array.from(corners, (point) => Math.fround(y[point]! - patch.y)) as [number, number, number];
  const area = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0);
  if (!(area > 1e-6)) return [];
  const inverse = 1 / area;
  const [d1, d1y] = [(y2 - y0) * inverse, (x0 - x2) * inverse];
  const [d2, d2y] = [(y0 - y1) * inverse, (x1 - x0) * inverse];
  const spans: Span[] = [];
  const bottom = Math.min(patch.height - 1, Math.floor(Math.max(y0, y1, y2)));
  for (let row = Math.max(0, Math.ceil(Math.min(y0, y1, y2))); row <= bottom; row++) {
    let left = Math.min(x0, x1, x2);
    let right = Math.max(x0, x1, x2);
    for (const [ax, ay, bx, by] of [[x0, y0, x1, y1] as const, [x1, y1, x2, y2] as const, [x2, y2, x0, y0] as const]) {
      if (Math.abs(by - ay) < 1e-6) continue;
      const slope = (bx - ax) / (by - ay);
      const at = ax - ay * slope + row * slope;
      if (by < ay) left = Math.max(left, at);
      else right = Math.min(right, at);
    }
    const from = Math.max(0, Math.ceil(left - 1e-3));
    const to = Math.min(patch.width - 1, Math.floor(right + 1e-3));
    const w1 = -(x0 * d1 + y0 * d1y) + from * d1 + row * d1y;
    const w2 = -(x0 * d2 + y0 * d2y) + from * d2 + row * d2y;
    spans.push({ row, from, to, w1, w2, d1, d2 });
  }
  return spans;
}

/** A vertex attribute at the n-th pixel of a span. */
function linear({ w1, w2, d1, d2 }: Span, corners: Uint16Array, values: Float32Array, n: number): number {
  const [a, b, c] = Array.from(corners, (point) => values[point]!) as [number, number, number];
  return a + (w1 + n * d1) * (b - a) + (w2 + n * d2) * (c - a);
}

/** The same, added up from pixel to pixel: what decides must be rounded as in the kernels. */
function along({ w1, w2, d1, d2 }: Span, corners: Uint16Array, values: Float32Array): (n: number) => number {
  const [a, b, c] = Array.from(corners, (point) => values[point]!) as [number, number, number];
  let [value, step, at] = [a + (w1 * (b - a) + w2 * (c - a)), d1 * (b - a) + d2 * (c - a), 0];
  return (n) => {
    for (; at < n; at++) value += step;
    return value;
  };
}

/** A texture coordinate in texels, in steps of the kernels' binary places. */
function steps(
  { w1, w2, d1, d2 }: Span,
  corners: Uint16Array,
  values: Float32Array,
  size: number,
): (n: number) => number {
  const [a, b, c] = Array.from(corners, (point) => values[point]!) as [number, number, number];
  const first = Math.floor((a + (w1 * (b - a) + w2 * (c - a))) * (size * PLACES) - PLACES / 2 + 0.5);
  const step = Math.floor((d1 * (b - a) + d2 * (c - a)) * (size * PLACES) + 0.5);
  return (n) => within((first + n * step) / PLACES, size);
}

function within(at: number, size: number): number {
  return Math.min(size - 1.001, Math.max(0, at));
}

function bilinear(
  values: Uint16Array | Float32Array,
  size: number,
  stride: number,
  channel: number,
  x: number,
  y: number,
): number {
  const [column, row] = [Math.floor(x), Math.floor(y)];
  const at = (i: number, j: number) => values[((row + j) * size + column + i) * stride + channel]!;
  const [fx, fy] = [x - column, y - row];
  const above = at(0, 0) + (at(1, 0) - at(0, 0)) * fx;
  const below = at(0, 1) + (at(1, 1) - at(0, 1)) * fx;
  return above + (below - above) * fy;
}
