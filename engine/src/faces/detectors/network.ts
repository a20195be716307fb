/** A face in the pixels of the canvas that a detector looked at. */
export interface Hit {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  /** 0..1 */
  readonly score: number;
  /** Five x, y pairs: eyes, nose tip, mouth corners, image-left first. */
  readonly points: readonly number[];
}

/** Pixels of a detector's input. */
export interface CanvasSize {
  readonly width: number;
  readonly height: number;
}

/** What a sample of 0..255 becomes in a network's input: v · scale + offset. */
export interface InputRange {
  readonly scale: number;
  readonly offset: number;
}

/**
 * A detector. Its graph takes `input`, [1, 3, height, width] with the planes in the order blue, green, red, whatever order it was
 * trained with: scores are only equal that way.
 */
export interface DetectorNetwork {
  /** Its file, without the ending. */
  readonly file: string;
  /** Sides of the square canvas that it takes, in pixels. */
  readonly sizes: readonly number[];
  readonly range: InputRange;
  /** How many numbers each output holds, in the graph's order. */
  outputSizes(canvas: CanvasSize): readonly number[];
  /** What scores more than `minScore` in its outputs. */
  decode(outputs: readonly Float32Array[], canvas: CanvasSize, minScore: number): Hit[];
}

/** -1 .. 1 */
export const signedRange: InputRange = { scale: 1 / 128, offset: -127.5 / 128 };
/** 0 .. 1 */
export const unitRange: InputRange = { scale: 1 / 255, offset: 0 };
/** 0 .. 255 */
export const byteRange: InputRange = { scale: 1, offset: 0 };
