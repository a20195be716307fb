/** Puts the target's own pixels back into a patch where they are to stay, moved along with the reshaped mesh. */

import type { Patch } from '../../blend/patch.ts';
import { lookUp, type UvMap } from '../../faces/uv/maps.ts';
import { triangles, uv } from '../../faces/uv/topology.ts';
import type { Frame } from '../../frame/frame.ts';
import { sampleRgb } from '../../frame/sample.ts';
import type { Vertices } from './rasterize.ts';

/**
 * `mesh` is the target's mesh before it was reshaped, `vertices` after. Where `fresh` is below 1, the patch's colour is mixed
 * with what the frame shows at the same point of the face.
 */
export function drawOwn(patch: Patch, frame: Frame, mesh: Float32Array, vertices: Vertices, fresh: UvMap): void {
  const touched = trianglesBelowOne(fresh);
  if (touched.length === 0) return;
  const own = crop(frame, mesh, touched);
  for (const t of touched) {
    const [i, j, k] = [triangles[t]!, triangles[t + 1]!, triangles[t + 2]!];
    mixTriangle(patch, own, mesh, vertices, fresh, i, j, k);
  }
}

interface Crop {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly rgb: Float32Array;
}

const lists = new WeakMap<UvMap, readonly number[]>();

/** First indices of the triangles in which the map is below 1 somewhere; found once per map. */
function trianglesBelowOne(map: UvMap): readonly number[] {
  let list = lists.get(map);
  if (list === undefined) {
    const value = (u: number, v: number) => lookUp(map.values, map.size, 1, 0, u, v);
    const found: number[] = [];
    for (let t = 0; t < triangles.length; t += 3) {
      const [i, j, k] = [triangles[t]!, triangles[t + 1]!, triangles[t + 2]!];
      const corners = [i, j, k].map((point) => value(uv.u[point]!, uv.v[point]!));
      const centre = value((uv.u[i]! + uv.u[j]! + uv.u[k]!) / 3, (uv.v[i]! + uv.v[j]! + uv.v[k]!) / 3);
      if (Math.min(...corners, centre) < 0.999) found.push(t);
    }
    list = found;
    lists.set(map, list);
  }
  return list;
}

/** The frame's pixels around those triangles, in square pixels. */
function crop(frame: Frame, mesh: Float32Array, touched: readonly number[]): Crop {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const t of touched) {
    for (let corner = t; corner < t + 3; corner++) {
      const at = triangles[corner]! * 3;
      left = Math.min(left, mesh[at]!);
      right = Math.max(right, mesh[at]!);
      top = Math.min(top, mesh[at + 1]!);
      bottom = Math.max(bottom, mesh[at + 1]!);
    }
  }
  left = Math.floor(left) - 1;
  top = Math.floor(top) - 1;
  const width = Math.ceil(right) + 2 - left;
  const height = Math.ceil(bottom) + 2 - top;
  const rgb = new Float32Array(width * height * 3);
  sampleRgb(frame, [1, 0, left, 0, 1, top], width, height, rgb);
  return { left, top, width, height, rgb };
}

function mixTriangle(
  patch: Patch,
  own: Crop,
  mesh: Float32Array,
  { x, y }: Vertices,
  fresh: UvMap,
  i: number,
  j: number,
  k: number,
): void {
  const area = (x[j]! - x[i]!) * (y[k]! - y[i]!) - (x[k]! - x[i]!) * (y[j]! - y[i]!);
  if (!(area > 1e-6)) return;
  const top = Math.max(0, Math.ceil(Math.min(y[i]!, y[j]!, y[k]!)) - patch.y);
  const bottom = Math.min(patch.height - 1, Math.floor(Math.max(y[i]!, y[j]!, y[k]!)) - patch.y);
  const left = Math.max(0, Math.ceil(Math.min(x[i]!, x[j]!, x[k]!)) - patch.x);
  const right = Math.min(patch.width - 1, Math.floor(Math.max(x[i]!, x[j]!, x[k]!)) - patch.x);
  for (let row = top; row <= bottom; row++) {
    for (let column = left; column <= right; column++) {
      const [px, py] = [column + patch.x - x[i]!, row + patch.y - y[i]!];
      const wj = (px * (y[k]! - y[i]!) - (x[k]! - x[i]!) * py) / area;
      const wk = ((x[j]! - x[i]!) * py - px * (y[j]! - y[i]!)) / area;
      const wi = 1 - wj - wk;
      if (wi < 0 || wj < 0 || wk < 0) continue;
      const u = uv.u[i]! * wi + uv.u[j]! * wj + uv.u[k]! * wk;
      const v = uv.v[i]! * wi + uv.v[j]! * wj + uv.v[k]! * wk;
      const share = lookUp(fresh.values, fresh.size, 1, 0, u, v);
      if (share >= 1) continue;
      const fromX = mesh[i * 3]! * wi + mesh[j * 3]! * wj + mesh[k * 3]! * wk - own.left;
      const fromY = mesh[i * 3 + 1]! * wi + mesh[j * 3 + 1]! * wj + mesh[k * 3 + 1]! * wk - own.top;
      mixPixel(patch.rgba, (row * patch.width + column) * 4, own, fromX, fromY, share);
    }
  }
}

function mixPixel(rgba: Float32Array, at: number, own: Crop, x: number, y: number, share: number): void {
  const ix = Math.min(own.width - 2, Math.max(0, Math.floor(x)));
  const iy = Math.min(own.height - 2, Math.max(0, Math.floor(y)));
  const [fx, fy] = [x - ix, y - iy];
  const stride = own.width * 3;
  for (let c = 0; c < 3; c++) {
    const p = iy * stride + ix * 3 + c;
    const above = own.rgb[p]! + (own.rgb[p + 3]! - own.rgb[p]!) * fx;
    const below = own.rgb[p + stride]! + (own.rgb[p + stride + 3]! - own.rgb[p + stride]!) * fx;
    const kept = above + (below - above) * fy;
    rgba[at + c] = kept + (rgba[at + c]! - kept) * share;
  }
}
