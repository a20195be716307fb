import type { Frame } from '../frame/frame.ts';
import type { Description, Detection, Face } from './face.ts';

export type QuarterTurns = 0 | 1 | 2 | 3;

export interface DetectOptions {
  /** Lowest score, 0..1. */
  readonly minScore: number;
  /** Longer side at which the frame is looked at, in pixels. */
  readonly inputSize: number;
  /** Quarter turns clockwise that the frame is given before it is looked at; what is found is told in the frame unturned. Default 0. */
  readonly quarterTurns?: QuarterTurns;
}

/** Finds faces anywhere in a frame. */
export interface FaceDetector {
  readonly name: string;
  /** Faces that stand more or less upright, best first. */
  detect(frame: Frame, options: DetectOptions): Promise<Detection[]>;
}

/** Fits the 468-point mesh to a face. */
export interface FaceLandmarker {
  readonly name: string;
  /** `near`: a detection (fitted two to five times, until the crop rests) or the face one frame ago (fitted once). */
  fit(frame: Frame, near: Detection | Face): Promise<Face>;
}

/** Says who a face is. */
export interface FaceDescriber {
  readonly name: string;
  describe(frame: Frame, face: Face): Promise<Description>;
}

/**
 * The three networks that `faces/` works with; whoever opens them closes them. Each reuses its input buffer: await one call before
 * the next.
 */
export interface FaceNetworks {
  readonly detector: FaceDetector;
  readonly landmarker: FaceLandmarker;
  readonly describer: FaceDescriber;
}
