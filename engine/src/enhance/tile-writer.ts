/** Writes what a frame enhancer made of a tile into the enlarged frame, in the frame's own pixel format. */
import type { Frame, Plane } from '../frame/frame.ts';
import { type PlaneMix, planeMixes } from '../frame/plane-mixes.ts';
import { enlargeRows, type PictureSize } from './tile-enlarge.ts';
import { type Band, claimScratch, kernels, releaseScratch, scratch } from './tile-kernels.ts';
import type { Tile } from './tiles.ts';

/** Pixels of the enlarged picture that are worked on at once: their colours stay in the processor's cache. */
const BAND_PIXELS = 32_768;

/** The three planes of a tile's whole square, RGB in 0..1. */
export interface TilePlanes {
  /** What the network saw. */
  readonly seen: Float32Array;
  /** What it made of it: `scale` times as wide and as high; values outside 0..1 are clamped. */
  readonly made: Float32Array;
  /** Numbers in a row of `seen`. */
  readonly side: number;
}

export class TileWriter {
  readonly #picture: PictureSize;
  readonly #output: Frame;
  readonly #scale: number;
  readonly #share: number;
  readonly #mixes: readonly PlaneMix[];

  /**
   * `output` is `scale` (even) times as large as the picture that tiles are read from; `share` of it is the network's, the rest the
   * picture enlarged bilinearly.
   */
  constructor(output: Frame, scale: number, share: number) {
    this.#picture = { width: output.width / scale, height: output.height / scale };
    this.#output = output;
    this.#scale = scale;
    this.#share = share;
    this.#mixes = planeMixes(output);
  }

  /** Writes a tile's rectangle. */
  write(tile: Tile, planes: TilePlanes): void {
    const scale = this.#scale;
    const height = tile.height * scale;
    // Scales are even: no chroma sample lies in two bands or tiles. Chroma looks one column to the left.
    const columns = (tile.width + 1) * scale;
    const bandRows = Math.max(2, Math.floor(BAND_PIXELS / columns) & ~1);
    for (let row = 0; row < height; row += bandRows) {
      const rows = Math.min(bandRows, height - row);
      releaseScratch();
      const band = { place: claimScratch(columns * rows * 12), columns, rows };
      const kept = { ...band, place: claimScratch(columns * rows * 12) };
      if (this.#share < 1) enlargeRows(planes.seen, planes.side, tile, this.#picture, scale, kept, row);
      else scratch().floats.fill(0, kept.place / 4, kept.place / 4 + columns * rows * 3);
      this.#copy(tile, row, planes, band);
      kernels.mix(band.place, kept.place, columns * rows * 3, this.#share);
      this.#store(band, tile.x * scale, tile.y * scale + row);
    }
  }

  #copy(tile: Tile, row: number, { made, side }: TilePlanes, { place, columns, rows }: Band): void {
    const scale = this.#scale;
    const { floats } = scratch();
    const left = (tile.x - tile.left - 1) * scale;
    const top = (tile.y - tile.top) * scale + row;
    let to = place / 4;
    for (let channel = 0; channel < 3; channel++) {
      for (let y = 0; y < rows; y++, to += columns) {
        const from = (channel * side * scale + top + y) * side * scale + left;
        floats.set(made.subarray(from, from + columns), to);
        // Beyond the picture's edge the network saw black: the edge goes on instead.
        if (tile.x === 0) floats[to + scale - 1] = floats[to + scale]!;
      }
    }
  }

  /** Writes rows into the output's planes, from column `x` and row `y` of the first plane on. */
  #store({ place, columns, rows }: Band, x: number, y: number): void {
    const { planes, format } = this.#output;
    const { chromaShiftX: shiftX, chromaShiftY: shiftY } = format;
    const reduced = shiftX + shiftY > 0;
    const lead = this.#scale;
    const width = columns - lead;
    const channel = columns * rows * 4;
    const reducing = [claimScratch(columns * 8), claimScratch(columns * 8), claimScratch(columns * 8)];
    const samples = claimScratch(width * 2 + 8);
    for (const [index, plane] of planes.entries()) {
      if (index > 0 && reduced) continue;
      for (let line = 0; line < rows; line++) {
        const red = place + (line * columns + lead) * 4;
        this.#storeRow(plane, index, [red, red + channel, red + 2 * channel], samples, x, y + line, width);
      }
    }
    for (let line = 0; reduced && line < rows; line += 1 << shiftY) {
      const [red, green, blue] = reducing.map((room, index) => {
        const row = place + index * channel + line * columns * 4;
        return reduce(row, shiftY ? row + columns * 4 : row, columns, lead, shiftX, room);
      }) as [number, number, number];
      for (const index of [1, 2]) {
        const at = [x >> shiftX, (y + line) >> shiftY, width >> shiftX] as const;
        this.#storeRow(planes[index]!, index, [red, green, blue], samples, ...at);
      }
    }
  }

  #storeRow(
    plane: Plane,
    index: number,
    colours: readonly [red: number, green: number, blue: number],
    room: number,
    x: number,
    y: number,
    count: number,
  ): void {
    const wide = plane.data instanceof Uint8Array ? 0 : 1;
    const at = y * plane.stride + x;
    // Engines copy shared memory byte by byte, eight times as slowly, unless both places are alike within eight bytes.
    const samples = room + ((plane.data.byteOffset + (at << wide)) & 7);
    const most = 2 ** this.#output.format.bitDepth - 1;
    kernels.store(...colours, count, ...this.#mixes[index]!, most, samples, wide);
    const { bytes, words } = scratch();
    const first = samples >> wide;
    plane.data.set((wide ? words : bytes).subarray(first, first + count), at);
  }
}

/**
 * One colour of a row of chroma samples; answers its place in `room`. Samples lie where the reader looks for them: midway between
 * two rows, and on every second column, with a quarter of each neighbour's.
 */
function reduce(row: number, below: number, columns: number, lead: number, shiftX: number, room: number): number {
  kernels.between(row, below, 0.5, columns, room);
  const first = room + lead * 4;
  if (shiftX === 0) return first;
  const out = room + columns * 4;
  kernels.halve(first, (columns - lead) >> 1, out);
  return out;
}
