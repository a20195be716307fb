/** Puts the target's own pixels back into a patch where they are to stay, moved along with the reshaped mesh. */
import { lookUp, type UvMap } from '../../faces/uv/maps.ts';
import { triangles, uv } from '../../faces/uv/topology.ts';
import type { Frame } from '../../frame/frame.ts';
import { sampleRgb } from '../../frame/sample.ts';
import { type CanvasPatch, claimUnderlay, mixUnderlay, type Underlay, type Vertices } from './rasterize.ts';

/**
 * `mesh` is the target's mesh before it was reshaped, `vertices` after. Where `fresh` is below 1, the patch's colour is mixed
 * with what the frame shows at the same point of the face. Uses up the patch's depth.
 */
export function drawOwn(patch: CanvasPatch, frame: Frame, mesh: Float32Array, vertices: Vertices, fresh: UvMap): void {
  for (const part of partsBelowOne(fresh)) mixUnderlay(patch, part, vertices, crop(frame, mesh, part), fresh);
}

const known = new WeakMap<UvMap, readonly Uint16Array[]>();

/** The triangles in which the map is below 1 somewhere, as parts that share no point; found once per map. */
function partsBelowOne(map: UvMap): readonly Uint16Array[] {
  let parts = known.get(map);
  if (parts === undefined) {
    const value = (u: number, v: number) => lookUp(map.values, map.size, 1, 0, u, v);
    const found: Triangle[] = [];
    for (let t = 0; t < triangles.length; t += 3) {
      const [i, j, k] = [triangles[t]!, triangles[t + 1]!, triangles[t + 2]!];
      const corners = [i, j, k].map((point) => value(uv.u[point]!, uv.v[point]!));
      const centre = value((uv.u[i]! + uv.u[j]! + uv.u[k]!) / 3, (uv.v[i]! + uv.v[j]! + uv.v[k]!) / 3);
      if (Math.min(...corners, centre) < 0.999) found.push([i, j, k]);
    }
    parts = apart(found).map((part) => Uint16Array.from(part.flat()));
    known.set(map, parts);
  }
  return parts;
}

type Triangle = readonly [number, number, number];

/** Sorts triangles into parts that share no point: eyes and mouth have small boxes each, but a large one together. */
function apart(list: readonly Triangle[]): Triangle[][] {
  let parts: { points: Set<number>; members: Triangle[] }[] = [];
  for (const triangle of list) {
    const touching = parts.filter(({ points }) => triangle.some((point) => points.has(point)));
    const joined = {
      points: new Set([...triangle, ...touching.flatMap(({ points }) => [...points])]),
      members: [...touching.flatMap(({ members }) => members), triangle],
    };
    parts = [...parts.filter((part) => !touching.includes(part)), joined];
  }
  return parts.map(({ members }) => members);
}

/** The frame's pixels around those triangles, in square pixels. */
function crop(frame: Frame, mesh: Float32Array, touched: Uint16Array): Underlay {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const point of touched) {
    left = Math.min(left, mesh[point * 3]!);
    right = Math.max(right, mesh[point * 3]!);
    top = Math.min(top, mesh[point * 3 + 1]!);
    bottom = Math.max(bottom, mesh[point * 3 + 1]!);
  }
  left = Math.floor(left) - 1;
  top = Math.floor(top) - 1;
  const width = Math.ceil(right) + 2 - left;
  const height = Math.ceil(bottom) + 2 - top;
  const [place, rgb] = claimUnderlay(width, height);
  sampleRgb(frame, [1, 0, left, 0, 1, top], width, height, rgb);
  return { place, left, top, width, height, points: mesh };
}
