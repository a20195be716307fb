/** The names that FaceFusion 3.8 gives its choices. A test holds them against the engine's own lists. */
import type {
  DebuggerItem,
  DetectorModel,
  FaceEnhancerOptions,
  FaceOrder,
  FaceSwapperOptions,
  FrameEnhancerOptions,
  LandmarkerModel,
  MaskArea,
  MaskOptions,
  MaskRegion,
  MaskType,
  ProcessorOptions,
  Provider,
  SelectorOptions,
} from '@mirrorworks/engine';

type SwapperModel = NonNullable<FaceSwapperOptions['model']>;
type FaceEnhancerModel = NonNullable<FaceEnhancerOptions['model']>;
type FrameEnhancerModel = NonNullable<FrameEnhancerOptions['model']>;
type Gender = NonNullable<SelectorOptions['gender']>;
type Race = NonNullable<SelectorOptions['race']>;
type Occluder = NonNullable<MaskOptions['occluder']>;
type Parser = NonNullable<MaskOptions['parser']>;

const squares = ['160x160', '320x320', '480x480', '512x512', '640x640'];
/** Detectors, and the sizes at which each can look at a frame. */
export const detectorSizes = {
  many: ['640x640'],
  retinaface: squares,
  scrfd: squares,
  yolo_face: ['640x640'],
  yunet: ['640x640'],
} as const satisfies Readonly<Record<DetectorModel, readonly string[]>>;

const fine = ['128x128', '256x256', '384x384', '512x512', '768x768', '1024x1024'];
const coarse = ['256x256', '512x512', '768x768', '1024x1024'];
/** Face swappers, and the sizes of the crop that each can make; its own size first. */
export const swapperSizes = {
  blendswap_256: ['256x256', '384x384', '512x512', '768x768', '1024x1024'],
  ghost_1_256: coarse,
  ghost_2_256: coarse,
  ghost_3_256: coarse,
  hififace_unofficial_256: coarse,
  hyperswap_1a_256: coarse,
  hyperswap_1b_256: coarse,
  hyperswap_1c_256: coarse,
  inswapper_128: fine,
  inswapper_128_fp16: fine,
  simswap_256: coarse,
  simswap_unofficial_512: ['512x512', '768x768', '1024x1024'],
  uniface_256: coarse,
} as const satisfies Readonly<Record<SwapperModel, readonly string[]>>;

export const detectorModels = Object.keys(detectorSizes) as DetectorModel[];
export const swapperModels = Object.keys(swapperSizes) as SwapperModel[];
export const landmarkerModels = ['many', '2dfan4', 'peppa_wutz'] as const satisfies readonly LandmarkerModel[];
export const occluderModels = ['many', 'xseg_1', 'xseg_2', 'xseg_3'] as const satisfies readonly Occluder[];
export const parserModels = ['bisenet_resnet_18', 'bisenet_resnet_34'] as const satisfies readonly Parser[];
export const faceEnhancerModels = [
  ...(['codeformer', 'gfpgan_1.2', 'gfpgan_1.3', 'gfpgan_1.4', 'gpen_bfr_256', 'gpen_bfr_512'] as const),
  ...(['gpen_bfr_1024', 'gpen_bfr_2048', 'restoreformer_plus_plus'] as const),
] as const satisfies readonly FaceEnhancerModel[];
export const frameEnhancerModels = [
  ...(['clear_reality_x4', 'face_dat_x4', 'nomos8k_sc_x4', 'real_esrgan_x2', 'real_esrgan_x2_fp16'] as const),
  ...(['real_esrgan_x4', 'real_esrgan_x4_fp16', 'real_esrgan_x8', 'real_esrgan_x8_fp16', 'real_hatgan_x4'] as const),
  ...(['real_web_photo_x4', 'realistic_rescaler_x4', 'remacri_x4', 'siax_x4', 'span_kendata_x4'] as const),
  ...(['swin2_sr_x4', 'tghq_face_x8', 'ultra_sharp_x4', 'ultra_sharp_2_x4'] as const),
] as const satisfies readonly FrameEnhancerModel[];

export const selectorModes = ['many', 'one', 'reference'] as const satisfies readonly SelectorOptions['mode'][];
export const selectorOrders = [
  ...(['left-right', 'right-left', 'top-bottom', 'bottom-top', 'small-large', 'large-small'] as const),
  ...(['best-worst', 'worst-best'] as const),
] as const satisfies readonly FaceOrder[];
export const genders = ['auto', 'female', 'male'] as const satisfies readonly Gender[];
export const races = [
  ...(['auto', 'white', 'black', 'latino', 'asian', 'indian', 'arabic'] as const),
] as const satisfies readonly Race[];
export const angles = [0, 90, 180, 270] as const;

export const maskTypes = ['box', 'occlusion', 'area', 'region'] as const satisfies readonly MaskType[];
export const maskAreas = ['upper-face', 'lower-face', 'mouth'] as const satisfies readonly MaskArea[];
export const maskRegions = [
  ...(['skin', 'left-eyebrow', 'right-eyebrow', 'left-eye', 'right-eye', 'glasses', 'nose', 'mouth'] as const),
  ...(['upper-lip', 'lower-lip'] as const),
] as const satisfies readonly MaskRegion[];
/** The last five were FaceFusion's until 3.3; drawing them stays possible. */
export const debuggerItems = [
  ...(['bounding-box', 'face-landmark-5', 'face-landmark-5/68', 'face-landmark-68', 'face-landmark-68/5'] as const),
  ...(['face-mask', 'face-detector-score', 'face-landmarker-score', 'age', 'gender', 'race'] as const),
] as const satisfies readonly DebuggerItem[];

/** The processors that are made here, by FaceFusion's names. */
export const processorKinds = {
  face_swapper: 'face-swapper',
  face_enhancer: 'face-enhancer',
  frame_enhancer: 'frame-enhancer',
  face_debugger: 'face-debugger',
} as const satisfies Readonly<Record<string, ProcessorOptions['kind']>>;
/** A processor by FaceFusion's name. */
export type ProcessorName = keyof typeof processorKinds;
export const processors = Object.keys(processorKinds) as ProcessorName[];

/** FaceFusion has `rocm`, `migraphx`, `openvino` and `qnn` too, where its onnxruntime does; `auto` and `webgpu` are ours. */
export const executionProviders = [
  ...(['auto', 'cuda', 'tensorrt', 'coreml', 'directml', 'webgpu', 'cpu'] as const),
] as const satisfies readonly Provider[];

export const filmFormats = ['avi', 'm4v', 'mkv', 'mov', 'mp4', 'mpeg', 'mxf', 'webm', 'wmv'] as const;
export const soundFormats = ['flac', 'm4a', 'mp3', 'ogg', 'opus', 'wav'] as const;
export const audioEncoders = ['flac', 'aac', 'libmp3lame', 'libopus', 'libvorbis', 'pcm_s16le', 'pcm_s32le'] as const;
export const videoEncoders = [
  ...(['libx264', 'libx264rgb', 'libx265', 'libvpx-vp9', 'h264_nvenc', 'hevc_nvenc', 'h264_amf'] as const),
  ...(['hevc_amf', 'h264_qsv', 'hevc_qsv', 'h264_videotoolbox', 'hevc_videotoolbox', 'rawvideo'] as const),
] as const;
export const videoPresets = [
  ...(['ultrafast', 'superfast', 'veryfast', 'faster', 'fast', 'medium', 'slow', 'slower', 'veryslow'] as const),
] as const;
export const logLevels = ['error', 'warn', 'info', 'debug'] as const;
export const jobStatuses = ['drafted', 'queued', 'completed', 'failed'] as const;
/** Where one step of a job stands. */
export const stepStatuses = ['drafted', 'queued', 'started', 'completed', 'failed'] as const;
