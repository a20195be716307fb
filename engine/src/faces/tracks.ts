import { boxOverlap } from './boxes.ts';
import { cosineDistance, DEFAULT_REFERENCE_DISTANCE, meanEmbedding } from './distance.ts';
import { extrapolate } from './extrapolate.ts';
import type { Face } from './face.ts';
import type { FramePlan, FrameSight, SeenFace } from './observe.ts';
import type { Signature } from './signature.ts';

export interface TrackerOptions {
  /** Longer side at which the detector looks at a frame, in pixels. */
  readonly inputSize: number;
  /** Whether tracks are to know who they are (14 ms for each new face). */
  readonly describe: boolean;
  /** Frames between two close looks of the detector while all is well. Default 48: where one face is enough it may be more. */
  readonly detectEvery?: number;
}

/** A face of a frame and the track it belongs to. */
export interface TrackedFace {
  /** Grows from 1 in the order of first sight; never used twice. */
  readonly track: number;
  readonly face: Face;
  /** The track's mean embedding so far; undefined when the tracker does not describe. */
  readonly embedding: Float32Array | undefined;
}

/** Frames between two close looks while all is well, while no face is in sight, and while the detector doubts one. */
const DETECT_EVERY = 48;
const SEARCH_EVERY = 12;
const RECHECK_EVERY = 6;

/** In between, the whole frame is looked at in one cheap view: often while something is missing, else now and then. */
const GLANCE_EVERY = { missing: 3, well: 12 };
const GLANCE_SIZE = 256;

/** Close looks in a row at which the detector sees no face where one is followed, after which it was none. */
const MAX_DOUBTS = 2;

/** Frames for which a lost face may come back as the same track. */
export const PATIENCE = 15;

/** Newest descriptions that make a track's mean. */
const MAX_LOOKS = 8;

interface Track {
  readonly id: number;
  /** The last two sights, newest first. */
  sights: readonly { readonly frame: number; readonly face: Face }[];
  looks: readonly Float32Array[];
  embedding: Float32Array | undefined;
  lost: boolean;
  /** Close looks in a row that did not confirm it. */
  doubts: number;
}

/**
 * Gives the faces of a film their tracks. Pure bookkeeping for the caller's thread; the networks run in `observeFrame`, anywhere.
 * Call `plan(n)`, `observeFrame`, `take(sight)` in the order of frames; plans may run a few frames ahead of the sights taken.
 */
export class FaceTracker {
  readonly #options: TrackerOptions;
  #tracks: Track[] = [];
  #nextId = 1;
  #signature: Signature | undefined;
  #lastFullLook = Number.NEGATIVE_INFINITY;
  #lastGlance = Number.NEGATIVE_INFINITY;

  constructor(options: TrackerOptions) {
    this.#options = options;
  }

  /** What to look for in a frame, given the sights taken so far. */
  plan(frame: number): FramePlan {
    const seen = this.#tracks.filter(({ lost }) => !lost);
    const detectSize = this.#detectSize(frame, seen.length);
    const full = detectSize === this.#options.inputSize;
    return {
      frame,
      follow: seen.map((track) => ({ id: track.id, face: extrapolate(track.sights, frame) })),
      detectSize,
      lostSize: GLANCE_SIZE,
      cutSize: this.#options.inputSize,
      before: this.#signature,
      describe: this.#options.describe,
      describeAgain: full ? seen.map(({ id }) => id) : [],
    };
  }

  /** Takes a frame's sight and says which track each face belongs to, oldest track first. */
  take(sight: FrameSight): TrackedFace[] {
    this.#signature = sight.signature;
    if (sight.cut) this.#lastFullLook = sight.frame;
    const taken = new Map<Track, SeenFace>();
    for (const seen of sight.faces) {
      const track = this.#trackOf(seen, sight, taken) ?? this.#open();
      taken.set(track, seen);
    }
    for (const track of this.#tracks) {
      const seen = taken.get(track);
      // A track younger than the plan was not looked for; that says nothing.
      if (seen !== undefined || sight.cut || sight.sought.includes(track.id)) track.lost = seen === undefined;
      if (seen !== undefined) remember(track, sight.frame, seen);
    }
    this.#tracks = this.#tracks.filter((track) => {
      const last = track.sights[0]!.frame;
      return track.doubts < MAX_DOUBTS && (!track.lost || (!sight.cut && sight.frame - last <= PATIENCE));
    });
    return [...taken]
      .filter(([track]) => track.doubts < MAX_DOUBTS)
      .map(([track, { face }]) => ({ track: track.id, face, embedding: track.embedding }))
      .sort((a, b) => a.track - b.track);
  }

  #detectSize(frame: number, seen: number): number {
    const doubted = this.#tracks.some(({ doubts }) => doubts > 0);
    const pause = seen === 0 ? SEARCH_EVERY : doubted ? RECHECK_EVERY : (this.#options.detectEvery ?? DETECT_EVERY);
    if (frame - this.#lastFullLook >= pause) {
      this.#lastFullLook = frame;
      this.#lastGlance = frame;
      return this.#options.inputSize;
    }
    const missing = seen === 0 || this.#tracks.some(({ lost }) => lost);
    if (frame - this.#lastGlance < (missing ? GLANCE_EVERY.missing : GLANCE_EVERY.well)) return 0;
    this.#lastGlance = frame;
    return Math.min(GLANCE_SIZE, this.#options.inputSize);
  }

  /** The track a face belongs to: the one it was followed by, or a lost one that it continues. */
  #trackOf(seen: SeenFace, sight: FrameSight, taken: ReadonlyMap<Track, SeenFace>): Track | undefined {
    if (seen.id !== undefined) {
      const known = this.#tracks.find(({ id }) => id === seen.id);
      if (known !== undefined && !this.#isSomeoneElse(known, seen)) return known;
      return undefined;
    }
    const followed = new Set(sight.faces.map(({ id }) => id));
    const free = this.#tracks.filter((track) => !taken.has(track) && !followed.has(track.id));
    return free.find((track) => continues(track, seen, sight));
  }

  /** A track that slid from one person to another shows it when it is described again. */
  #isSomeoneElse(track: Track, { description }: SeenFace): boolean {
    if (description === undefined || track.embedding === undefined) return false;
    return cosineDistance(track.embedding, description.embedding) > 1.5 * DEFAULT_REFERENCE_DISTANCE;
  }

  #open(): Track {
    const track: Track = { id: this.#nextId, sights: [], looks: [], embedding: undefined, lost: false, doubts: 0 };
    this.#nextId += 1;
    this.#tracks.push(track);
    return track;
  }
}

/** Whether a face that was just found is a track's lost one: near where it should be and not plainly someone else. */
function continues(track: Track, { face, description }: SeenFace, { frame, cut }: FrameSight): boolean {
  const expected = extrapolate(track.sights, frame);
  const apart = description && track.embedding ? cosineDistance(track.embedding, description.embedding) : undefined;
  if (apart !== undefined && apart > (cut ? 1 : 1.5) * DEFAULT_REFERENCE_DISTANCE) return false;
  const overlap = Math.max(boxOverlap(expected.box, face.box), boxOverlap(track.sights[0]!.face.box, face.box));
  // After what looked like a cut only a face at the very same place goes on: then it was none.
  if (cut) return overlap > (apart === undefined ? 0.8 : 0.6);
  return overlap > 0.25;
}

function remember(track: Track, frame: number, { face, description, confirmed }: SeenFace): void {
  if (confirmed !== undefined) track.doubts = confirmed ? 0 : track.doubts + 1;
  track.sights = [{ frame, face }, ...track.sights].slice(0, 2);
  if (description === undefined) return;
  track.looks = [...track.looks, description.embedding].slice(-MAX_LOOKS);
  track.embedding = meanEmbedding(track.looks);
}
