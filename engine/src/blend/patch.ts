/** A rectangle of RGBA pixels (R, G, B in 0..255, A in 0..1) to be laid over a frame at plane column `x`, row `y`. */
export interface Patch {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** `height × width × 4`, interleaved. Alpha 0 outside the face. A canvas's may move: ask again after each call with it. */
  readonly rgba: Float32Array;
}
