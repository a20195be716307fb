import type { Frame } from '../../frame/frame.ts';
import { sampleRgb } from '../../frame/sample.ts';
import { MESH_POINTS } from '../face.ts';
import { spread, type UvGrid } from './grid.ts';
import { triangles } from './topology.ts';

/** A face laid out flat: what the picture shows at each texel of the UV square. */
export interface Unwrapped {
  readonly grid: UvGrid;
  /** `size × size × 3`, R, G, B in 0..255. Texels outside the face are 0. */
  readonly rgb: Float32Array;
  /** Cosine between the surface and the view: 1 = seen from straight ahead, ≤ 0 = turned away. */
  readonly facing: Float32Array;
}

/** Cosine between each mesh point's normal and the direction to the camera. */
export function facingOf(mesh: Float32Array): Float32Array {
  const normals = new Float32Array(MESH_POINTS * 3);
  for (let t = 0; t < triangles.length; t += 3) {
    const i = triangles[t]! * 3;
    const j = triangles[t + 1]! * 3;
    const k = triangles[t + 2]! * 3;
    const ax = mesh[j]! - mesh[i]!;
    const ay = mesh[j + 1]! - mesh[i + 1]!;
    const az = mesh[j + 2]! - mesh[i + 2]!;
    const bx = mesh[k]! - mesh[i]!;
    const by = mesh[k + 1]! - mesh[i + 1]!;
    const bz = mesh[k + 2]! - mesh[i + 2]!;
    const nx = ay * bz - az * by;
    const ny = az * bx - ax * bz;
    const nz = ax * by - ay * bx;
    for (const point of [i, j, k]) {
      normals[point] = normals[point]! + nx;
      normals[point + 1] = normals[point + 1]! + ny;
      normals[point + 2] = normals[point + 2]! + nz;
    }
  }
  const facing = new Float32Array(MESH_POINTS);
  for (let i = 0; i < MESH_POINTS; i++) {
    const [nx, ny, nz] = [normals[i * 3]!, normals[i * 3 + 1]!, normals[i * 3 + 2]!];
    facing[i] = nz / (Math.hypot(nx, ny, nz) || 1);
  }
  return facing;
}

/** Left, top, width and height of the mesh's outline in square pixels. */
export function extent(mesh: Float32Array): [x: number, y: number, width: number, height: number] {
  let left = Number.POSITIVE_INFINITY;
  let right = Number.NEGATIVE_INFINITY;
  let top = Number.POSITIVE_INFINITY;
  let bottom = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < mesh.length; i += 3) {
    left = Math.min(left, mesh[i]!);
    right = Math.max(right, mesh[i]!);
    top = Math.min(top, mesh[i + 1]!);
    bottom = Math.max(bottom, mesh[i + 1]!);
  }
  return [left, top, right - left, bottom - top];
}

/**
 * Samples the frame at each texel's place on the mesh. The frame is first shrunk so that a texel covers at most about
 * one pixel; a picture smaller than the map is enlarged.
 */
export function unwrap(frame: Frame, mesh: Float32Array, grid: UvGrid): Unwrapped {
  const [left, top, width, height] = extent(mesh);
  const scale = Math.max(1, Math.max(width, height) / grid.size);
  const columns = Math.ceil(width / scale) + 3;
  const rows = Math.ceil(height / scale) + 3;
  const crop = new Float32Array(columns * rows * 3);
  sampleRgb(frame, [scale, 0, left - scale, 0, scale, top - scale], columns, rows, crop);

  const { size, points, weights, inside } = grid;
  const rgb = new Float32Array(size * size * 3);
  const stride = columns * 3;
  for (let texel = 0, q = 0; texel < inside.length; texel++, q += 3) {
    if (inside[texel] === 0) continue;
    const [i, j, k] = [points[q]! * 3, points[q + 1]! * 3, points[q + 2]! * 3];
    const [wi, wj, wk] = [weights[q]!, weights[q + 1]!, weights[q + 2]!];
    const x = (mesh[i]! * wi + mesh[j]! * wj + mesh[k]! * wk - left) / scale + 1;
    const y = (mesh[i + 1]! * wi + mesh[j + 1]! * wj + mesh[k + 1]! * wk - top) / scale + 1;
    const ix = Math.min(columns - 2, x | 0);
    const iy = Math.min(rows - 2, y | 0);
    const fx = x - ix;
    const fy = y - iy;
    const at = iy * stride + ix * 3;
    for (let c = 0; c < 3; c++) {
      const p = at + c;
      const above = crop[p]! + (crop[p + 3]! - crop[p]!) * fx;
      const below = crop[p + stride]! + (crop[p + stride + 3]! - crop[p + stride]!) * fx;
      rgb[q + c] = above + (below - above) * fy;
    }
  }
  return { grid, rgb, facing: spread(grid, facingOf(mesh), 1, 0) };
}
