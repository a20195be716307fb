import type { Frame } from '../frame/frame.ts';
import type { Description, Detection, Face } from './face.ts';

/** Finds faces anywhere in a frame. */
export interface FaceDetector {
  readonly name: string;
  /** Faces with a score of at least `minScore`, best first; `inputSize` is the longer side at which the frame is looked at. */
  detect(frame: Frame, options: { readonly minScore: number; readonly inputSize: number }): Promise<Detection[]>;
}

/** Fits the 468-point mesh to a face. */
export interface FaceLandmarker {
  readonly name: string;
  /** `near`: a detection (the mesh is fitted twice, the second crop rolled and tightened) or the face one frame ago (once). */
  fit(frame: Frame, near: Detection | Face): Promise<Face>;
}

/** Says who a face is. */
export interface FaceDescriber {
  readonly name: string;
  describe(frame: Frame, face: Face): Promise<Description>;
}

/** The three networks that `faces/` works with; whoever opens them closes them. */
export interface FaceNetworks {
  readonly detector: FaceDetector;
  readonly landmarker: FaceLandmarker;
  readonly describer: FaceDescriber;
}
