import { rings } from '../mesh-indices.ts';
import { distanceToPolygon, insidePolygon, polygon } from './topology.ts';

/** A square map of one number per texel over the UV square. */
export interface UvMap {
  readonly size: number;
  readonly values: Float32Array;
}

/**
 * 1 inside the ring, 0 outside, with a smooth edge: the ring is first moved out by `grow` (in by a negative one), the edge
 * is `feather` wide. Both are shares of the UV square.
 */
export function ringMap(size: number, ring: readonly number[], grow: number, feather: number): Float32Array {
  const outline = polygon(ring);
  let [left, top, right, bottom] = [1, 1, 0, 0];
  for (let i = 0; i < outline.length; i += 2) {
    left = Math.min(left, outline[i]!);
    right = Math.max(right, outline[i]!);
    top = Math.min(top, outline[i + 1]!);
    bottom = Math.max(bottom, outline[i + 1]!);
  }
  const reach = grow + feather;
  const values = new Float32Array(size * size);
  for (let y = 0; y < size; y++) {
    const v = (y + 0.5) / size;
    if (v < top - reach || v > bottom + reach) continue;
    for (let x = 0; x < size; x++) {
      const u = (x + 0.5) / size;
      if (u < left - reach || u > right + reach) continue;
      const distance = distanceToPolygon(outline, u, v);
      const depth = (insidePolygon(outline, u, v) ? distance : -distance) + grow;
      values[y * size + x] = smoothstep(-feather / 2, feather / 2, depth);
    }
  }
  return values;
}

/** Distance of each texel from the face's outline, inwards, as a share of the UV square; 0 outside. */
export function depthMap(size: number): Float32Array {
  const outline = polygon(rings.silhouette);
  return Float32Array.from({ length: size * size }, (_, texel) => {
    const u = ((texel % size) + 0.5) / size;
    const v = (Math.floor(texel / size) + 0.5) / size;
    return insidePolygon(outline, u, v) ? distanceToPolygon(outline, u, v) : 0;
  });
}

/** The greater of several maps, texel by texel. */
export function union(...maps: readonly Float32Array[]): Float32Array {
  return maps[0]!.map((value, i) => maps.reduce((most, map) => Math.max(most, map[i]!), value));
}

/** 0 below `from`, 1 above `to`, a smooth cubic between. */
export function smoothstep(from: number, to: number, value: number): number {
  const t = Math.min(1, Math.max(0, (value - from) / (to - from)));
  return t * t * (3 - 2 * t);
}

/** Looks a map up at UV (u, v), bilinear. */
export function lookUp(
  values: Float32Array,
  size: number,
  stride: number,
  channel: number,
  u: number,
  v: number,
): number {
  const x = Math.min(size - 1.001, Math.max(0, u * size - 0.5));
  const y = Math.min(size - 1.001, Math.max(0, v * size - 0.5));
  const ix = x | 0;
  const iy = y | 0;
  const fx = x - ix;
  const p = (iy * size + ix) * stride + channel;
  const q = p + size * stride;
  const above = values[p]! + (values[p + stride]! - values[p]!) * fx;
  const below = values[q]! + (values[q + stride]! - values[q]!) * fx;
  return above + (below - above) * (y - iy);
}

/** Turns a map over: the picture's left half becomes its right. `stride` numbers a texel. */
export function mirrored(values: Float32Array, size: number, stride: number): Float32Array {
  const out = new Float32Array(values.length);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const from = (y * size + x) * stride;
      const to = (y * size + size - 1 - x) * stride;
      for (let c = 0; c < stride; c++) out[to + c] = values[from + c]!;
    }
  }
  return out;
}

/** The least value within `radius` texels (a square), texel by texel. */
export function erode(values: Float32Array, size: number, radius: number): Float32Array {
  const rows = (from: Float32Array) => {
    const out = new Float32Array(from.length);
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        let least = Number.POSITIVE_INFINITY;
        for (let i = Math.max(0, x - radius); i <= Math.min(size - 1, x + radius); i++) {
          least = Math.min(least, from[y * size + i]!);
        }
        // Turned on its side, so that doing it twice covers both ways.
        out[x * size + y] = least;
      }
    }
    return out;
  };
  return rows(rows(values));
}

/** Shrinks a map by a whole factor, weighting texels; returns means (0 where no weight) and the mean weights. */
export function shrink(
  values: Float32Array,
  weights: Float32Array,
  size: number,
  stride: number,
  factor: number,
): { values: Float32Array; weights: Float32Array; size: number } {
  const small = size / factor;
  const sums = new Float32Array(small * small * stride);
  const total = new Float32Array(small * small);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const from = y * size + x;
      const weight = weights[from]!;
      if (weight === 0) continue;
      const to = Math.floor(y / factor) * small + Math.floor(x / factor);
      total[to] = total[to]! + weight;
      for (let c = 0; c < stride; c++) {
        sums[to * stride + c] = sums[to * stride + c]! + values[from * stride + c]! * weight;
      }
    }
  }
  for (let i = 0; i < total.length; i++) {
    if (total[i]! > 0) for (let c = 0; c < stride; c++) sums[i * stride + c] = sums[i * stride + c]! / total[i]!;
    total[i] = total[i]! / (factor * factor);
  }
  return { values: sums, weights: total, size: small };
}
