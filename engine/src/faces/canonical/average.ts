import { MESH_POINTS } from '../face.ts';
import { landmarks, rings } from '../mesh-indices.ts';
import { mirrors } from '../mirrors.ts';
import { applySimilarity3, fitSimilarity3 } from '../rigid.ts';

/** The mean face, and how little each point moves from face to face. */
export interface MeanFace {
  /**
   * 468 × (x, y, z), exactly symmetric about x = 0: x to the picture's right, y down, z away from the camera. The origin is the
   * mean of all points, the unit the distance of the eyes' centres; the top of the forehead stands straight above the chin.
   */
  readonly mesh: Float32Array;
  /** 0..1, 1 for the point that moves least against the whole face. */
  readonly rigidity: Float32Array;
}

type Vector = [number, number, number];

/**
 * Generalised Procrustes analysis: every mesh and its mirror image are laid over the mean by the best similarity, the mean is
 * taken anew, and so on until it rests.
 */
export function averageMeshes(meshes: readonly Float32Array[]): MeanFace {
  const { mean, aligned } = procrustes(meshes.flatMap((mesh) => [mesh, mirrorMesh(mesh)]));
  return { mesh: settle(mean), rigidity: rigidityOf(mean, aligned) };
}

/** The face as a mirror shows it: x changes sign and partners change places. */
export function mirrorMesh(mesh: Float32Array): Float32Array {
  const result = new Float32Array(mesh.length);
  mirrors.forEach((partner, point) => {
    result[3 * point] = -mesh[3 * partner]!;
    result[3 * point + 1] = mesh[3 * partner + 1]!;
    result[3 * point + 2] = mesh[3 * partner + 2]!;
  });
  return result;
}

function procrustes(meshes: readonly Float32Array[]): { mean: Float32Array; aligned: readonly Float32Array[] } {
  let mean = meshes[0]!.slice();
  let aligned: readonly Float32Array[] = meshes;
  for (let round = 0; round < 30; round += 1) {
    aligned = meshes.map((mesh) => applySimilarity3(fitSimilarity3(mesh, mean), mesh));
    mean = mean.map((_, at) => aligned.reduce((sum, mesh) => sum + mesh[at]!, 0) / aligned.length);
  }
  return { mean, aligned };
}

/** Moves the mean to its upright, exactly symmetric place and unit size. */
function settle(mean: Float32Array): Float32Array {
  const across: Vector = [0, 0, 0];
  const { foreheadTop, chin } = landmarks;
  const outer = minus(vector(mean, landmarks.rightEyeOuter), vector(mean, landmarks.leftEyeOuter));
  mirrors.forEach((partner, point) => {
    // Each pair once, from the image-left point to the image-right one.
    if (dot(minus(vector(mean, partner), vector(mean, point)), outer) <= 0) return;
    const step = minus(vector(mean, partner), vector(mean, point));
    for (let axis = 0; axis < 3; axis += 1) across[axis]! += step[axis]!;
  });
  const centre: Vector = [0, 0, 0];
  mean.forEach((value, at) => {
    centre[at % 3]! += value / MESH_POINTS;
  });
  const frame = frameOf(across, minus(vector(mean, chin), vector(mean, foreheadTop)), centre);
  const upright = new Float32Array(mean.length);
  for (let point = 0; point < MESH_POINTS; point += 1) upright.set(frame(vector(mean, point)), 3 * point);
  const mirrored = mirrorMesh(upright);
  const symmetric = upright.map((value, at) => (value + mirrored[at]!) / 2);
  const [left, right] = [ringCentre(symmetric, rings.leftEye), ringCentre(symmetric, rings.rightEye)];
  const unit = Math.hypot(right[0] - left[0], right[1] - left[1], right[2] - left[2]);
  return symmetric.map((value) => value / unit);
}

function rigidityOf(mean: Float32Array, aligned: readonly Float32Array[]): Float32Array {
  const variances = Array.from({ length: MESH_POINTS }, (_, point) =>
    aligned.reduce((sum, mesh) => {
      const [x, y, z] = minus(vector(mesh, point), vector(mean, point));
      return sum + x * x + y * y + z * z;
    }, 0),
  );
  const least = Math.min(...variances);
  return Float32Array.from(variances, (variance) => least / variance);
}

/** The coordinates of a point in the right-handed frame whose x runs along `across` and whose y runs about `down`. */
function frameOf(across: Vector, down: Vector, origin: Vector): (point: Vector) => Vector {
  const x = unit(across);
  const along = dot(down, x);
  const y = unit([down[0] - along * x[0], down[1] - along * x[1], down[2] - along * x[2]]);
  const z: Vector = [x[1] * y[2] - x[2] * y[1], x[2] * y[0] - x[0] * y[2], x[0] * y[1] - x[1] * y[0]];
  return (point) => {
    const offset = minus(point, origin);
    return [dot(offset, x), dot(offset, y), dot(offset, z)];
  };
}

function ringCentre(mesh: Float32Array, ring: readonly number[]): Vector {
  const sum: Vector = [0, 0, 0];
  for (const point of ring) for (let axis = 0; axis < 3; axis += 1) sum[axis]! += mesh[3 * point + axis]! / ring.length;
  return sum;
}

function vector(mesh: Float32Array, point: number): Vector {
  return [mesh[3 * point]!, mesh[3 * point + 1]!, mesh[3 * point + 2]!];
}

function minus(a: Vector, b: Vector): Vector {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function unit(a: Vector): Vector {
  const length = Math.hypot(a[0], a[1], a[2]);
  return [a[0] / length, a[1] / length, a[2] / length];
}
