import { pasteCrop } from '../../blend/paste.ts';
import { EngineError } from '../../errors.ts';
import { alignFace } from '../../faces/align/similarity.ts';
import type { LandmarkFace } from '../../faces/landmark-face.ts';
import type { Affine } from '../../frame/affine.ts';
import { cropPicture } from '../../frame/crop-face.ts';
import type { Frame } from '../../frame/frame.ts';
import type { Mask, Picture } from '../../frame/picture.ts';
import type { Region } from '../../frame/region.ts';
import { createFaceMasks, type MasksByType } from '../../masks/face-masks.ts';
import { composeMask } from '../../masks/minimum.ts';
import type { MaskSettings } from '../../masks/settings.ts';
import type { Sessions } from '../../onnx/sessions.ts';
import { oneOf } from '../../option-checks.ts';
import { type MeanEmbedding, type NetworkSource, prepareIdentity, type SourceIdentity, weighted } from './identity.ts';
import { pixelBoosts, type SwapperModel, swapperNetworks } from './models.ts';
import { createRunner } from './run-network.ts';

export interface NetworkSwapperOptions {
  readonly model: SwapperModel;
  /** Side of the crop in pixels, a multiple of the network's own, which it is when undefined. */
  readonly pixelBoost?: number | undefined;
  /** 0.5 takes the identity as it is, 0 mixes some of the target's in, 1 exaggerates it. */
  readonly weight: number;
  /** 0 = as before, 1 = all new. Default 1. */
  readonly blend?: number;
  readonly mask: MaskSettings;
  /** Told each piece of a swap's work, to measure it. */
  readonly time?: SwapTimer;
}

/** Does one piece of a swap's work and answers what it answers; masks are made before the network runs and after. */
export type SwapTimer = <T>(piece: 'crop' | 'mask' | 'model' | 'paste', work: () => Promise<T>) => Promise<T>;

/** A swapped face before it is pasted, with all that led to it. */
export interface SwappedCrop {
  /** From the frame to the crop. */
  readonly matrix: Affine;
  readonly crop: Picture;
  readonly masks: MasksByType;
  /** The smallest of `masks`. */
  readonly mask: Mask;
  /** The network's result, 0..255, not rounded. */
  readonly swapped: Picture;
}

/** Puts an identity into faces by one network. */
export interface NetworkSwapper {
  /** Whether `swap` needs `face.embedding`. */
  readonly needsTargetEmbedding: boolean;
  /** Opens and checks all that `swap` needs, so that a wrong file is found before the work begins. */
  open(): Promise<void>;
  /**
   * Makes the network's source input of one or more pictures of one person. `person` is the mean of their faces' embeddings; networks
   * that look at the first picture do without. Opens the converter only.
   */
  prepare(sources: readonly NetworkSource[], person?: MeanEmbedding): Promise<SourceIdentity>;
  /** A new face, not yet pasted. */
  draw(frame: Frame, face: LandmarkFace, identity: SourceIdentity): Promise<SwappedCrop>;
  /** Draws the new face into the frame; answers the rectangle that changed, undefined when the face lies outside. */
  swap(frame: Frame, face: LandmarkFace, identity: SourceIdentity): Promise<Region | undefined>;
}

const untimed: SwapTimer = (_, work) => work();

/** Opens nothing yet. Error: `option-invalid` for a pixel boost that the network cannot take or a mask without a type. */
export function createNetworkSwapper(sessions: Sessions, options: NetworkSwapperOptions): NetworkSwapper {
  const { model, weight, blend = 1, time = untimed } = options;
  const network = swapperNetworks[model];
  const size = oneOf('face-swapper.pixelBoost', options.pixelBoost ?? network.size, pixelBoosts(network));
  const masks = createFaceMasks(sessions, options.mask);
  const runner = createRunner(sessions, model);
  const needsTargetEmbedding = weight !== 0.5 && network.source.from !== 'picture';

  const sourceFor = (face: LandmarkFace, identity: SourceIdentity): SourceIdentity => {
    if (!needsTargetEmbedding) return identity;
    if (face.embedding === undefined) {
      throw new EngineError('internal', `${model} at weight ${weight} needs the target face's embedding`);
    }
    return { data: weighted(identity.data, face.embedding, network.source, weight), dims: identity.dims };
  };

  const draw = async (frame: Frame, face: LandmarkFace, identity: SourceIdentity): Promise<SwappedCrop> => {
    const matrix = alignFace(face.alignment, network.template, size);
    const crop = await time('crop', async () => cropPicture(frame, matrix, size, size));
    const before = await time('mask', () => masks.before(crop));
    const swapped = await time('model', () => runner.run(crop, sourceFor(face, identity)));
    const after = await time('mask', () => masks.after(swapped, face.points68, matrix));
    const all = { ...before, ...after };
    return { matrix, crop, masks: all, mask: composeMask(Object.values(all)), swapped };
  };

  return {
    needsTargetEmbedding,
    async open() {
      await runner.open();
      await masks.open();
    },
    prepare: (sources, person) => prepareIdentity(sessions, model, sources, person),
    draw,
    async swap(frame, face, identity) {
      const { swapped, mask, matrix } = await draw(frame, face, identity);
      return time('paste', async () => pasteCrop(frame, swapped, blend === 1 ? mask : dimmed(mask, blend), matrix));
    },
  };
}

/** A mask that shows `share` of what it showed. */
function dimmed({ width, height, values }: Mask, share: number): Mask {
  return { width, height, values: values.map((value) => value * share) };
}
