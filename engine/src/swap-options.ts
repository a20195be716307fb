import type { FaceOrder, FaceSelector } from './faces/face.ts';
import {
  type DetectorModel,
  type FaceEnhancerModel,
  type FrameEnhancerModel,
  type MaskType,
  swapperModels,
} from './process-options.ts';
import type { Provider } from './provider-names.ts';

export * from './provider-names.ts';
export * from './run-report.ts';

/** What makes the new faces: `mesh` is built in, the others are FaceFusion's networks, whose files must be in the model folder. */
export const swapModels = ['mesh', ...swapperModels] as const;
export type SwapModel = (typeof swapModels)[number];

/** Parts of a face that can be kept from the target (`keep`). */
export const faceRegions = ['skin', 'brows', 'eyes', 'nose', 'lips', 'mouth'] as const;
export type FaceRegion = (typeof faceRegions)[number];

/** How the border of the new face meets the frame: colours matched along it, or only a soft edge. */
export const borders = ['poisson', 'feather'] as const;
export type Border = (typeof borders)[number];

/** What `swapFaces` is asked to do. Paths are local files; all but source, target and output may be left out. */
export interface SwapOptions {
  /** Pictures of the person whose face is put in; several pictures of one person are better than one. */
  readonly source: string | readonly string[];
  /** The picture or film to change. Never written to. */
  readonly target: string;
  /** Where the result goes; the extension names the container or picture format. Written beside, then renamed. */
  readonly output: string;
  /** Default `mesh`. The mesh alone knows `keep` and `border`; networks alone know `enhance`, `enlarge`, `mask` and `detector`. */
  readonly model?: SwapModel;
  /** A network that restores the new faces. */
  readonly enhance?: FaceEnhancerModel;
  /** A network that enlarges or sharpens the whole frames afterwards. */
  readonly enlarge?: FrameEnhancerModel;
  /** What bounds the change; several are cut with each other. Default `['box']`. */
  readonly mask?: readonly MaskType[];
  /** The network that finds faces. Default `yolo_face`. */
  readonly detector?: DetectorModel;
  /** Which faces of the target are changed. Default `one`: the first in `order`. */
  readonly faces?: FaceSelector;
  readonly order?: FaceOrder;
  /** For `faces: 'reference'`: a picture of the person to be replaced. */
  readonly reference?: string;
  /** Cosine distance (0..2) below which a face counts as the reference person. */
  readonly referenceDistance?: number;
  /** 0 = the target's own face, 1 = the source's. Default 1. */
  readonly blend?: number;
  readonly keep?: readonly FaceRegion[];
  readonly border?: Border;
  /** Longer side, in pixels, at which the detector looks at a frame; of a network, a size that it takes. */
  readonly detectorSize?: number;
  /** Lowest detector score that counts as a face, 0..1. */
  readonly score?: number;
  /**
   * In order of preference. Default `['cpu']`. One that is not part of the installation is an error; where one does not open a model, the
   * next one does, and a note says so: never a silent change.
   */
  readonly providers?: readonly Provider[];
  /** Bound on the engine's own frame memory; fewer frames are in flight when it is small. */
  readonly maxMemoryBytes?: number;
  /** Worker threads for faces. */
  readonly threads?: number;
  /** An FFmpeg encoder name (`libx264`, `h264_nvenc`, …) or `auto`. */
  readonly encoder?: string;
  /** 0 (smallest) .. 100 (best); films and lossy stills. */
  readonly quality?: number;
  /** The encoder's speed preset. */
  readonly preset?: string;
  /** Seconds of the film to work on: `[start, end)`. Frames outside are dropped. */
  readonly trim?: { readonly start?: number; readonly end?: number };
  readonly overwrite?: boolean;
  /** Keep what decodes of a truncated film. */
  readonly allowPartial?: boolean;
  /** Fail with `face-not-found` when no face of the target was changed. */
  readonly requireFace?: boolean;
  /** Refuse (`licence-refused`) a model whose results may not be sold, before any work is done. */
  readonly commercial?: boolean;
  /** Where models live. Default: the user's cache folder. */
  readonly modelFolder?: string;
  readonly signal?: AbortSignal;
}
