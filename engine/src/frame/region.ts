/** A rectangle of whole stored pixels: columns and rows of a frame's first plane. */
export interface Region {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
