/** The attention map: how much of the new face to show at each place of the UV square. */

import type { Pose } from '../faces/face.ts';
import { blur } from '../faces/uv/blur.ts';
import type { UvMap } from '../faces/uv/maps.ts';
import { smoothstep } from '../faces/uv/maps.ts';
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

/** How much of a swap to show when the mesh network is this sure of the face: a poor fit smears, so it fades out. */
export function presenceAttention(presence: number): number {
  return smoothstep(0.7, 0.95, presence);
}

/**
 * What of the patch covers the frame: combines what stands in front of the face and the soft outline. `uncovered` says per
 * texel how surely the face itself is seen there, 0..1 (1 where nothing is known against it).
 */
export function attentionMap(uncovered: Float32Array, size: number, strength: number): UvMap {
  const { edge } = regionMaps(size);
  const open = blur(uncovered, size, 0.7);
  return { size, values: open.map((value, i) => strength * edge[i]! * value) };
}

/** Whose eyeballs are shown: the source's look one way for ever, the target's follow what it looks at. */
export type Gaze = 'source' | 'target';

const freshMaps = new Map<string, UvMap>();

/**
 * How much of the patch is the new face at each place; the rest is the target's own: the inside of its mouth, the regions to
 * keep, and everywhere the share that `blend` (0..1) leaves it. The same arguments give the same object.
 */
export function newFaceMap(size: number, keep: readonly FaceRegion[], blend: number, gaze: Gaze = 'target'): UvMap {
  const key = `${size} ${blend} ${gaze} ${keep.join()}`;
  let map = freshMaps.get(key);
  if (map === undefined) {
    const { regions, eyeballs } = regionMaps(size);
    const own = ['mouth' as const, ...keep].map((region) => regions[region]);
    const kept = gaze === 'target' ? [eyeballs, ...own] : own;
    const values = regions.mouth.map((_, i) => kept.reduce((left, map) => left * (1 - map[i]!), blend));
    map = { size, values };
    freshMaps.set(key, map);
  }
  return map;
}

/** What covers a target's face: see `reachingIn`; an eye with its brow counts as covered whole or not at all. */
export function occludersOf(likeness: Float32Array, size: number): Float32Array {
  const uncovered = reachingIn(likeness, size);
  const { eyeZones, depth, skin } = regionMaps(size);
  const inner = depth.map((d, i) => smoothstep(0.07, 0.16, d) * (1 - 0.8 * skin[i]!));
  for (const zone of eyeZones) clearZone(uncovered, zone, inner);
  return uncovered;
}

/**
 * Keeps only what reaches in from the face's outline: hair, hands and things held before a face do, while moles, paint and
 * shadows lie on the face and are swapped with it. `likeness` and the result: 1 = the face itself, 0 = something before it.
 */
export function reachingIn(likeness: Float32Array, size: number): Float32Array {
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

/**
 * An eye with its brow is shown whole or covered whole: dark make-up touching the hair must not let half of the old brow
 * show beside the new one.
 */
function clearZone(uncovered: Float32Array, zone: Float32Array, inner: Float32Array): void {
  let [sum, total] = [0, 0];
  for (let i = 0; i < zone.length; i++) {
    sum += zone[i]! * uncovered[i]!;
    total += zone[i]!;
  }
  const clear = smoothstep(0.4, 0.6, sum / total);
  // The temple's end of a brow may well lie under hair.
  for (let i = 0; i < zone.length; i++) uncovered[i]! += (1 - uncovered[i]!) * zone[i]! * inner[i]! * clear;
}
