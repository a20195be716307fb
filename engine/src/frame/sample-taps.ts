import { instantiate } from '../wasm/instantiate.ts';
import type { Frame, Plane } from './frame.ts';
import { copyPart, partBytes, partRowBytes } from './plane-part.ts';
import type { PixelLayout, SampleGrid } from './sample-boxes.ts';
import { claimScratch, kernels, scratch } from './sample-kernels.ts';
import { kernelBinary } from './taps-binary.ts';

/** The functions of taps.wat; pointers are byte offsets into scratch memory. */
interface Kernels {
  mixRows8: MixRows;
  mixRows16: MixRows;
  writeTaps(
    ...args: [
      ...[a: number, b: number, c: number, tapsA: number, tapsB: number, count: number],
      ...[finish: number, covers: number, coverY: number, out: number, pixel: number, channel: number],
    ]
  ): void;
}

type MixRows = (first: number, second: number, weight: number, count: number, line: number) => void;

const { mixRows8, mixRows16, writeTaps } = instantiate<Kernels>(kernelBinary, { pixels: { memory: kernels.memory } });

/** Along one axis, the first of the two neighbouring samples that each output position mixes, and the second's weight. */
interface Taps {
  readonly from: Int32Array;
  readonly weight: Float64Array;
  /** First and last sample that any position uses. */
  readonly first: number;
  readonly last: number;
}

/** A plane, its taps, and its places in scratch memory. */
interface TappedPlane {
  readonly plane: Plane;
  readonly columns: Taps;
  readonly rows: Taps;
  readonly table: number;
  readonly line: number;
  readonly rowBytes: number;
  readonly room: number;
  /** Where the rows of the plane that are copied begin, and which they are. */
  readonly held: { place: number; top: number; bottom: number };
}

/** Rows that are copied at once: few enough to stay in the processor's cache. */
const HELD_ROWS = 16;

/** Bytes that four columns take in the table of `writeTaps`. */
const FOUR_TAPS = 48;

/**
 * What `sampleBilinear` does, for straight grids that do not shrink much: every sample of a row is mixed with that below, so
 * that few samples may be left out, but then positions cost nothing.
 */
export function sampleTaps(frame: Frame, grid: SampleGrid, layout: PixelLayout, fade: boolean): void {
  const { left, top, stepX, stepY, width, height } = grid;
  const covers = fade ? writeCovers(coverage(left, stepX, width, frame.width)) : 0;
  const coversY = fade ? coverage(top, stepY, height, frame.height) : undefined;
  const planes = tappedPlanes(frame, grid);
  const first = planes[0]!;
  const [second = first, third = first] = planes.slice(1);
  const mixRows = frame.format.bitDepth > 8 ? mixRows16 : mixRows8;
  for (let y = 0; y < height; y++) {
    for (const tapped of planes) {
      const { columns, rows, rowBytes, line } = tapped;
      const place = hold(tapped, rows.from[y]!);
      mixRows(place, place + rowBytes, rows.weight[y]!, columns.last - columns.first + 1, line);
    }
    writeTaps(
      ...([first.line, second.line, third.line, first.table, second.table, width, layout.matrix] as const),
      ...([covers, coversY?.[y] ?? 1, layout.out + y * width * layout.pixel, layout.pixel, layout.channel] as const),
    );
  }
}

function tappedPlanes(frame: Frame, { left, top, stepX, stepY, width, height }: SampleGrid): TappedPlane[] {
  const { chromaShiftX, chromaShiftY } = frame.format;
  const tapped: TappedPlane[] = [];
  for (const [index, plane] of frame.planes.entries()) {
    const [shiftX, shiftY] = index > 0 ? [chromaShiftX, chromaShiftY] : [0, 0];
    // Left-sited chroma: columns coincide with even luma columns, rows lie midway between two luma rows.
    const columns = tapsAlong(left / 2 ** shiftX, stepX / 2 ** shiftX, width, plane.width);
    const rows = tapsAlong((top - shiftY * 0.5) / 2 ** shiftY, stepY / 2 ** shiftY, height, plane.height);
    const used = columns.last - columns.first + 1;
    const line = claimScratch((used + 8) * 4);
    // The sample beyond the last has no weight, but must be a number.
    scratch().floats.fill(0, line / 4, line / 4 + used + 8);
    const before = tapped[index - 1];
    const rowBytes = partRowBytes(plane, columns.first, columns.last);
    tapped.push({
      ...{ plane, columns, rows, line, rowBytes, held: { place: 0, top: 0, bottom: -1 } },
      table: index === 2 && before ? before.table : writeTable(columns),
      room: claimScratch(partBytes({ top: 0, bottom: HELD_ROWS - 1, rowBytes })),
    });
  }
  return tapped;
}

function tapsAlong(start: number, step: number, count: number, size: number): Taps {
  const from = new Int32Array(count);
  const weight = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const position = Math.min(Math.max(start + i * step, 0), size - 1);
    from[i] = Math.max(Math.min(Math.floor(position), size - 2), 0);
    weight[i] = position - from[i]!;
  }
  return { from, weight, first: from[0]!, last: Math.min(from[count - 1]! + 1, size - 1) };
}

/** Lays columns out for the kernel `writeTaps`, relative to the first sample that is used. */
function writeTable({ from, weight, first }: Taps): number {
  const floatsOfFour = FOUR_TAPS / 4;
  const length = ((from.length + 3) >> 2) * floatsOfFour;
  const table = claimScratch(length * 4);
  const { integers, floats } = scratch();
  floats.fill(0, table / 4, table / 4 + length);
  for (let x = 0; x < from.length; x++) {
    const at = table / 4 + (x >> 2) * floatsOfFour;
    integers[at + (x & 3)] = (from[x]! - first) * 4;
    floats[at + 4 + (x & 3) * 2] = 1 - weight[x]!;
    floats[at + 5 + (x & 3) * 2] = weight[x]!;
  }
  return table;
}

/** How much of 0..size-1 a pixel around each position covers, 0..1. */
function coverage(start: number, step: number, count: number, size: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => {
    const position = start + i * step;
    return Math.max(0, Math.min(1, position + 1, size - position));
  });
}

function writeCovers(covers: Float32Array): number {
  const place = claimScratch(covers.byteLength);
  scratch().floats.set(covers, place / 4);
  return place;
}

/** The place in scratch memory of a plane row's used part, and after it the next row's; copied unless they are there. */
function hold({ plane, columns, rows, rowBytes, room, held }: TappedPlane, row: number): number {
  const next = Math.min(row + 1, rows.last);
  if (row < held.top || next > held.bottom) {
    held.top = row;
    held.bottom = Math.min(row + HELD_ROWS - 1, rows.last);
    const part = { plane, left: columns.first, right: columns.last, top: row, bottom: held.bottom, rowBytes };
    held.place = copyPart(part, room);
  }
  return held.place + (row - held.top) * rowBytes;
}
