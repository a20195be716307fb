/** The attention map: how much of the new face to show at each place of the UV square. */

import type { Pose } from '../faces/face.ts';
import type { UvMap } from '../faces/uv/maps.ts';
import { blur, smoothstep } from '../faces/uv/maps.ts';
import type { FaceRegion } from '../swap-options.ts';
import { regionMaps } from './regions.ts';

/** Below this likeness a texel may belong to something in front of the face. */
const COVERED = 0.7;

/** Degrees of yaw between which a swap fades to the original. */
export const YAW_FADE = [60, 75] as const;

/** How much of a swap to show at this pose: 1 up to 60° of yaw, 0 from 75°. */
export function poseAttention(pose: Pose): number {
  return 1 - smoothstep(YAW_FADE[0], YAW_FADE[1], Math.abs(pose.yaw));
}

/**
 * Combines what stands in front of the face, the regions to keep, the mouth's inside and the soft outline.
 * `uncovered` says per texel how surely the face itself is seen there, 0..1 (1 where nothing is known against it).
 */
export function attentionMap(
  uncovered: Float32Array,
  size: number,
  keep: readonly FaceRegion[],
  strength: number,
): UvMap {
  const maps = regionMaps(size);
  const values = new Float32Array(size * size);
  const open = blur(uncovered, size, 1, 0.7);
  for (let i = 0; i < values.length; i++) {
    let show = strength * maps.edge[i]! * open[i]! * (1 - maps.regions.mouth[i]!);
    for (const region of keep) show *= 1 - maps.regions[region][i]!;
    values[i] = show;
  }
  return { size, values };
}

/**
 * Keeps only what reaches in from the face's outline: hair, hands and things held before a face do, while moles, paint and
 * shadows lie on the face and are swapped with it. `likeness` and the result: 1 = the face itself, 0 = something before it.
 */
export function occludersOf(likeness: Float32Array, size: number): Float32Array {
  const { edge } = regionMaps(size);
  const reached = new Uint8Array(size * size);
  const queue: number[] = [];
  const visit = (texel: number) => {
    if (reached[texel] === 1 || likeness[texel]! > COVERED) return;
    reached[texel] = 1;
    queue.push(texel);
  };
  for (let texel = 0; texel < reached.length; texel++) if (edge[texel]! < 0.5) visit(texel);
  for (let at = 0; at < queue.length; at++) {
    const texel = queue[at]!;
    const x = texel % size;
    if (x > 0) visit(texel - 1);
    if (x < size - 1) visit(texel + 1);
    if (texel >= size) visit(texel - size);
    if (texel < reached.length - size) visit(texel + size);
  }
  return likeness.map((value, texel) => (reached[texel] === 1 ? value : 1));
}
