import type { Affine } from '../frame/affine.ts';
import type { Box, SamplePicture } from './sample-picture.ts';

/** Steps that lie beyond a border by less than this are rounding noise. */
const SLIVER = 1e-6;

/** The pixels of one row of a box after another that lie on a picture. Made once, since there are hundreds of rows in a face. */
export class RowSpan {
  /** Pixels `from`..`to`-1, counted from column `left`; `to` is 0 when there are none. */
  from = 0;
  to = 0;
  readonly #box: Box;
  readonly #width: number;
  readonly #maps: readonly [across: LineMap, down: LineMap];

  /** `toPicture` maps pixels of the frame into the picture. */
  constructor(box: Box, left: number, picture: SamplePicture, [a, b, c, d, e, f]: Affine) {
    this.#box = { ...box, left: box.left - left };
    this.#width = box.right - left;
    this.#maps = [
      { start: a * left + c, step: a, perRow: b, last: picture.width - 2 },
      { start: d * left + f, step: d, perRow: e, last: picture.height - 2 },
    ];
  }

  /** Looks at another row. */
  at(row: number): void {
    const inBox = row >= this.#box.top && row < this.#box.bottom;
    this.from = this.#box.left;
    this.to = inBox ? this.#width : 0;
    for (let axis = 0; axis < 2 && this.to > 0; axis++) this.#cut(this.#maps[axis]!, row);
  }

  /** Leaves the steps at which start + step · i lies between 0 and `last`. */
  #cut({ start, step, perRow, last }: LineMap, row: number): void {
    const origin = start + perRow * row;
    if (step === 0) {
      if (!(origin >= 0 && origin <= last)) this.to = 0;
      return;
    }
    const atZero = -origin / step;
    const atLast = (last - origin) / step;
    const from = Math.max(this.from, Math.ceil(Math.min(atZero, atLast) - SLIVER));
    const to = Math.min(this.to, Math.floor(Math.max(atZero, atLast) + SLIVER) + 1);
    this.from = from;
    this.to = to > from ? to : 0;
  }
}

/** A coordinate in the picture along a row: start + perRow · row + step · i. */
interface LineMap {
  readonly start: number;
  readonly step: number;
  readonly perRow: number;
  readonly last: number;
}
