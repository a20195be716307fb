/** The names that FaceFusion 3.8 gives its choices: the engine's, and a few of its own. */
import { faceOrders, faceSelectors } from '@mirrorworks/engine/face';
import { providers } from '@mirrorworks/engine/options';
import {
  type DetectorModel,
  genders as knownGenders,
  races as knownRaces,
  type ProcessorOptions,
  type SwapperModel,
} from '@mirrorworks/engine/process-options';

export {
  debuggerItems,
  detectorModels,
  faceEnhancerModels,
  frameEnhancerModels,
  landmarkerModels,
  maskAreas,
  maskRegions,
  maskTypes,
  occluderModels,
  parserModels,
  swapperModels,
} from '@mirrorworks/engine/process-options';

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

export const selectorModes = faceSelectors;
export const selectorOrders = faceOrders;
export const genders = ['auto', ...knownGenders] as const;
export const races = ['auto', ...knownRaces] as const;
export const angles = [0, 90, 180, 270] as const;

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
export const executionProviders = providers;

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
