import { canonicalMesh, rigidity } from './canonical-mesh.ts';
import type { Pose } from './face.ts';
import { fitSimilarity3, type Similarity3 } from './rigid.ts';

/** Where a face's head stands: `mesh ≈ scale · rotation · canonicalMesh + translation`, in square pixels. */
export interface PoseFit extends Similarity3 {
  readonly pose: Pose;
}

/**
 * Lays the canonical face over a mesh by the best similarity. Points that keep their place from face to face (nose, cheekbones,
 * corners of the eyes) count most, so that a smile or an open mouth turns no head.
 */
export function fitPose(mesh: Float32Array): PoseFit {
  const fit = fitSimilarity3(canonicalMesh, mesh, rigidity);
  return { ...fit, pose: poseOf(fit.rotation) };
}

/**
 * The angles of `Rz(roll) · Ry(yaw) · Rx(pitch)`, in degrees. Roll is outermost: turning the picture changes roll alone, and yaw
 * and pitch say how the face looks once it is set upright.
 */
export function poseOf(rotation: readonly number[]): Pose {
  return {
    yaw: degrees(Math.asin(Math.max(-1, Math.min(1, rotation[6]!)))),
    pitch: degrees(Math.atan2(rotation[7]!, rotation[8]!)),
    roll: degrees(Math.atan2(rotation[3]!, rotation[0]!)),
  };
}

function degrees(radians: number): number {
  return (radians * 180) / Math.PI;
}
