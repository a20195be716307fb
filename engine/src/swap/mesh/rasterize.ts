/** Draws triangles into a patch: texture × light, with a depth test. The one hot loop of the mesh swap. */

import type { Patch } from '../../blend/patch.ts';
import type { UvMap } from '../../faces/uv/maps.ts';
import { type Texture, UNIT } from './texture.ts';

/** Per-vertex attributes, one typed array each, all of the same length. */
export interface Vertices {
  /** Plane coordinates of the frame (columns and rows). */
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** Depth, growing away from the camera. */
  readonly z: Float32Array;
  /** Texture coordinates, 0..1. */
  readonly u: Float32Array;
  readonly v: Float32Array;
  /** Light, 0..255: what a texture value of `UNIT` looks like there. */
  readonly gainR: Float32Array;
  readonly gainG: Float32Array;
  readonly gainB: Float32Array;
  /** Factor on alpha, 0..1. */
  readonly alpha: Float32Array;
}

/** Scratch memory of one thread, grown on demand and used again for every face. */
export class Canvas {
  #rgba = new Float32Array(0);
  #depth = new Float32Array(0);

  /** A cleared patch of the given place and size; valid until the next call. */
  patch(x: number, y: number, width: number, height: number): Patch & { readonly depth: Float32Array } {
    const pixels = width * height;
    if (this.#depth.length < pixels) {
      this.#rgba = new Float32Array(pixels * 4);
      this.#depth = new Float32Array(pixels);
    }
    const rgba = this.#rgba.subarray(0, pixels * 4).fill(0);
    const depth = this.#depth.subarray(0, pixels).fill(Number.POSITIVE_INFINITY);
    return { x, y, width, height, rgba, depth };
  }
}

/**
 * Fills `patch` with the triangles (three vertex indices each). Triangles whose screen area has the wrong sign face
 * away from the camera and are not drawn.
 */
export function rasterize(
  patch: Patch & { readonly depth: Float32Array },
  triangles: Uint16Array,
  vertices: Vertices,
  texture: Texture,
  shown: UvMap,
): void {
  for (let t = 0; t < triangles.length; t += 3) {
    drawTriangle(patch, triangles[t]!, triangles[t + 1]!, triangles[t + 2]!, vertices, texture, shown);
  }
}

function drawTriangle(
  patch: Patch & { readonly depth: Float32Array },
  i: number,
  j: number,
  k: number,
  vertices: Vertices,
  texture: Texture,
  shown: UvMap,
): void {
  const { x, y } = vertices;
  const x0 = x[i]! - patch.x;
  const y0 = y[i]! - patch.y;
  const x1 = x[j]! - patch.x;
  const y1 = y[j]! - patch.y;
  const x2 = x[k]! - patch.x;
  const y2 = y[k]! - patch.y;
  const area = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0);
  if (!(area > 1e-6)) return;
  const top = Math.max(0, Math.ceil(Math.min(y0, y1, y2) - 1e-4));
  const bottom = Math.min(patch.height - 1, Math.floor(Math.max(y0, y1, y2) + 1e-4));
  if (top > bottom) return;

  // Each attribute is an affine function of the pixel: value(px, py) = base + px·dx + py·dy.
  const inverse = 1 / area;
  const e1x = (y2 - y0) * inverse;
  const e1y = -(x2 - x0) * inverse;
  const e2x = -(y1 - y0) * inverse;
  const e2y = (x1 - x0) * inverse;
  const origin1 = -x0 * e1x - y0 * e1y;
  const origin2 = -x0 * e2x - y0 * e2y;
  const size = texture.size;
  const { u, v, z, gainR, gainG, gainB, alpha } = vertices;

  const zi = z[i]!;
  const z1 = z[j]! - zi;
  const z2 = z[k]! - zi;
  const ui = u[i]! * size - 0.5;
  const u1 = (u[j]! - u[i]!) * size;
  const u2 = (u[k]! - u[i]!) * size;
  const vi = v[i]! * size - 0.5;
  const v1 = (v[j]! - v[i]!) * size;
  const v2 = (v[k]! - v[i]!) * size;
  const ri = gainR[i]! / UNIT;
  const r1 = gainR[j]! / UNIT - ri;
  const r2 = gainR[k]! / UNIT - ri;
  const gi = gainG[i]! / UNIT;
  const g1 = gainG[j]! / UNIT - gi;
  const g2 = gainG[k]! / UNIT - gi;
  const bi = gainB[i]! / UNIT;
  const b1 = gainB[j]! / UNIT - bi;
  const b2 = gainB[k]! / UNIT - bi;
  const ai = alpha[i]!;
  const a1 = alpha[j]! - ai;
  const a2 = alpha[k]! - ai;
  const du = u1 * e1x + u2 * e2x;
  const dv = v1 * e1x + v2 * e2x;
  const dz = z1 * e1x + z2 * e2x;
  const dr = r1 * e1x + r2 * e2x;
  const dg = g1 * e1x + g2 * e2x;
  const db = b1 * e1x + b2 * e2x;
  const da = a1 * e1x + a2 * e2x;

  const texels = texture.rgba;
  const last = size - 1.001;
  const map = shown.values;
  const mapSize = shown.size;
  const mapScale = mapSize / size;
  const mapLast = mapSize - 1.001;
  const { rgba, depth, width } = patch;

  for (let py = top; py <= bottom; py++) {
    const [from, to] = span(py, x0, y0, x1, y1, x2, y2, width);
    if (from > to) continue;
    const w1 = origin1 + from * e1x + py * e1y;
    const w2 = origin2 + from * e2x + py * e2y;
    let tu = ui + w1 * u1 + w2 * u2;
    let tv = vi + w1 * v1 + w2 * v2;
    let tz = zi + w1 * z1 + w2 * z2;
    let tr = ri + w1 * r1 + w2 * r2;
    let tg = gi + w1 * g1 + w2 * g2;
    let tb = bi + w1 * b1 + w2 * b2;
    let ta = ai + w1 * a1 + w2 * a2;
    for (let p = py * width + from, end = py * width + to; p <= end; p++) {
      if (tz < depth[p]!) {
        depth[p] = tz;
        const cu = tu < 0 ? 0 : Math.min(tu, last);
        const cv = tv < 0 ? 0 : Math.min(tv, last);
        const iu = cu | 0;
        const iv = cv | 0;
        const fu = cu - iu;
        const fv = cv - iv;
        const w11 = fu * fv;
        const w10 = fv - w11;
        const w01 = fu - w11;
        const w00 = 1 - fu - w10;
        const q = (iv * size + iu) << 2;
        const s = q + (size << 2);
        const mu = Math.min(mapLast, Math.max(0, (cu + 0.5) * mapScale - 0.5));
        const mv = Math.min(mapLast, Math.max(0, (cv + 0.5) * mapScale - 0.5));
        const jmu = mu | 0;
        const jmv = mv | 0;
        const m = jmv * mapSize + jmu;
        const fmu = mu - jmu;
        const above = map[m]! + (map[m + 1]! - map[m]!) * fmu;
        const below = map[m + mapSize]! + (map[m + mapSize + 1]! - map[m + mapSize]!) * fmu;
        const show = above + (below - above) * (mv - jmv);
        const o = p << 2;
        rgba[o] = (texels[q]! * w00 + texels[q + 4]! * w01 + texels[s]! * w10 + texels[s + 4]! * w11) * tr;
        rgba[o + 1] = (texels[q + 1]! * w00 + texels[q + 5]! * w01 + texels[s + 1]! * w10 + texels[s + 5]! * w11) * tg;
        rgba[o + 2] = (texels[q + 2]! * w00 + texels[q + 6]! * w01 + texels[s + 2]! * w10 + texels[s + 6]! * w11) * tb;
        rgba[o + 3] = ta * show;
      }
      tu += du;
      tv += dv;
      tz += dz;
      tr += dr;
      tg += dg;
      tb += db;
      ta += da;
    }
  }
}

const bounds: [number, number] = [0, -1];

/** First and last pixel of row `py` whose centres lie inside the triangle. */
function span(
  py: number,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  width: number,
): [number, number] {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (let edge = 0; edge < 3; edge++) {
    const ax = edge === 0 ? x0 : edge === 1 ? x1 : x2;
    const ay = edge === 0 ? y0 : edge === 1 ? y1 : y2;
    const bx = edge === 0 ? x1 : edge === 1 ? x2 : x0;
    const by = edge === 0 ? y1 : edge === 1 ? y2 : y0;
    if (Math.min(ay, by) > py + 1e-4 || Math.max(ay, by) < py - 1e-4) continue;
    if (Math.abs(by - ay) < 1e-4) {
      from = Math.min(from, ax, bx);
      to = Math.max(to, ax, bx);
      continue;
    }
    const t = Math.min(1, Math.max(0, (py - ay) / (by - ay)));
    const at = ax + (bx - ax) * t;
    from = Math.min(from, at);
    to = Math.max(to, at);
  }
  bounds[0] = Math.max(0, Math.ceil(from - 1e-3));
  bounds[1] = Math.min(width - 1, Math.floor(to + 1e-3));
  return bounds;
}
