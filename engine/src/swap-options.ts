import type { FaceOrder, FaceSelector } from './faces/face.ts';

/** Parts of a face that can be kept from the target (`keep`). */
export const faceRegions = ['skin', 'brows', 'eyes', 'nose', 'lips', 'mouth'] as const;
export type FaceRegion = (typeof faceRegions)[number];

/** Execution providers by name; `auto` takes the best one present and reports it. */
export const providers = ['auto', 'cpu', 'webgpu', 'cuda', 'tensorrt', 'coreml', 'directml'] as const;
export type Provider = (typeof providers)[number];

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
  /** Longer side, in pixels, at which the detector looks at a frame. */
  readonly detectorSize?: number;
  /** Lowest detector score that counts as a face, 0..1. */
  readonly score?: number;
  /** In order of preference. Default `['cpu']`. A provider that is not present is an error, never a silent change. */
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
  /** Where translated models live. Default: the user's cache folder. */
  readonly modelFolder?: string;
  readonly signal?: AbortSignal;
}

/** How far a swap is. Seconds count from the call. */
export interface SwapProgress {
  /** Frames finished. */
  readonly frame: number;
  /** Frames expected; undefined when the file does not say. */
  readonly frames: number | undefined;
  readonly framesChanged: number;
  readonly seconds: number;
  readonly framesPerSecond: number;
  /** Seconds left, when `frames` is known. */
  readonly secondsLeft: number | undefined;
}

/** The stages of the work on a frame, in its order; a chain that lacks one has 0 there. */
export const stages = [
  ...(['decode', 'moderate', 'detect', 'landmarks', 'describe', 'study', 'mask', 'swap', 'enhance'] as const),
  ...(['blend', 'encode'] as const),
] as const;
export type Stage = (typeof stages)[number];

/** Milliseconds of work per stage, summed over all frames (and over threads: stages run side by side). */
export type StageTimes = Readonly<Record<Stage, number>>;

/** What a finished swap did. */
export interface SwapResult {
  readonly output: string;
  readonly kind: 'still' | 'film';
  readonly frames: number;
  readonly framesChanged: number;
  /** Different faces changed: tracks of a film, faces of a still. */
  readonly faces: number;
  readonly seconds: number;
  readonly framesPerSecond: number;
  /** Seconds from the call until the first changed frame left for the encoder; undefined when none was changed. */
  readonly secondsToFirstChange: number | undefined;
  readonly stages: StageTimes;
  /** What ran where: provider, decoder, encoder, and anything the caller should know. */
  readonly ran: { readonly provider: string; readonly decoder: string; readonly encoder: string };
  readonly notes: readonly string[];
}

/** A running swap: iterate it for progress, await `result` for the end. */
export interface SwapRun extends AsyncIterable<SwapProgress> {
  readonly result: Promise<SwapResult>;
}
