import type { Frame } from '../frame/frame.ts';
import { boxOverlap } from './boxes.ts';
import type { Face } from './face.ts';
import type { FaceNetworks, QuarterTurns } from './networks.ts';

export interface FindOptions {
  /** Lowest detector score, 0..1. */
  readonly minScore: number;
  /** Longer side at which the frame is looked at, in pixels. */
  readonly inputSize: number;
  /** Where no sure face stands upright, also look for faces that lie on a side or stand on their head. */
  readonly turned: boolean;
}

export const defaultFindOptions: FindOptions = { minScore: 0.5, inputSize: 640, turned: true };

/**
 * Lowest presence that counts as a face. The mesh network is the second look that throws out what only the detector takes for a
 * face: on the sample photos, false hits scored up to 0.89 with a presence under 0.2, and faces had a presence over 0.85.
 */
const MIN_PRESENCE = 0.5;

/** What the detector is barely sure of, the mesh must be surer of: score times presence reaches this share of the lowest score. */
const MIN_SHARE = 0.85;

/** Meshes whose boxes overlap more than this are the same face. */
const SAME_FACE = 0.4;

/** A hit this sure, seen this clearly, is no accident of a face that lies on its side. */
const SURE = 0.85;

type Finders = Pick<FaceNetworks, 'detector' | 'landmarker'>;

/** All faces of one frame with their meshes, best first. */
export async function findFaces(
  networks: Finders,
  frame: Frame,
  options: FindOptions = defaultFindOptions,
): Promise<Face[]> {
  let best = await findUpright(networks, frame, options, 0);
  if (!options.turned || evidence(best) > SURE) return best;
  for (const quarterTurns of [1, 2, 3] as const) {
    const faces = await findUpright(networks, frame, options, quarterTurns);
    if (evidence(faces) > evidence(best)) best = faces;
  }
  return best;
}

async function findUpright(
  { detector, landmarker }: Finders,
  frame: Frame,
  options: FindOptions,
  quarterTurns: QuarterTurns,
): Promise<Face[]> {
  const faces: Face[] = [];
  for (const detection of await detector.detect(frame, { ...options, quarterTurns })) {
    const face = await landmarker.fit(frame, detection);
    if (isFace(face, options.minScore)) faces.push(face);
  }
  return withoutDoubles(faces);
}

/** Whether detector and mesh together make a face of it. */
export function isFace({ score, presence }: Face, minScore: number): boolean {
  return presence >= MIN_PRESENCE && score * presence >= MIN_SHARE * minScore;
}

/** How sure the surest face is. Its neighbours do not count: chins and brows of one turned face pass for several upright ones. */
function evidence(faces: readonly Face[]): number {
  return faces.reduce((most, { score, presence }) => Math.max(most, score * presence), 0);
}

/** Drops faces that lie over one before them in the list. */
export function withoutDoubles(faces: readonly Face[]): Face[] {
  return faces.filter((face, index) => !faces.slice(0, index).some((before) => isSameFace(before, face)));
}

/** Whether two meshes of one frame are the same face. */
export function isSameFace(a: Face, b: Face): boolean {
  return boxOverlap(a.box, b.box) > SAME_FACE;
}
