import { pasteCrop } from '../blend/paste.ts';
import { alignFace } from '../faces/align/similarity.ts';
import type { LandmarkFace } from '../faces/landmark-face.ts';
import type { Affine } from '../frame/affine.ts';
import { cropPicture } from '../frame/crop-face.ts';
import type { Frame } from '../frame/frame.ts';
import type { Mask, Picture } from '../frame/picture.ts';
import { enhancerMask } from '../masks/enhancer-mask.ts';
import { openOccluder } from '../masks/occlusion.ts';
import type { MaskSettings } from '../masks/settings.ts';
import { requireContract } from '../onnx/contract.ts';
import { resultOf } from '../onnx/result.ts';
import type { Session, Tensor } from '../onnx/session.ts';
import type { Sessions } from '../onnx/sessions.ts';
import { type FaceEnhancerModel, faceEnhancerNetworks } from './face-enhancer-models.ts';
import { fromSignedPlanes, toSignedPlanes } from './signed-planes.ts';

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

  const open = async (): Promise<Session> => {
    const session = await sessions.open(model);
    requireContract(model, session, { inputs: { input: dims, ...(weighted && { weight: [1] }) }, outputs: 1 });
    return session;
  };

  const restore = async (crop: Picture, rounded: boolean): Promise<Picture> => {
    const session = await open();
    const inputs: Record<string, Tensor> = { input: { data: toSignedPlanes(crop), dims } };
    if (weighted) inputs['weight'] = { data: Float32Array.of(weight), dims: [1] };
    return fromSignedPlanes(resultOf(model, session, await session.run(inputs), dims), size, rounded);
  };

  const draw = async (frame: Frame, face: LandmarkFace): Promise<RestoredCrop> => {
    const matrix = alignFace(face.alignment, template, size);
    const crop = await time('enhance', async () => cropPicture(frame, matrix, size, size));
    const shown = await time('mask', () => enhancerMask(sessions, crop, mask));
    const restored = await time('enhance', () => restore(crop, frame.format.bitDepth === 8));
    return { matrix, crop, mask: shown, restored };
  };

  return {
    async open() {
      if (blend === 0) return;
      await open();
      if (mask.types.includes('occlusion')) await openOccluder(sessions, mask.occluder);
    },
    draw,
    async enhance(frame, face) {
      if (blend === 0) return undefined;
      const { restored, mask: shown, matrix } = await draw(frame, face);
      return time('blend', async () => pasteCrop(frame, restored, fade(shown, blend), matrix));
    },
  };
}

/** FaceFusion mixes whole frames; where the mask is 0 both are the same. */
function fade(mask: Mask, blend: number): Mask {
  if (blend === 1) return mask;
  const values = mask.values.slice();
  for (let i = 0; i < values.length; i++) values[i]! *= blend;
  return { ...mask, values };
}
