/** What every run says: how far it is, and what it has done. */

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

/** Where a network ran, and for how long. */
export interface ModelRun {
  readonly model: string;
  readonly provider: string;
  /** Milliseconds inside its runs, summed over the threads. */
  readonly ms: number;
}

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
  /** What ran where; of a chain of networks also how many threads there were, and each network. */
  readonly ran: {
    readonly provider: string;
    readonly decoder: string;
    readonly encoder: string;
    readonly threads?: number;
    readonly models?: readonly ModelRun[];
  };
  readonly notes: readonly string[];
}

/** A running swap: iterate it for progress, await `result` for the end. */
export interface SwapRun extends AsyncIterable<SwapProgress> {
  readonly result: Promise<SwapResult>;
}
