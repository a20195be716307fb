import type { Frame } from '../frame/frame.ts';
import { boxOverlap, boxShare } from './boxes.ts';
import type { Description, Detection, Face } from './face.ts';
import { isFace, isSameFace } from './find.ts';
import type { FaceNetworks } from './networks.ts';
import { isCut, type Signature, signatureOf } from './signature.ts';

/** A face to be followed: where it should be in this frame. */
export interface TrackHint {
  readonly id: number;
  readonly face: Face;
}

/** What to look for in one frame. Plain data: it is sent to a face thread. */
export interface FramePlan {
  readonly frame: number;
  readonly follow: readonly TrackHint[];
  /** Longer side at which the detector looks in any case; 0 = it need not. */
  readonly detectSize: number;
  /** The same when a followed face is lost; 0 = not even then. */
  readonly lostSize: number;
  /** The same when the scene has changed since `before`; also the size from which a look is a close one. */
  readonly cutSize: number;
  /** An earlier frame's signature, where there is one. */
  readonly before: Signature | undefined;
  /** Whether faces that are new, or due, are described. */
  readonly describe: boolean;
  /** Tracks whose description is to be taken anew. */
  readonly describeAgain: readonly number[];
}

/** A face of a frame; `id` names the hint it was followed by, and is undefined for one that the detector found. */
export interface SeenFace {
  readonly id: number | undefined;
  readonly face: Face;
  readonly description: Description | undefined;
  /** Whether the detector saw it too; undefined when it did not look closely. */
  readonly confirmed: boolean | undefined;
}

/** What was seen in one frame. Plain data. */
export interface FrameSight {
  readonly frame: number;
  readonly faces: readonly SeenFace[];
  /** The tracks that were looked for. */
  readonly sought: readonly number[];
  /** The scene changed: nothing was followed. */
  readonly cut: boolean;
  readonly signature: Signature;
}

/** A followed face is given up below this presence; it takes more to be found (`isFace`). */
const KEEP_PRESENCE = 0.3;

/** To confirm a face that is followed, a hit of this share of the score will do. */
const DOUBT = 0.6;

/** A hit that overlaps a followed face so much is that face. */
const SAME_FACE = 0.3;

/**
 * Looks for faces in one frame as planned: follows each hinted face by one run of the mesh network, lets the detector look where
 * the plan, a lost face or a new scene asks for it, and fits what it finds anew. Keeps nothing between calls.
 */
export async function observeFrame(
  networks: FaceNetworks,
  frame: Frame,
  plan: FramePlan,
  options: { readonly minScore: number },
): Promise<FrameSight> {
  const signature = signatureOf(frame);
  const cut = plan.before !== undefined && isCut(plan.before, signature);
  const followed = cut ? [] : await follow(networks, frame, plan.follow);
  const lost = followed.length < plan.follow.length;
  const size = Math.max(plan.detectSize, cut ? plan.cutSize : 0, !cut && lost ? plan.lostSize : 0);
  const hits =
    size > 0 ? await networks.detector.detect(frame, { minScore: DOUBT * options.minScore, inputSize: size }) : [];
  const sure = hits.filter(({ score }) => score >= options.minScore);
  const found = await fitOthers(networks, frame, sure, followed, options.minScore);
  const faces: SeenFace[] = [];
  for (const { id, face } of [...followed, ...found]) {
    if (faces.some((before) => isSameFace(before.face, face))) continue;
    const due = plan.describe && (id === undefined || plan.describeAgain.includes(id));
    const description = due ? await networks.describer.describe(frame, face) : undefined;
    const confirmed = hits.some((hit) => isSame(face, hit)) || (size >= plan.cutSize ? false : undefined);
    faces.push({ id, face, description, confirmed });
  }
  return { frame: plan.frame, faces, sought: plan.follow.map(({ id }) => id), cut, signature };
}

interface Candidate {
  readonly id: number | undefined;
  readonly face: Face;
}

async function follow({ landmarker }: FaceNetworks, frame: Frame, hints: readonly TrackHint[]): Promise<Candidate[]> {
  const kept: Candidate[] = [];
  for (const hint of hints) {
    const face = await landmarker.fit(frame, hint.face);
    if (face.presence >= KEEP_PRESENCE && isPlausibleStep(hint.face, face, frame)) kept.push({ id: hint.id, face });
  }
  return kept;
}

/** Whether a face can have gone from `before` to `after`: it neither jumps nor swells, and is not all outside the picture. */
function isPlausibleStep(before: Face, after: Face, frame: Frame): boolean {
  const growth = Math.sqrt((after.box[2] * after.box[3]) / (before.box[2] * before.box[3]));
  const inside = boxShare(after.box, [0, 0, frame.width * frame.pixelAspect, frame.height]);
  return boxOverlap(before.box, after.box) > 0.3 && growth > 0.7 && growth < 1.4 && inside > 0.4;
}

/** Fits the faces of hits that are nobody's yet. */
async function fitOthers(
  { landmarker }: FaceNetworks,
  frame: Frame,
  hits: readonly Detection[],
  followed: readonly Candidate[],
  minScore: number,
): Promise<Candidate[]> {
  const found: Candidate[] = [];
  for (const detection of hits) {
    if (followed.some(({ face }) => isSame(face, detection))) continue;
    const face = await landmarker.fit(frame, detection);
    if (isFace(face, minScore)) found.push({ id: undefined, face });
  }
  return found;
}

function isSame(face: Face, detection: Detection): boolean {
  return boxOverlap(face.box, detection.box) > SAME_FACE || boxShare(detection.box, face.box) > 0.8;
}
