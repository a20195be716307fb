import { canonicalMesh, rigidity } from '../canonical-mesh.ts';
import { applySimilarity3, fitSimilarity3, invertSimilarity3 } from '../rigid.ts';

/**
 * A mesh taken apart into where the head is and what the face does. Heads and faces move each in their own way and shake each by
 * their own noise, so they are smoothed apart.
 */
export interface Motion {
  /** Where four corners of the canonical face's space lie in the frame, x, y, z each: the head's place, turn and size. */
  readonly head: Float32Array;
  /** The mesh less the canonical face, in the canonical face's space and unit. */
  readonly shape: Float32Array;
  /** Distance of the eyes in square pixels. */
  readonly scale: number;
}

/** A corner each to the left, to the right, up and to the front, about as far out as the face reaches. */
const corners = Float32Array.of(-1, 0, 0, 1, 0, 0, 0, -1, 0, 0, 0, -1);

export function takeApart(mesh: Float32Array): Motion {
  const place = fitSimilarity3(canonicalMesh, mesh, rigidity);
  const still = applySimilarity3(invertSimilarity3(place), mesh);
  return {
    head: applySimilarity3(place, corners),
    shape: still.map((value, at) => value - canonicalMesh[at]!),
    scale: place.scale,
  };
}

export function putTogether(head: Float32Array, shape: Float32Array): Float32Array {
  return applySimilarity3(
    fitSimilarity3(corners, head),
    shape.map((value, at) => value + canonicalMesh[at]!),
  );
}
