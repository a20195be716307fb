import type { Gaze } from '../blend/attention.ts';
import type { Patch } from '../blend/patch.ts';
import type { DigitalSourceType } from '../encode/film.ts';
import type { Face } from '../faces/face.ts';
import type { Frame } from '../frame/frame.ts';
import type { FaceRegion } from '../swap-options.ts';

/** How a new face is to be mixed with the old one. */
export interface BlendOptions {
  /** 0 = the target's own face, 1 = the source's. */
  readonly blend: number;
  /** Regions that stay the target's. */
  readonly keep: readonly FaceRegion[];
  readonly border: 'poisson' | 'feather';
  /** Default `target`. */
  readonly gaze?: Gaze;
}

/** A source face: where it is in its picture. */
export interface SourceFace {
  readonly frame: Frame;
  readonly face: Face;
}

/** What a swapper remembers of one track of a film. */
export interface TrackMemory<Study> {
  /** Completes a frame's study by what the frames before it have shown; frames come in order. */
  take(study: Study): Study;
}

/**
 * One way to put an identity into a face. `Identity` and `Study` are plain data that can be posted to another thread:
 * a film is studied and drawn on different threads.
 */
export interface FaceSwapper<Identity, Study> {
  readonly name: string;
  /** What an output made with it must be declared as. */
  readonly digitalSourceType: DigitalSourceType;
  /** Reads one or more pictures of one person. */
  prepare(sources: readonly SourceFace[]): Promise<Identity>;
  /** Measures in the untouched frame what `swap` needs later; studies of a track may be smoothed in time between. */
  study(frame: Frame, face: Face): Study;
  /** A new track's memory; also begun anew after a cut. */
  remember(): TrackMemory<Study>;
  /** A study without its measuring noise, given the studies of the same track in the frames around it (itself included). */
  settle(study: Study, around: readonly Study[]): Study;
  /** Draws the new face; the patch is valid until the next call. */
  swap(frame: Frame, face: Face, study: Study, identity: Identity, options: BlendOptions): Promise<Patch>;
}
