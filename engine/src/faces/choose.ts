import { cosineDistance, unit } from './distance.ts';
import type { FaceOrder } from './face.ts';
import type { FaceAttributes, Gender, LandmarkFace, Race } from './landmark-face.ts';
import { byOrder } from './order.ts';

/** Whom to leave out. A face without attributes passes no filter that needs them. */
export interface FaceFilter {
  readonly gender?: Gender | undefined;
  readonly race?: Race | undefined;
  /** Years, half open; 0 and undefined leave an end open. */
  readonly ageStart?: number | undefined;
  readonly ageEnd?: number | undefined;
}

/** Which faces of a frame are meant. Plain data, can be posted to another thread. */
export interface FaceChoice extends FaceFilter {
  readonly mode: 'many' | 'one' | 'reference';
  readonly order: FaceOrder;
  /** The embedding of who is meant, for `reference`; undefined when that is nobody. */
  readonly reference?: Float32Array | undefined;
  /** 0..1, half of the cosine distance; a face at this distance is someone else. */
  readonly referenceDistance: number;
}

/** Whether a filter can only be passed by faces with attributes. */
export function needsAttributes({ gender, race, ageStart, ageEnd }: FaceFilter): boolean {
  return Boolean(gender || race || ageStart || ageEnd);
}

/**
 * The faces that are meant: all that pass the filters in order, the first of them, or, whatever filters and order say, all that are
 * the reference person.
 */
export function chooseFaces(faces: readonly LandmarkFace[], choice: FaceChoice): LandmarkFace[] {
  const { mode, reference, referenceDistance } = choice;
  if (mode === 'reference') return faces.filter((face) => isSame(face.embedding, reference, referenceDistance));
  const ordered = filterFaces(faces, choice);
  return mode === 'one' ? ordered.slice(0, 1) : ordered;
}

/** The face of the reference frame that is meant: at `position` among those that pass the filters in order, or else the last. */
export function pickReference(
  faces: readonly LandmarkFace[],
  choice: FaceFilter & Pick<FaceChoice, 'order'>,
  position: number,
): LandmarkFace | undefined {
  const ordered = filterFaces(faces, choice);
  return ordered[Math.min(position, ordered.length - 1)];
}

/** The largest face of a picture: the one that is meant when it is a source. */
export function largestFace(faces: readonly LandmarkFace[]): LandmarkFace | undefined {
  return faces.toSorted(byOrder('large-small', (face) => face))[0];
}

/** What the filters' `auto` stands for: the attributes of the largest face in all source pictures. */
export function autoAttributes(sources: readonly LandmarkFace[]): FaceAttributes | undefined {
  return largestFace(sources)?.attributes;
}

/** The faces that pass, in order; equals keep theirs. */
function filterFaces(faces: readonly LandmarkFace[], choice: FaceFilter & Pick<FaceChoice, 'order'>): LandmarkFace[] {
  return faces.filter((face) => passes(face, choice)).sort(byOrder(choice.order, (face) => face));
}

function passes({ attributes }: LandmarkFace, filter: FaceFilter): boolean {
  if (!needsAttributes(filter)) return true;
  if (attributes === undefined) return false;
  const { gender, race, ageStart, ageEnd } = filter;
  const [from, to] = attributes.age;
  return (
    (gender === undefined || gender === attributes.gender) &&
    (race === undefined || race === attributes.race) &&
    // Classes of years pass when they overlap what is asked for.
    to > (ageStart || 0) &&
    from < (ageEnd || Number.POSITIVE_INFINITY)
  );
}

function isSame(one: Float32Array | undefined, other: Float32Array | undefined, distance: number): boolean {
  if (one === undefined || other === undefined) return false;
  return cosineDistance(unit(one), unit(other)) / 2 < distance;
}
