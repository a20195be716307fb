/** The source's own proportions on the target's head: where eyes, brows and nose sit, and how large they are. */
import { MESH_POINTS } from '../../faces/face.ts';
import { rings } from '../../faces/mesh-indices.ts';
import { fitPose } from '../../faces/pose.ts';
import { smoothstep } from '../../faces/uv/maps.ts';
import { distanceToPolygon, insidePolygon, polygon, uv } from '../../faces/uv/topology.ts';

/** A part of the face that moves as a whole. */
interface Part {
  readonly points: readonly number[];
  /** Share of the source's offset and size that is taken over, across and down; a brow's height is mostly expression. */
  readonly offset: readonly [number, number];
  readonly size: readonly [number, number];
  /** How far the part pulls its surroundings along, as a share of the UV square. */
  readonly reach: number;
}

/** The upper lip and the corners: the lower lip and the chin say more of the mouth's opening than of the person. */
const upperLip = [61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291] as const;

const parts: readonly Part[] = [
  { points: rings.leftSocket, offset: [1, 1], size: [1, 1], reach: 0.05 },
  { points: rings.rightSocket, offset: [1, 1], size: [1, 1], reach: 0.05 },
  { points: rings.leftBrow, offset: [1, 0.8], size: [1, 0.5], reach: 0.05 },
  { points: rings.rightBrow, offset: [1, 0.8], size: [1, 0.5], reach: 0.05 },
  { points: rings.nose, offset: [1, 1], size: [1, 1], reach: 0.05 },
  { points: upperLip, offset: [1, 1], size: [1, 0], reach: 0.06 },
];

/** A part's centre and spread across and down, in units of the canonical face. */
export type Proportions = readonly {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}[];

/** Reads a face's proportions with its pose taken out. */
export function readProportions(mesh: Float32Array): Proportions {
  return proportionsOf(upright(mesh));
}

/** The mean of several readings of one person. */
export function meanProportions(readings: readonly Proportions[]): Proportions {
  return readings.reduce((mean, reading, i) => mixProportions(mean, reading, 1 / (i + 1)));
}

/** Between `from` (share 0) and `to` (share 1). */
export function mixProportions(from: Proportions, to: Proportions, share: number): Proportions {
  const mix = (a: number, b: number) => a + (b - a) * share;
  return from.map((part, i) => ({
    x: mix(part.x, to[i]!.x),
    y: mix(part.y, to[i]!.y),
    width: mix(part.width, to[i]!.width),
    height: mix(part.height, to[i]!.height),
  }));
}

/**
 * The target's mesh with the source's proportions; the outline stays. `usual` are the target's own proportions over its whole
 * track: what a frame differs from them is expression, and is kept. `amount` 0..1.
 */
export function reshape(mesh: Float32Array, usual: Proportions, source: Proportions, amount: number): Float32Array {
  const { rotation, scale } = fitPose(mesh);
  const flat = upright(mesh);
  const now = proportionsOf(flat);
  const out = mesh.slice();
  for (let i = 0; i < MESH_POINTS; i++) {
    let [dx, dy] = [0, 0];
    for (let p = 0; p < parts.length; p++) {
      const pull = pulls[p]![i]! * amount;
      if (pull === 0) continue;
      const { offset, size } = parts[p]!;
      const [mine, theirs] = [usual[p]!, source[p]!];
      const stretchX = Math.min(1.3, Math.max(0.77, theirs.width / mine.width)) - 1;
      const stretchY = Math.min(1.3, Math.max(0.77, theirs.height / mine.height)) - 1;
      dx += pull * (offset[0] * (theirs.x - mine.x) + size[0] * stretchX * (flat[i * 3]! - now[p]!.x));
      dy += pull * (offset[1] * (theirs.y - mine.y) + size[1] * stretchY * (flat[i * 3 + 1]! - now[p]!.y));
    }
    for (let axis = 0; axis < 3; axis++) {
      out[i * 3 + axis]! += scale * (rotation[axis * 3]! * dx + rotation[axis * 3 + 1]! * dy);
    }
  }
  return out;
}

/** The mesh in the canonical face's place, size and direction. */
function upright(mesh: Float32Array): Float32Array {
  const { rotation: r, scale, translation: t } = fitPose(mesh);
  const out = new Float32Array(mesh.length);
  for (let i = 0; i < mesh.length; i += 3) {
    const [x, y, z] = [mesh[i]! - t[0], mesh[i + 1]! - t[1], mesh[i + 2]! - t[2]];
    for (let axis = 0; axis < 3; axis++) {
      out[i + axis] = (r[axis]! * x + r[3 + axis]! * y + r[6 + axis]! * z) / scale;
    }
  }
  return out;
}

function proportionsOf(flat: Float32Array): Proportions {
  return parts.map(({ points }) => {
    let [x, y] = [0, 0];
    for (const i of points) {
      x += flat[i * 3]! / points.length;
      y += flat[i * 3 + 1]! / points.length;
    }
    let [width, height] = [0, 0];
    for (const i of points) {
      width += Math.abs(flat[i * 3]! - x) / points.length;
      height += Math.abs(flat[i * 3 + 1]! - y) / points.length;
    }
    return { x, y, width, height };
  });
}

/** For each part, how much it moves each mesh point: 1 inside it, less around it, sharing with its neighbours, 0 at the outline. */
const pulls: readonly Float32Array[] = makePulls();

function makePulls(): Float32Array[] {
  const outline = polygon(rings.silhouette);
  const raw = parts.map(({ points, reach }) => {
    const ring = polygon(points === upperLip ? rings.lipsOuter : points);
    return Float32Array.from({ length: MESH_POINTS }, (_, i) => {
      const [u, v] = [uv.u[i]!, uv.v[i]!];
      const distance = insidePolygon(ring, u, v) ? 0 : distanceToPolygon(ring, u, v);
      return Math.exp(-((distance / reach) ** 2));
    });
  });
  return raw.map((pull) =>
    pull.map((value, i) => {
      const total = raw.reduce((sum, other) => sum + other[i]!, 0);
      const fade = smoothstep(0, 0.15, distanceToPolygon(outline, uv.u[i]!, uv.v[i]!));
      return (value / Math.max(1, total)) * fade;
    }),
  );
}
