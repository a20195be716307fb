import { unit } from './distance.ts';
import type { LandmarkFace } from './landmark-face.ts';

/** Who a person is to the recogniser, from one or more faces; 512 numbers each. */
export interface AverageIdentity {
  /** The mean of the embeddings as they are. */
  readonly embedding: Float32Array;
  /** The mean of the embeddings made one long each; shorter than one itself. */
  readonly normalised: Float32Array;
}

/** The mean of a person's faces. They must have embeddings, and there must be at least one. */
export function averageIdentity(faces: readonly LandmarkFace[]): AverageIdentity {
  const embeddings = faces.map(({ embedding }) => {
    if (embedding === undefined) throw new RangeError('a source face has no embedding');
    return embedding;
  });
  return { embedding: mean(embeddings), normalised: mean(embeddings.map(unit)) };
}

function mean(vectors: readonly Float32Array[]): Float32Array {
  const [first] = vectors;
  if (first === undefined) throw new RangeError('an identity needs a face');
  return first.map((_, at) => vectors.reduce((sum, vector) => sum + vector[at]!, 0) / vectors.length);
}
