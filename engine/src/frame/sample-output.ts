import { claimScratch, scratch } from './sample-kernels.ts';

/** Where a picture's pixels go in the caller's array. */
export interface Destination {
  readonly values: Float32Array;
  readonly width: number;
  readonly height: number;
  /** Three planes one after another, each of this many numbers a row and of that many rows; else interleaved. */
  readonly planes?: { readonly width: number; readonly height: number } | undefined;
}

/**
 * Rows of pixels in scratch memory, `pixel` bytes apart (12, or 4 for three planes `channel` bytes apart). A band of them is there
 * at a time, which stays in the processor's cache until it is copied to where it goes.
 */
export class OutputRows {
  readonly width: number;
  readonly height: number;
  readonly pixel: 4 | 12;
  readonly channel: number;
  /** Where the band begins. */
  readonly out: number;
  readonly #to: Destination;
  readonly #bandRows: number;
  #first = 0;

  constructor(to: Destination, bandRows: number) {
    this.width = to.width;
    this.height = to.height;
    this.pixel = to.planes ? 4 : 12;
    this.#to = to;
    this.#bandRows = bandRows;
    const pixels = to.width * bandRows;
    // Planes are kept apart: a row's last vector runs over its end.
    this.channel = to.planes ? pixels * 4 + 16 : 0;
    this.out = claimScratch(to.planes ? this.channel * 3 : pixels * 12);
  }

  /** The place of row `y`. Rows are asked for from the first to the last; those of bands before have been copied. */
  row(y: number): number {
    if (y >= this.#first + this.#bandRows) this.#copyBand();
    return this.out + (y - this.#first) * this.width * this.pixel;
  }

  /** Copies what is left. */
  finish(): void {
    while (this.#first < this.height) this.#copyBand();
  }

  #copyBand(): void {
    const { values, width, planes } = this.#to;
    const first = this.#first;
    const rows = Math.min(this.#bandRows, this.height - first);
    this.#first += rows;
    const { floats } = scratch();
    const start = this.out / 4;
    if (!planes) {
      values.set(floats.subarray(start, start + rows * width * 3), first * width * 3);
      return;
    }
    // Rows of planes as wide as the picture follow one another.
    const [runs, length] = planes.width === width ? [1, rows * width] : [rows, width];
    for (let plane = 0; plane < 3; plane++) {
      let from = start + (plane * this.channel) / 4;
      let to = (plane * planes.height + first) * planes.width;
      for (let run = 0; run < runs; run++, from += length, to += planes.width) {
        values.set(floats.subarray(from, from + length), to);
      }
    }
  }
}
