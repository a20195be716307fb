import type { Plane, Samples } from '../frame/frame.ts';
import { copyPart, partBytes, partRowBytes } from '../frame/plane-part.ts';
import { claimPatchScratch, patchViews } from './patch-memory.ts';

/** Rows that are read at once: few enough to stay in the processor's cache. */
const HELD_ROWS = 16;

/** Part of a plane's rows, some at a time in patch scratch memory: frames lie in memory of their own. */
export class PlaneRows {
  /** 1 for samples of 16 bits, 0 for bytes. */
  readonly wide: 0 | 1;
  readonly #plane: Plane;
  readonly #left: number;
  readonly #right: number;
  readonly #bottom: number;
  readonly #rowBytes: number;
  readonly #room: number;
  #place = -1;
  #top = 0;
  #end = 0;
  /** The rows' samples in scratch memory, which mostly are in the same place again. */
  #rows: readonly Samples[] = [];

  /** Columns `left` to `right`, of rows up to `bottom`. */
  constructor(plane: Plane, left: number, right: number, bottom: number) {
    this.#plane = plane;
    this.#left = left;
    this.#right = right;
    this.#bottom = bottom;
    this.wide = plane.data instanceof Uint8Array ? 0 : 1;
    this.#rowBytes = partRowBytes(plane, left, right);
    this.#room = claimPatchScratch(partBytes({ top: 0, bottom: HELD_ROWS - 1, rowBytes: this.#rowBytes }));
  }

  /** The place of a row's column. Rows are asked for from the first to the last: some after it are read with it. */
  read(row: number, column: number): number {
    if (row < this.#top || row >= this.#end) this.#readFrom(row);
    return this.#placeOf(row, column);
  }

  /** Writes a row that was read back to the plane. */
  write(row: number): void {
    this.#plane.data.set(this.#rows[row - this.#top]!, row * this.#plane.stride + this.#left);
  }

  #readFrom(row: number): void {
    const bottom = Math.min(row + HELD_ROWS - 1, this.#bottom);
    const part = { plane: this.#plane, left: this.#left, top: row, right: this.#right, bottom };
    // Looked up late: every claim may move the memory.
    const { bytes, words } = patchViews();
    const place = copyPart({ ...part, rowBytes: this.#rowBytes }, this.#room, bytes);
    [this.#top, this.#end] = [row, bottom + 1];
    if (place === this.#place) return;
    this.#place = place;
    const samples = this.wide ? words : bytes;
    const length = this.#right - this.#left + 1;
    this.#rows = Array.from({ length: HELD_ROWS }, (_, index) => {
      const first = (place + index * this.#rowBytes) >> this.wide;
      return samples.subarray(first, first + length);
    });
  }

  #placeOf(row: number, column: number): number {
    return this.#place + (row - this.#top) * this.#rowBytes + ((column - this.#left) << this.wide);
  }
}
