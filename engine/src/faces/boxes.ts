import type { Box } from './face.ts';

/** Intersection over union, 0..1. */
export function boxOverlap(a: Box, b: Box): number {
  const common = commonArea(a, b);
  return common === 0 ? 0 : common / (a[2] * a[3] + b[2] * b[3] - common);
}

/** Share of `part` that lies in `whole`, 0..1. */
export function boxShare(part: Box, whole: Box): number {
  return commonArea(part, whole) / (part[2] * part[3]);
}

function commonArea(a: Box, b: Box): number {
  const width = Math.min(a[0] + a[2], b[0] + b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[1] + a[3], b[1] + b[3]) - Math.max(a[1], b[1]);
  return width > 0 && height > 0 ? width * height : 0;
}

/** The smallest box around the x, y of a mesh's points. */
export function boxOfMesh(mesh: Float32Array): Box {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let at = 0; at < mesh.length; at += 3) {
    left = Math.min(left, mesh[at]!);
    right = Math.max(right, mesh[at]!);
    top = Math.min(top, mesh[at + 1]!);
    bottom = Math.max(bottom, mesh[at + 1]!);
  }
  return [left, top, right - left, bottom - top];
}
