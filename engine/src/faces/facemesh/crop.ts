import { type Affine, similarity } from '../../frame/affine.ts';
import { canonicalMesh } from '../canonical-mesh.ts';
import { type Crop, type Detection, MESH_POINTS } from '../face.ts';
import { rings } from '../mesh-indices.ts';
import { fitPose } from '../pose.ts';

/**
 * Side of the crop ÷ the larger side of the detector's box, and of the posed canonical face. The network was trained with 1.5 of
 * its own box; measured on 22 faces, these give the steadiest meshes and the surest presence, profiles included.
 */
const DETECTION_MARGIN = 1.3;
const MESH_MARGIN = 1.4;

/**
 * In profile the mesh comes out a little small for its crop, and a crop laid around it smaller still, frame after frame: from 30° to
 * 55° of yaw the margin grows by so much, at which the shrinking stops.
 */
const PROFILE_MARGIN = 0.08;

/** The square around a detected face, its eyes level. */
export function cropFromDetection(near: Detection): Crop {
  const [x, y, width, height] = near.box;
  return {
    x: x + width / 2,
    y: y + height / 2,
    size: DETECTION_MARGIN * Math.max(width, height),
    angle: rollOf(near.points5),
  };
}

/**
 * The face's roll in the picture, from the line of the eyes and the line from the eyes down to the mouth turned by a quarter. The
 * longer line counts more: in profile the eyes fall together and their line points anywhere.
 */
function rollOf(points5: Float32Array): number {
  const point = (index: number) => [points5[2 * index]!, points5[2 * index + 1]!] as const;
  const [[leftX, leftY], [rightX, rightY]] = [point(0), point(1)];
  const [[mouthLeftX, mouthLeftY], [mouthRightX, mouthRightY]] = [point(3), point(4)];
  const downX = (mouthLeftX + mouthRightX - leftX - rightX) / 2;
  const downY = (mouthLeftY + mouthRightY - leftY - rightY) / 2;
  return Math.atan2(rightY - leftY - downX, rightX - leftX + downY);
}

/**
 * The square around a face whose mesh is known, its eyes level. It is laid around the canonical face in the mesh's pose, not
 * around the mesh itself: that way an opening mouth or a trembling outline does not move it.
 */
export function cropFromMesh(mesh: Float32Array, margin = MESH_MARGIN): Crop {
  const { rotation, scale, translation, pose } = fitPose(mesh);
  const angle = (pose.roll * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const point of rings.silhouette) {
    const [x, y, z] = canonicalMesh.subarray(3 * point, 3 * point + 3) as unknown as [number, number, number];
    const u = rotation[0]! * x + rotation[1]! * y + rotation[2]! * z;
    const v = rotation[3]! * x + rotation[4]! * y + rotation[5]! * z;
    const across = cos * u + sin * v;
    const down = cos * v - sin * u;
    left = Math.min(left, across);
    right = Math.max(right, across);
    top = Math.min(top, down);
    bottom = Math.max(bottom, down);
  }
  const across = (scale * (left + right)) / 2;
  const down = (scale * (top + bottom)) / 2;
  const profile = Math.min(1, Math.max(0, (Math.abs(pose.yaw) - 30) / 25));
  return {
    x: translation[0] + cos * across - sin * down,
    y: translation[1] + sin * across + cos * down,
    size: margin * (1 + PROFILE_MARGIN * profile) * scale * Math.max(right - left, bottom - top),
    angle,
  };
}

/** From the pixels of a picture of the crop, `side` × `side`, to the frame. */
export function cropToFrame(crop: Crop, side: number): Affine {
  const scale = crop.size / side;
  const half = (side - 1) / 2;
  const turn = similarity(crop.angle, scale, 0, 0);
  return similarity(crop.angle, scale, crop.x - half * (turn[0] + turn[1]), crop.y - half * (turn[3] + turn[4]));
}

/** Carries a mesh from pixels of the crop's picture to the frame; z keeps its sign and takes the same scale. */
export function meshToFrame(raw: Float32Array, crop: Crop, side: number): Float32Array {
  const [a, b, c, d, e, f] = cropToFrame(crop, side);
  const scale = crop.size / side;
  // The network counts from the corner of the first pixel, the sampler from its middle.
  const mesh = new Float32Array(3 * MESH_POINTS);
  for (let at = 0; at < mesh.length; at += 3) {
    const x = raw[at]! - 0.5;
    const y = raw[at + 1]! - 0.5;
    mesh[at] = a * x + b * y + c;
    mesh[at + 1] = d * x + e * y + f;
    mesh[at + 2] = raw[at + 2]! * scale;
  }
  return mesh;
}

/** How far a crop may lie from where it should: share of its side, ratio of sides, radians. */
const SLACK = { move: 0.005, size: 1.01, turn: 0.008 };

/**
 * The crop of the frame before, pulled along only as far as the wanted one leaves its slack. A still face keeps its crop to the bit,
 * so the network sees the same pixels and says the same; a moving face is followed at a constant distance, without jumps.
 */
export function leashCrop(kept: Crop, wanted: Crop): Crop {
  const [dx, dy] = [wanted.x - kept.x, wanted.y - kept.y];
  const move = excess(Math.hypot(dx, dy), SLACK.move * wanted.size);
  const grow = excess(Math.log(wanted.size / kept.size), Math.log(SLACK.size));
  const turned = wanted.angle - kept.angle;
  const turn = excess(Math.atan2(Math.sin(turned), Math.cos(turned)), SLACK.turn);
  const share = move === 0 ? 0 : move / Math.hypot(dx, dy);
  return {
    x: kept.x + share * dx,
    y: kept.y + share * dy,
    size: kept.size * Math.exp(grow),
    angle: kept.angle + turn,
  };
}

/** Whether the wanted crop lies within the slack of the kept one. */
export function isSlack(kept: Crop, wanted: Crop): boolean {
  const leashed = leashCrop(kept, wanted);
  return leashed.x === kept.x && leashed.y === kept.y && leashed.size === kept.size && leashed.angle === kept.angle;
}

/** What of `value` lies beyond ±`slack`. */
function excess(value: number, slack: number): number {
  return Math.sign(value) * Math.max(0, Math.abs(value) - slack);
}
