/** What `processMedia` is asked to do. Names of values are FaceFusion's, so that scripts and models of its users fit. */
import type { FaceOrder } from './faces/face.ts';
import type { Gender, Race } from './faces/landmark-face.ts';
import type { Provider } from './provider-names.ts';
import type { ModelRun, SwapProgress, SwapResult } from './run-report.ts';

export { type Gender, genders, type Race, races } from './faces/landmark-face.ts';
export type { ModelRun } from './run-report.ts';

/** Networks that find faces; `many` asks several and joins what they find. */
export const detectorModels = ['many', 'retinaface', 'scrfd', 'yolo_face', 'yunet'] as const;
export type DetectorModel = (typeof detectorModels)[number];

/** Networks that find the 68 points of a face; `many` takes the surer of two. */
export const landmarkerModels = ['many', '2dfan4', 'peppa_wutz'] as const;
export type LandmarkerModel = (typeof landmarkerModels)[number];

/** Networks that make a face of the source's person. */
export const swapperModels = [
  ...['blendswap_256', 'ghost_1_256', 'ghost_2_256', 'ghost_3_256', 'hififace_unofficial_256'],
  ...['hyperswap_1a_256', 'hyperswap_1b_256', 'hyperswap_1c_256', 'inswapper_128', 'inswapper_128_fp16'],
  ...['simswap_256', 'simswap_unofficial_512', 'uniface_256'],
] as const;

export type SwapperModel = (typeof swapperModels)[number];

/** Networks that restore faces. */
export const faceEnhancerModels = [
  ...['codeformer', 'gfpgan_1.2', 'gfpgan_1.3', 'gfpgan_1.4', 'gpen_bfr_256', 'gpen_bfr_512', 'gpen_bfr_1024'],
  ...['gpen_bfr_2048', 'restoreformer_plus_plus'],
] as const;

export type FaceEnhancerModel = (typeof faceEnhancerModels)[number];

/** Networks that enlarge or sharpen whole frames; the number at the end is how much larger. */
export const frameEnhancerModels = [
  ...['clear_reality_x4', 'face_dat_x4', 'nomos8k_sc_x4', 'real_esrgan_x2', 'real_esrgan_x2_fp16', 'real_esrgan_x4'],
  ...['real_esrgan_x4_fp16', 'real_esrgan_x8', 'real_esrgan_x8_fp16', 'real_hatgan_x4', 'real_web_photo_x4'],
  ...['realistic_rescaler_x4', 'remacri_x4', 'siax_x4', 'span_kendata_x4', 'swin2_sr_x4', 'tghq_face_x8'],
  ...['ultra_sharp_x4', 'ultra_sharp_2_x4'],
] as const;

export type FrameEnhancerModel = (typeof frameEnhancerModels)[number];

/** Networks that see what covers a face; `many` takes what all of them leave. */
export const occluderModels = ['many', 'xseg_1', 'xseg_2', 'xseg_3'] as const;
/** Networks that see the parts of a face. */
export const parserModels = ['bisenet_resnet_18', 'bisenet_resnet_34'] as const;

/** What can bound a change; several are cut with each other. */
export const maskTypes = ['box', 'occlusion', 'area', 'region'] as const;
export type MaskType = (typeof maskTypes)[number];

/** Areas of a face between its 68 points. */
export const maskAreas = ['upper-face', 'lower-face', 'mouth'] as const;
export type MaskArea = (typeof maskAreas)[number];

/** Parts of a face that the parser tells apart. */
export const maskRegions = [
  ...['skin', 'left-eyebrow', 'right-eyebrow', 'left-eye', 'right-eye', 'glasses', 'nose', 'mouth'],
  ...['upper-lip', 'lower-lip'],
] as const;
export type MaskRegion = (typeof maskRegions)[number];

/** What the face debugger can draw. */
export const debuggerItems = [
  ...['bounding-box', 'face-landmark-5', 'face-landmark-5/68', 'face-landmark-68', 'face-landmark-68/5', 'face-mask'],
  ...['face-detector-score', 'face-landmarker-score', 'age', 'gender', 'race'],
] as const;
export type DebuggerItem = (typeof debuggerItems)[number];

/** What can be done to a target, in the order that the caller says. */
export const processorKinds = ['face-swapper', 'face-enhancer', 'frame-enhancer', 'face-debugger'] as const;

/** Percent of the side, in the order of CSS. */
export type Sides = readonly [top: number, right: number, bottom: number, left: number];

/** Replaces faces by the person in the source pictures. */
export interface FaceSwapperOptions {
  readonly kind: 'face-swapper';
  readonly model?: SwapperModel;
  /** 0 = as before, 1 = all new. Default 1. */
  readonly blend?: number;
  /** Side of the crop in pixels, a multiple of the model's own; larger ones run the model several times a face. */
  readonly pixelBoost?: number;
  /** 0.5 takes the identity as it is, 0 mixes some of the target's in, 1 exaggerates it. */
  readonly weight?: number;
}

/** Restores the detail of faces. */
export interface FaceEnhancerOptions {
  readonly kind: 'face-enhancer';
  readonly model?: FaceEnhancerModel;
  /** 0 = as before, 1 = all new. Default 0.8. */
  readonly blend?: number;
  /** CodeFormer's fidelity, 0..1. Default 0.5. */
  readonly weight?: number;
}

/** Enlarges or sharpens whole frames. */
export interface FrameEnhancerOptions {
  readonly kind: 'frame-enhancer';
  readonly model?: FrameEnhancerModel;
  /** 0 = only enlarged, 1 = all new. Default 0.8. */
  readonly blend?: number;
}

/** Draws what the engine saw. */
export interface FaceDebuggerOptions {
  readonly kind: 'face-debugger';
  readonly items?: readonly DebuggerItem[];
}

/** One processor of a chain. */
export type ProcessorOptions = FaceSwapperOptions | FaceEnhancerOptions | FrameEnhancerOptions | FaceDebuggerOptions;

/** How faces are found. */
export interface DetectorOptions {
  readonly model?: DetectorModel;
  /** Side of the square that frames are shrunk to; 160 to 640, what the model takes. */
  readonly size?: number;
  /** Room around the frame, so that faces cut by its edge are found. */
  readonly margin?: Sides;
  /** Degrees that the frame is also turned by before it is looked at: 0, 90, 180, 270. */
  readonly angles?: readonly number[];
  readonly score?: number;
}

/** How the points of a face are found. */
export interface LandmarkerOptions {
  readonly model?: LandmarkerModel;
  /** 0 runs none: crops are aligned by the detector's five points. */
  readonly score?: number;
}

/** Which of the faces found are worked on. */
export interface SelectorOptions {
  readonly mode?: 'many' | 'one' | 'reference';
  readonly order?: FaceOrder;
  readonly gender?: Gender | 'auto';
  readonly race?: Race | 'auto';
  readonly ageStart?: number;
  readonly ageEnd?: number;
  /** Which face of the reference frame is meant, in `order`. */
  readonly referencePosition?: number;
  /** 0..1; half of the cosine distance. */
  readonly referenceDistance?: number;
  readonly referenceFrame?: number;
  /** A picture of the reference person, its largest face: in place of a face of the reference frame. */
  readonly referencePicture?: string;
}

/** What of a face is changed. */
export interface MaskOptions {
  readonly types?: readonly MaskType[];
  readonly areas?: readonly MaskArea[];
  readonly regions?: readonly MaskRegion[];
  /** Softness of the box, 0..1. */
  readonly blur?: number;
  readonly padding?: Sides;
  readonly occluder?: (typeof occluderModels)[number];
  readonly parser?: (typeof parserModels)[number];
}

/** How a result is written. */
export interface OutputOptions {
  readonly encoder?: string;
  /** 0 (smallest) .. 100 (best). */
  readonly quality?: number;
  /**
   * The film encoder's own number, instead of `quality`: CRF of x264, x265, VP9 and AV1, CQ of NVENC, quantiser of AMF, ICQ of Quick
   * Sync; smaller is better. VideoToolbox has none: there it is kilobits a second.
   */
  readonly rateFactor?: number;
  readonly preset?: string;
  /** Sound of the film: as it is, or left out. Default `copy`. */
  readonly audio?: 'copy' | 'none';
  /** Frames a second of the film, all equally long: frames are repeated or left out. Default: the target's own times. */
  readonly frameRate?: number;
  /** Size of the result ÷ size of the target. Default 1. */
  readonly scale?: number;
  readonly overwrite?: boolean;
}

/** Where the networks run, and with how much. */
export interface ExecutionOptions {
  /**
   * In order of preference. Default `['cpu']`. One that is not part of the installation is an error; where one does not open a model, the
   * next one does, and a note says so: never a silent change.
   */
  readonly providers?: readonly Provider[];
  readonly deviceId?: number;
  readonly threads?: number;
  readonly maxMemoryBytes?: number;
  readonly modelFolder?: string;
}

/** What `processMedia` is asked to do. Paths are local files. */
export interface ProcessOptions {
  /** Pictures of the person to put in. */
  readonly sources?: readonly string[];
  readonly target: string;
  readonly output: string;
  readonly processors: readonly ProcessorOptions[];
  readonly detector?: DetectorOptions;
  readonly landmarker?: LandmarkerOptions;
  readonly selector?: SelectorOptions;
  readonly mask?: MaskOptions;
  /** Lowest overlap by which faces of neighbouring frames are one; 0 = frames stand alone. */
  readonly trackerScore?: number;
  /** Frames on either side that the tracker looks at. Default 2. */
  readonly trackerRadius?: number;
  /** Seconds of the film to work on, `[start, end)`; frames outside are dropped. */
  readonly trim?: { readonly start?: number; readonly end?: number };
  /** The same by the numbers of frames, from 0. */
  readonly trimFrames?: { readonly start?: number; readonly end?: number };
  readonly result?: OutputOptions;
  readonly execution?: ExecutionOptions;
  /** Refuse (`content-refused`) what the content networks find unfit. Default true. */
  readonly moderate?: boolean;
  /** Keep what decodes of a truncated film. */
  readonly allowPartial?: boolean;
  /** Fail with `face-not-found` when no face of the target was chosen. */
  readonly requireFace?: boolean;
  /** Refuse (`licence-refused`) a chain with a model whose results may not be sold. */
  readonly commercial?: boolean;
  readonly signal?: AbortSignal;
}

/** What a finished run did. */
export interface ProcessResult extends Omit<SwapResult, 'ran'> {
  readonly ran: SwapResult['ran'] & { readonly threads: number; readonly models: readonly ModelRun[] };
}

/** A running process: iterate it for progress, await `result` for the end. */
export interface ProcessRun extends AsyncIterable<SwapProgress> {
  readonly result: Promise<ProcessResult>;
}
