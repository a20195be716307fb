import { boxOverlap } from './boxes.ts';
import type { Detection } from './face.ts';
import type { FaceAttributes } from './landmark-face.ts';
import { isCut, type Signature } from './signature.ts';

/** What the networks said of who a face is. */
export interface FaceDescription {
  readonly embedding?: Float32Array;
  readonly attributes?: FaceAttributes;
}

/** One face through the frames of a scene. */
export interface KnownFace {
  /** Whether this frame is to describe it anew. */
  readonly isDue: boolean;
  /** What was last found out; resolves when the frame that was due has been described. */
  readonly description: Promise<FaceDescription>;
  /** To be called, once, with what a frame that was due found out. */
  readonly learn: (description: FaceDescription | Promise<FaceDescription>) => void;
}

/** The same face moves little from one frame to the next: boxes overlap by this share of both. */
const SAME_FACE = 0.6;

/** Frames after which a face is described anew, whatever happens. */
const DESCRIBE_EVERY = 10;

interface Track {
  readonly detection: Detection;
  readonly age: number;
  readonly description: Promise<FaceDescription>;
}

/**
 * Remembers who the faces of a film are from frame to frame, so that a face is described when it comes, after a cut, when it may have
 * been mistaken for its neighbour, and every tenth frame, instead of in each. Frames come in order.
 */
export class KnownFaces {
  #tracks: readonly Track[] = [];
  #before: Signature | undefined;

  /** The faces of the next frame, each with what is known of it. */
  follow(detections: readonly Detection[], signature: Signature): KnownFace[] {
    const cut = this.#before !== undefined && isCut(this.#before, signature);
    this.#before = signature;
    const before = cut ? [] : this.#tracks;
    const tracks: Track[] = [];
    const known = detections.map((detection) => {
      const near = before.filter((track) => boxOverlap(track.detection.box, detection.box) > SAME_FACE);
      const rivals = detections.filter((other) => boxOverlap(other.box, detection.box) > 0);
      const [same] = near;
      if (same !== undefined && near.length === 1 && rivals.length === 1 && same.age < DESCRIBE_EVERY) {
        tracks.push({ ...same, detection, age: same.age + 1 });
        return { isDue: false, description: same.description, learn: () => {} };
      }
      const { promise, resolve } = Promise.withResolvers<FaceDescription>();
      // Whoever waits for it is told; when nobody does, a failure is nobody's.
      promise.catch(() => undefined);
      tracks.push({ detection, age: 1, description: promise });
      return { isDue: true, description: promise, learn: resolve };
    });
    this.#tracks = tracks;
    return known;
  }
}
