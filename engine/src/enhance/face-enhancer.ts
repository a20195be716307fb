import { pasteCrop } from '../blend/paste.ts';
import { alignFace } from '../faces/align/similarity.ts';
import type { LandmarkFace } from '../faces/landmark-face.ts';
import { type Affine, invert } from '../frame/affine.ts';
import type { Frame } from '../frame/frame.ts';
import type { Mask, Picture } from '../frame/picture.ts';
import { sampleRgb } from '../frame/sample.ts';
import { enhancerMask } from '../masks/enhancer-mask.ts';
import { openOccluder } from '../masks/occlusion.ts';
import type { MaskSettings } from '../masks/settings.ts';
import { requireContract } from '../onnx/contract.ts';
import { resultOf } from '../onnx/result.ts';
import type { Session, Tensor } from '../onnx/session.ts';
import type { Sessions } from '../onnx/sessions.ts';
import { type FaceEnhancerModel, faceEnhancerNetworks } from './face-enhancer-models.ts';
import { fromSignedPlanes, signedCrop, signedRange } from './signed-planes.ts';

/** Does a piece of the work and answers what it answers, measuring it: `enhance` is the crop and the network, `blend` the paste. */
export type EnhanceTimer = <T>(stage: 'mask' | 'enhance' | 'blend', work: () => Promise<T>) => Promise<T>;

export interface FaceEnhancerSettings {
  readonly model: FaceEnhancerModel;
  /** 0 = as before (the network does not run), 1 = all new. */
  readonly blend: number;
  /** What a network with such an input is told, 0..1: 0 = as good as it can, 1 = as much like the crop as it can. */
  readonly weight: number;
  /** Of the types, `occlusion` counts: the box is always there, without padding, and areas and regions never are. */
  readonly mask: MaskSettings;
  readonly time?: EnhanceTimer;
}

/** A restored face before it is pasted, with all that led to it. */
export interface RestoredCrop {
  /** From the frame to the crop. */
  readonly matrix: Affine;
  readonly crop: Picture;
  readonly mask: Mask;
  /** The network's result, 0..255; whole numbers when the frame has 8 bits. */
  readonly restored: Picture;
}

/** Restores the detail of faces by one network. */
export interface FaceEnhancer {
  /** Opens and checks all that `enhance` needs, so that a wrong file is found before the work begins. */
  open(): Promise<void>;
  /** A restored face, not yet pasted. */
  draw(frame: Frame, face: LandmarkFace): Promise<RestoredCrop>;
  /**
   * Restores the face as it is in the frame now, in place; answers the rectangle that changed, undefined when nothing did. Errors:
   * those of `Sessions.open`, and `model-invalid` (the file is another network).
   */
  enhance(frame: Frame, face: LandmarkFace): Promise<ReturnType<typeof pasteCrop>>;
}

/** Opens nothing yet. */
export function createFaceEnhancer(sessions: Sessions, settings: FaceEnhancerSettings): FaceEnhancer {
  const { model, blend, weight, mask, time = (_, work) => work() } = settings;
  const { template, size, weighted } = faceEnhancerNetworks[model];
  const dims = [1, 3, size, size];
  /** Input buffers between runs; as many as there were runs at a time. */
  const spare: Float32Array[] = [];

  const open = async (): Promise<Session> => {
    const session = await sessions.open(model);
    requireContract(model, session, { inputs: { input: dims, ...(weighted && { weight: [1] }) }, outputs: 1 });
    return session;
  };

  /** The crop of a frame as the network sees it. */
  const cut = (frame: Frame, matrix: Affine, planes: Float32Array): void => {
    const round = frame.format.bitDepth === 8;
    sampleRgb(frame, invert(matrix), size, size, planes, { ...signedRange, filter: 'bilinear', planar: true, round });
  };

  const restore = async (seen: Float32Array): Promise<Float32Array> => {
    const session = await open();
    const inputs: Record<string, Tensor> = { input: { data: seen, dims } };
    if (weighted) inputs['weight'] = { data: Float32Array.of(weight), dims: [1] };
    return resultOf(model, session, await session.run(inputs), dims);
  };

  /** Does all but the paste, over `seen`, the memory of the network's input. */
  const make = async (frame: Frame, face: LandmarkFace, seen: Float32Array) => {
    const rounded = frame.format.bitDepth === 8;
    const matrix = alignFace(face.alignment, template, size);
    await time('enhance', async () => cut(frame, matrix, seen));
    const crop = fromSignedPlanes(seen, size, rounded);
    const shown = await time('mask', () => enhancerMask(sessions, crop, mask));
    const made = await time('enhance', () => restore(seen));
    return { matrix, crop, mask: shown, made, rounded };
  };

  return {
    async open() {
      if (blend === 0) return;
      await open();
      if (mask.types.includes('occlusion')) await openOccluder(sessions, mask.occluder);
    },
    async draw(frame, face) {
      const { made, rounded, ...drawn } = await make(frame, face, new Float32Array(3 * size * size));
      return { ...drawn, restored: fromSignedPlanes(made, size, rounded) };
    },
    async enhance(frame, face) {
      if (blend === 0) return undefined;
      const seen = spare.pop() ?? new Float32Array(3 * size * size);
      try {
        const { made, rounded, mask: shown, matrix } = await make(frame, face, seen);
        // FaceFusion mixes whole frames; where the mask is 0 both are the same.
        return await time('blend', async () => pasteCrop(frame, signedCrop(made, size, rounded), shown, matrix, blend));
      } finally {
        spare.push(seen);
      }
    },
  };
}
