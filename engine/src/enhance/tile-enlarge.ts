import { type Band, claimScratch, kernels, scratch } from './tile-kernels.ts';
import type { Tile } from './tiles.ts';

/** The picture that a tile was read from. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/**
 * Rows of a tile enlarged bilinearly, pixels being areas: `rows` rows of the enlarged picture from row `row` of the tile's rectangle
 * on, from one pixel (`scale` columns) left of it on. `seen`: the tile's three planes, `side` numbers a row. Beyond the picture's
 * edge the edge goes on.
 */
export function enlargeRows(
  seen: Float32Array,
  side: number,
  tile: Tile,
  picture: PictureSize,
  scale: number,
  { place, columns, rows }: Band,
  row: number,
): void {
  const weights = writeWeights(scale);
  const step = Math.max(1, 4 / scale) * 4;
  // Two pixels on either side of the rectangle: the column to its left has a neighbour, and vectors of four run over.
  const count = tile.width + 4;
  const above = claimScratch(count * 4);
  const below = claimScratch(count * 4);
  const line = claimScratch(count * 4);
  for (let channel = 0; channel < 3; channel++) {
    let copied = Number.NaN;
    for (let y = 0; y < rows; y++) {
      const middle = (row + y + 0.5) / scale - 0.5;
      const from = Math.floor(middle);
      if (from !== copied) {
        copyRow(seen, channel, from, above, side, tile, picture);
        copyRow(seen, channel, from + 1, below, side, tile, picture);
        copied = from;
      }
      kernels.between(above, below, middle - from, count, line);
      const out = place + (channel * rows + y) * columns * 4;
      kernels.enlarge(line + 4, weights, Math.max(1, scale / 4), step, columns, out);
    }
  }
}

/** One of the tile's rows, counted from its rectangle's first, with two pixels on either side. */
function copyRow(
  seen: Float32Array,
  channel: number,
  row: number,
  to: number,
  side: number,
  tile: Tile,
  { width, height }: PictureSize,
): void {
  const y = Math.min(Math.max(tile.y + row, 0), height - 1) - tile.top;
  const from = (channel * side + y) * side + tile.x - tile.left - 2;
  const { floats } = scratch();
  const first = to / 4;
  floats.set(seen.subarray(from, from + tile.width + 4), first);
  if (tile.x === 0) floats.fill(floats[first + 2]!, first, first + 2);
  const last = first + tile.width + 1;
  if (tile.x + tile.width === width) floats.fill(floats[last]!, last + 1, last + 3);
}

/** The vectors that the kernel `enlarge` multiplies four pixels by, for every group of four results until they repeat. */
function writeWeights(scale: number): number {
  const groups = Math.max(1, scale / 4);
  const place = claimScratch(groups * 64);
  const { floats } = scratch();
  floats.fill(0, place / 4, place / 4 + groups * 16);
  for (let result = 0; result < groups * 4; result++) {
    const middle = (result + 0.5) / scale - 0.5;
    const from = Math.floor(middle);
    const group = place / 4 + (result >> 2) * 16 + (result & 3);
    // The first of the four pixels is the one before the first result's.
    floats[group + (from + 1) * 4] = 1 - (middle - from);
    floats[group + (from + 2) * 4] = middle - from;
  }
  return place;
}
