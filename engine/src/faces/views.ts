import { landmarks, rings } from './mesh-indices.ts';

/**
 * The mesh points that stand for the 68 points of the iBUG annotation, in its order: outline 0-16 (from the image-left ear by
 * the chin), brows 17-26, bridge of the nose 27-30, its base 31-35, eyes 36-47, lips outside 48-59 and inside 60-67.
 */
// biome-ignore format: one row per part
export const points68: readonly number[] = [
  127, 234, 132, 58, 172, 150, 149, 148, 152, 377, 378, 379, 397, 288, 361, 454, 356,
  70, 63, 105, 66, 107,  336, 296, 334, 293, 300,
  168, 6, 195, 4,  98, 97, 2, 326, 327,
  33, 160, 158, 133, 153, 144,  362, 385, 387, 263, 373, 380,
  61, 40, 37, 0, 267, 270, 291, 321, 314, 17, 84, 91,
  78, 81, 13, 311, 308, 402, 14, 178,
];

/** 68 × (x, y) of a mesh. */
export function points68OfMesh(mesh: Float32Array): Float32Array {
  const points = new Float32Array(2 * points68.length);
  points68.forEach((point, at) => {
    points[2 * at] = mesh[3 * point]!;
    points[2 * at + 1] = mesh[3 * point + 1]!;
  });
  return points;
}

/** Eyes' centres, nose tip, corners of the mouth as x, y pairs, image-left first. */
export function points5OfMesh(mesh: Float32Array): Float32Array {
  const single = (point: number) => [mesh[3 * point]!, mesh[3 * point + 1]!];
  return Float32Array.of(
    ...middle(mesh, rings.leftEye),
    ...middle(mesh, rings.rightEye),
    ...single(landmarks.noseTip),
    ...single(landmarks.mouthLeft),
    ...single(landmarks.mouthRight),
  );
}

function middle(mesh: Float32Array, ring: readonly number[]): [number, number] {
  let [x, y] = [0, 0];
  for (const point of ring) {
    x += mesh[3 * point]!;
    y += mesh[3 * point + 1]!;
  }
  return [x / ring.length, y / ring.length];
}
