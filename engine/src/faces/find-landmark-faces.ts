/** Finds the faces of a frame with the landmark family of networks, and says who they are as far as anybody asked. */
import type { Frame } from '../frame/frame.ts';
import type { Sessions } from '../onnx/sessions.ts';
import type { DetectorOptions, LandmarkerOptions } from '../process-options.ts';
import { angleOf } from './align/quarter-turn.ts';
import { createFairFace } from './classifiers/fairface.ts';
import { createDetector } from './detectors/detect.ts';
import type { Detection } from './face.ts';
import type { FaceAttributes, LandmarkFace } from './landmark-face.ts';
import { fiveOf68, guess68 } from './landmarkers/fan-68-5.ts';
import { createLandmarker } from './landmarkers/landmark.ts';
import { createArcFace } from './recognisers/arcface.ts';

/** What of a face is wanted beyond its points; each costs a network. */
export interface FaceWants {
  readonly embedding: boolean;
  readonly attributes: boolean;
}

export type FaceStage = 'detect' | 'landmarks' | 'describe';

export interface LandmarkFacesOptions {
  readonly detector: Required<DetectorOptions>;
  readonly landmarker: Required<LandmarkerOptions>;
  /** Is handed every piece of work, to do and time it. */
  readonly time?: <Result>(stage: FaceStage, work: () => Promise<Result>) => Promise<Result>;
}

/** Await one call before the next: the networks use their input memory again. */
export interface LandmarkFaces {
  /** All faces, best first: `detect`, then `complete` for each. */
  find(frame: Frame, wants: FaceWants): Promise<LandmarkFace[]>;
  /** Where faces are, best first. */
  detect(frame: Frame): Promise<Detection[]>;
  /** A detected face with its points, and described as far as is wanted. */
  complete(frame: Frame, detection: Detection, wants: FaceWants): Promise<LandmarkFace>;
  /** The embedding of a face that was found without: 512 numbers, not normalised. */
  describe(frame: Frame, face: LandmarkFace): Promise<Float32Array>;
  /** The attributes of a face that was found without. */
  classify(frame: Frame, face: LandmarkFace): Promise<FaceAttributes>;
}

/**
 * Opens networks as they are first needed. Errors of the calls: `model-missing`, `model-invalid` naming the tensor; of this function:
 * `option-invalid`.
 */
export function createLandmarkFaces(sessions: Sessions, options: LandmarkFacesOptions): LandmarkFaces {
  const { detector, landmarker, time = (_, work) => work() } = options;
  const detect = createDetector(sessions, detector);
  const fit = createLandmarker(sessions, landmarker.model);
  const embed = createArcFace(sessions);
  const classify = createFairFace(sessions);

  async function landmark(frame: Frame, detection: Detection): Promise<LandmarkFace> {
    const points68From5 = await guess68(sessions, detection.points5);
    const angle = angleOf(points68From5);
    const guessed = { points: points68From5, score: 0 };
    const { points, score } = landmarker.score > 0 ? await fit(frame, detection.box, angle) : guessed;
    return {
      ...detection,
      // Points the landmarker is unsure of still draw areas, but crops then follow the detector.
      alignment: score > landmarker.score ? fiveOf68(points) : detection.points5,
      points68: points,
      points68From5,
      landmarkerScore: score,
      angle,
    };
  }

  const faces: LandmarkFaces = {
    async find(frame, wants) {
      const found: LandmarkFace[] = [];
      for (const detection of await faces.detect(frame)) found.push(await faces.complete(frame, detection, wants));
      return found;
    },
    detect: (frame) => time('detect', () => detect(frame)),
    async complete(frame, detection, wants) {
      const face = await time('landmarks', () => landmark(frame, detection));
      return {
        ...face,
        ...(wants.embedding && { embedding: await faces.describe(frame, face) }),
        ...(wants.attributes && { attributes: await faces.classify(frame, face) }),
      };
    },
    describe: (frame, { alignment }) => time('describe', () => embed(frame, alignment)),
    classify: (frame, { alignment }) => time('describe', () => classify(frame, alignment)),
  };
  return faces;
}
