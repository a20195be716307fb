/** The fixed part of the mesh swap: texture coordinates, triangles and regions of the 468-point mesh. */
import Delaunator from 'delaunator';
import { canonicalMesh } from '../canonical-mesh.ts';
import { MESH_POINTS } from '../face.ts';
import { rings } from '../mesh-indices.ts';

/** A point's place in the unit UV square: x grows to the picture's right, y down. Mirrored points have u and 1 − u. */
export interface UvCoordinates {
  readonly u: Float32Array;
  readonly v: Float32Array;
}

/** Share of the UV square left free around the face, so that filters have room. */
const MARGIN = 0.02;

/**
 * Unrolls the mean face from a cylinder, so that cheeks keep their texels although a frontal view shows them narrow.
 * The cylinder's axis stands a fifth of the face's width behind the ears.
 */
function unroll(): UvCoordinates {
  let halfWidth = 0;
  let deepest = Number.NEGATIVE_INFINITY;
  let top = Number.POSITIVE_INFINITY;
  let bottom = Number.NEGATIVE_INFINITY;
  for (const index of rings.silhouette) {
    halfWidth = Math.max(halfWidth, Math.abs(canonicalMesh[index * 3]!));
    deepest = Math.max(deepest, canonicalMesh[index * 3 + 2]!);
    top = Math.min(top, canonicalMesh[index * 3 + 1]!);
    bottom = Math.max(bottom, canonicalMesh[index * 3 + 1]!);
  }
  const axis = deepest + 0.4 * halfWidth;
  const angles = Float32Array.from({ length: MESH_POINTS }, (_, i) =>
    Math.atan2(canonicalMesh[i * 3]!, axis - canonicalMesh[i * 3 + 2]!),
  );
  const widest = angles.reduce((most, angle) => Math.max(most, Math.abs(angle)), 0);
  const inner = 1 - 2 * MARGIN;
  return {
    u: angles.map((angle) => 0.5 + (angle / widest) * 0.5 * inner),
    v: Float32Array.from(
      { length: MESH_POINTS },
      (_, i) => MARGIN + ((canonicalMesh[i * 3 + 1]! - top) / (bottom - top)) * inner,
    ),
  };
}

/** Where each of the 468 points lies in the UV square. */
export const uv: UvCoordinates = unroll();

/** Delaunay triangles of the UV points, three indices each, clockwise on the screen when they face the camera. */
export const triangles: Uint16Array = triangulate();

function triangulate(): Uint16Array {
  const points = new Float64Array(MESH_POINTS * 2);
  for (let i = 0; i < MESH_POINTS; i++) {
    points[i * 2] = uv.u[i]!;
    points[i * 2 + 1] = uv.v[i]!;
  }
  const found = new Delaunator(points).triangles;
  const outline = polygon(rings.silhouette);
  const kept: number[] = [];
  for (let t = 0; t < found.length; t += 3) {
    const [i, j, k] = [found[t]!, found[t + 1]!, found[t + 2]!];
    const centreU = (uv.u[i]! + uv.u[j]! + uv.u[k]!) / 3;
    const centreV = (uv.v[i]! + uv.v[j]! + uv.v[k]!) / 3;
    if (!insidePolygon(outline, centreU, centreV)) continue;
    const area = (uv.u[j]! - uv.u[i]!) * (uv.v[k]! - uv.v[i]!) - (uv.u[k]! - uv.u[i]!) * (uv.v[j]! - uv.v[i]!);
    if (Math.abs(area) < 1e-9) continue;
    kept.push(...(area > 0 ? [i, j, k] : [i, k, j]));
  }
  return Uint16Array.from(kept);
}

/** The ring's UV points as x, y pairs. */
export function polygon(ring: readonly number[]): Float32Array {
  const points = new Float32Array(ring.length * 2);
  ring.forEach((index, i) => {
    points[i * 2] = uv.u[index]!;
    points[i * 2 + 1] = uv.v[index]!;
  });
  return points;
}

/** Even-odd rule. */
export function insidePolygon(points: Float32Array, x: number, y: number): boolean {
  let inside = false;
  for (let i = 0, j = points.length - 2; i < points.length; j = i, i += 2) {
    const yi = points[i + 1]!;
    const yj = points[j + 1]!;
    if (yi > y === yj > y) continue;
    if (x < points[i]! + ((y - yi) / (yj - yi)) * (points[j]! - points[i]!)) inside = !inside;
  }
  return inside;
}

/** Distance from (x, y) to the polygon's outline. */
export function distanceToPolygon(points: Float32Array, x: number, y: number): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (let i = 0, j = points.length - 2; i < points.length; j = i, i += 2) {
    const ax = points[j]!;
    const ay = points[j + 1]!;
    const dx = points[i]! - ax;
    const dy = points[i + 1]! - ay;
    const length = dx * dx + dy * dy;
    const t = length > 0 ? Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / length)) : 0;
    nearest = Math.min(nearest, Math.hypot(ax + t * dx - x, ay + t * dy - y));
  }
  return nearest;
}
