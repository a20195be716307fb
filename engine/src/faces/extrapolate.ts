import type { Box, Face } from './face.ts';

/** Frames over which a motion may be drawn out; beyond it a guess is worse than the last place. */
const MAX_AHEAD = 4;

/** A step smaller than this share of the face is noise, not motion. */
const STILL = 0.003;

/**
 * Where a face should be in `frame` if it keeps its speed. `sights` has the newest first. A still face comes back as it was, so
 * that its crop stays as it was.
 */
export function extrapolate(sights: readonly { readonly frame: number; readonly face: Face }[], frame: number): Face {
  const [last, before] = sights;
  if (last === undefined) throw new RangeError('a track without a sight cannot be extrapolated');
  if (before === undefined) return last.face;
  const steps = Math.min(MAX_AHEAD, frame - last.frame) / (last.frame - before.frame);
  const [dx, dy] = meanStep(before.face.mesh, last.face.mesh);
  const size = Math.max(last.face.box[2], last.face.box[3]);
  if (Math.hypot(dx, dy) < STILL * size) return last.face;
  return moved(last.face, steps * dx, steps * dy);
}

function meanStep(from: Float32Array, to: Float32Array): [number, number] {
  let [dx, dy] = [0, 0];
  for (let at = 0; at < from.length; at += 3) {
    dx += to[at]! - from[at]!;
    dy += to[at + 1]! - from[at + 1]!;
  }
  return [(3 * dx) / from.length, (3 * dy) / from.length];
}

function moved(face: Face, dx: number, dy: number): Face {
  const box: Box = [face.box[0] + dx, face.box[1] + dy, face.box[2], face.box[3]];
  const shift = (value: number, axis: number) => (axis === 0 ? value + dx : axis === 1 ? value + dy : value);
  return {
    ...face,
    box,
    points5: face.points5.map((value, at) => shift(value, at % 2)),
    mesh: face.mesh.map((value, at) => shift(value, at % 3)),
  };
}
