/** A small RGB picture in memory of its own: interleaved R, G, B in 0..255, row after row. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** height × width × 3 */
  readonly rgb: Float32Array;
}

/** One number a pixel, 0..1, row after row. */
export interface Mask {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}
