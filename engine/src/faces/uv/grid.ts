import { triangles, uv } from './topology.ts';

/** For each texel of a square UV map: the triangle it lies in and its weights, so that any point attribute can be looked up. */
export interface UvGrid {
  readonly size: number;
  /** Three point indices a texel; all 0 outside the face. */
  readonly points: Uint16Array;
  /** Three weights a texel, summing to 1; all 0 outside the face. */
  readonly weights: Float32Array;
  /** 1 inside the face's outline, 0 outside. */
  readonly inside: Uint8Array;
}

const grids = new Map<number, UvGrid>();

/** The grid of the given size; made once. */
export function uvGrid(size: number): UvGrid {
  let grid = grids.get(size);
  if (grid === undefined) {
    grid = makeGrid(size);
    grids.set(size, grid);
  }
  return grid;
}

function makeGrid(size: number): UvGrid {
  const points = new Uint16Array(size * size * 3);
  const weights = new Float32Array(size * size * 3);
  const inside = new Uint8Array(size * size);
  for (let t = 0; t < triangles.length; t += 3) {
    const [i, j, k] = [triangles[t]!, triangles[t + 1]!, triangles[t + 2]!];
    const [x0, y0] = [uv.u[i]! * size - 0.5, uv.v[i]! * size - 0.5];
    const [x1, y1] = [uv.u[j]! * size - 0.5, uv.v[j]! * size - 0.5];
    const [x2, y2] = [uv.u[k]! * size - 0.5, uv.v[k]! * size - 0.5];
    const area = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0);
    const bottom = Math.min(size - 1, Math.floor(Math.max(y0, y1, y2)));
    const right = Math.min(size - 1, Math.floor(Math.max(x0, x1, x2)));
    for (let y = Math.max(0, Math.ceil(Math.min(y0, y1, y2))); y <= bottom; y++) {
      for (let x = Math.max(0, Math.ceil(Math.min(x0, x1, x2))); x <= right; x++) {
        const w1 = ((x - x0) * (y2 - y0) - (x2 - x0) * (y - y0)) / area;
        const w2 = ((x1 - x0) * (y - y0) - (x - x0) * (y1 - y0)) / area;
        if (w1 < -1e-5 || w2 < -1e-5 || w1 + w2 > 1 + 1e-5) continue;
        const texel = y * size + x;
        points.set([i, j, k], texel * 3);
        weights.set([1 - w1 - w2, w1, w2], texel * 3);
        inside[texel] = 1;
      }
    }
  }
  return { size, points, weights, inside };
}

/** Spreads a point attribute (`stride` numbers a point, the `channel`-th is taken) over the map's texels. */
export function spread(grid: UvGrid, attribute: Float32Array, stride: number, channel: number): Float32Array {
  const { points, weights } = grid;
  const out = new Float32Array(grid.size * grid.size);
  for (let texel = 0, q = 0; texel < out.length; texel++, q += 3) {
    out[texel] =
      attribute[points[q]! * stride + channel]! * weights[q]! +
      attribute[points[q + 1]! * stride + channel]! * weights[q + 1]! +
      attribute[points[q + 2]! * stride + channel]! * weights[q + 2]!;
  }
  return out;
}
