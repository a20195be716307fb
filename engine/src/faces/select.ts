import { cosineDistance } from './distance.ts';
import type { Face, FaceOrder, FaceSelector } from './face.ts';
import { byOrder } from './order.ts';
import { PATIENCE, type TrackedFace } from './tracks.ts';

export interface SelectOptions {
  readonly faces: FaceSelector;
  readonly order: FaceOrder;
  /** Who is meant, for `faces: 'reference'`. */
  readonly reference: Float32Array | undefined;
  /** Cosine distance under which a face counts as the reference person. */
  readonly referenceDistance: number;
}

/** A face to choose from; without an embedding it never matches a reference. */
export interface Choice {
  readonly face: Face;
  readonly embedding: Float32Array | undefined;
}

/** The faces in the given order; equals keep theirs. */
export function sortFaces<Sorted extends Choice>(faces: readonly Sorted[], order: FaceOrder): Sorted[] {
  return faces.toSorted(byOrder(order, ({ face }) => face));
}

/** The faces of a still that are to be changed, in order. */
export function selectFaces<Chosen extends Choice>(faces: readonly Chosen[], options: SelectOptions): Chosen[] {
  const sorted = sortFaces(faces, options.order);
  if (options.faces === 'one') return sorted.slice(0, 1);
  if (options.faces === 'many') return sorted;
  return sorted.filter(({ embedding }) => distanceTo(options, embedding) < options.referenceDistance);
}

/** A matched track is let go only when it is further off than it had to be to match, by this factor. */
const HOLD = 1.25;

/**
 * Chooses the tracks of a film that are to be changed, and sticks to its choice. Call it once for every frame, in order.
 *
 * - `many`: every track.
 * - `reference`: tracks whose mean embedding matches; a match is held until the track is clearly someone else.
 * - `one`: one face at a time, the first in order when it was chosen, for as long as its track lives. When it is gone, a face that
 *   comes in only then (a new scene, or B after A has left) takes its place at once; faces that were there beside it wait until the
 *   track can no longer come back, so that a hand before the face does not hand the swap to the neighbour.
 */
export class TrackSelector {
  readonly #options: SelectOptions;
  readonly #matched = new Set<number>();
  /** The track chosen for `one`, the newest track when it was last seen, and the frames since. */
  #chosen: number | undefined;
  #newestBeside = 0;
  #missing = 0;

  constructor(options: SelectOptions) {
    this.#options = options;
  }

  select(faces: readonly TrackedFace[]): TrackedFace[] {
    const sorted = sortFaces(faces, this.#options.order);
    if (this.#options.faces === 'many') return sorted;
    if (this.#options.faces === 'reference') return sorted.filter((face) => this.#isReference(face));
    const one = this.#selectOne(sorted);
    return one === undefined ? [] : [one];
  }

  #isReference({ track, embedding }: TrackedFace): boolean {
    const limit = this.#options.referenceDistance * (this.#matched.has(track) ? HOLD : 1);
    const matches = distanceTo(this.#options, embedding) < limit;
    if (matches) this.#matched.add(track);
    else this.#matched.delete(track);
    return matches;
  }

  #selectOne(sorted: readonly TrackedFace[]): TrackedFace | undefined {
    const known = sorted.find(({ track }) => track === this.#chosen);
    this.#missing = known === undefined ? this.#missing + 1 : 0;
    const open = this.#chosen === undefined || this.#missing > PATIENCE;
    const one = known ?? sorted.find(({ track }) => open || track > this.#newestBeside);
    if (one === undefined) return undefined;
    this.#chosen = one.track;
    this.#missing = 0;
    this.#newestBeside = sorted.reduce((newest, { track }) => Math.max(newest, track), this.#newestBeside);
    return one;
  }
}

function distanceTo({ reference }: SelectOptions, embedding: Float32Array | undefined): number {
  return reference === undefined || embedding === undefined
    ? Number.POSITIVE_INFINITY
    : cosineDistance(reference, embedding);
}
