import { instantiate } from '../wasm/instantiate.ts';
import type { Frame, Plane } from './frame.ts';
import { copyPart, partBytes, partRowBytes } from './plane-part.ts';
import type { SampleGrid } from './sample-boxes.ts';
import { claimScratch, kernels, scratch } from './sample-kernels.ts';
import { type Finish, writeMatrix } from './sample-matrix.ts';
import type { OutputRows } from './sample-output.ts';
import { kernelBinary } from './taps-binary.ts';

/** The functions of taps.wat; pointers are byte offsets into scratch memory. */
interface Kernels {
  tapBytes: TapRow;
  tapWords: TapRow;
  writeLines(
    ...args: [
      ...[a: number, b: number, c: number, count: number],
      ...[finish: number, covers: number, coverY: number, out: number, pixel: number, channel: number],
    ]
  ): void;
}

type TapRow = (first: number, second: number, weight: number, taps: number, count: number, line: number) => void;

const { tapBytes, tapWords, writeLines } = instantiate<Kernels>(kernelBinary, { pixels: { memory: kernels.memory } });

/** Steps that are as long or longer reach out of the eight bytes in which `tapBytes` looks for two neighbouring pixels. */
export const LONG_STEP = 6;

/** Bytes that four columns take in the table of taps. */
const FOUR_TAPS = 64;

/** Rows that are copied at once: few enough to stay in the processor's cache. */
const HELD_ROWS = 16;

/** Positions start, start + step, … along one axis of `size` samples, each between two of them. */
interface Axis {
  readonly start: number;
  readonly step: number;
  readonly count: number;
  readonly size: number;
}

/** A plane, how output positions lie on it, and its places in scratch memory. */
interface TappedPlane {
  readonly plane: Plane;
  readonly columns: Axis;
  readonly rows: Axis;
  /** The first and last column, and the last row, that any position uses. */
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly table: number;
  readonly line: number;
  readonly rowBytes: number;
  readonly room: number;
  /** Where the rows of the plane that are copied begin, and which they are. */
  readonly held: { place: number; top: number; bottom: number };
}

/** What `sampleBilinear` does, for straight grids of short steps: columns are looked up, so that positions cost nothing. */
export function sampleTaps(frame: Frame, grid: SampleGrid, output: OutputRows, finish: Finish, fade: boolean): void {
  const matrix = writeMatrix(frame, finish);
  const { left, top, stepX, stepY, width, height } = grid;
  const across = { start: left, step: stepX, count: width, size: frame.width };
  const down = { start: top, step: stepY, count: height, size: frame.height };
  const fades = fade && !(liesInside(across) && liesInside(down));
  const covers = fades ? writeCovers(across) : 0;
  const planes = tappedPlanes(frame, across, down);
  const [first, second = first, third = first] = planes.map(({ line }) => line) as [number, number?, number?];
  const tapRow = frame.format.bitDepth > 8 ? tapWords : tapBytes;
  for (let y = 0; y < height; y++) {
    for (const tapped of planes) {
      const position = positionAt(tapped.rows, y);
      const row = sampleBefore(tapped.rows, position);
      const place = hold(tapped, row, position > row ? 2 : 1);
      tapRow(place, place + tapped.rowBytes, position - row, tapped.table, width, tapped.line);
    }
    writeLines(
      first,
      second,
      third,
      width,
      matrix,
      covers,
      fades ? coverAt(down, y) : 1,
      output.row(y),
      output.pixel,
      output.channel,
    );
  }
}

function tappedPlanes(frame: Frame, across: Axis, down: Axis): TappedPlane[] {
  const { chromaShiftX, chromaShiftY } = frame.format;
  const tapped: TappedPlane[] = [];
  for (const [index, plane] of frame.planes.entries()) {
    const [shiftX, shiftY] = index > 0 ? [chromaShiftX, chromaShiftY] : [0, 0];
    // Left-sited chroma: columns coincide with even luma columns, rows lie midway between two luma rows.
    const columns = shifted(across, 0, shiftX, plane.width);
    const rows = shifted(down, shiftY * 0.5, shiftY, plane.height);
    const left = sampleBefore(columns, positionAt(columns, 0));
    const right = lastSample(columns);
    const rowBytes = partRowBytes(plane, left, right);
    tapped.push({
      ...{ plane, columns, rows, left, right, bottom: lastSample(rows), rowBytes },
      table: (index === 2 ? tapped[1]?.table : undefined) ?? writeTable(columns, left, plane.data.BYTES_PER_ELEMENT),
      line: claimScratch(across.count * 4),
      room: claimScratch(partBytes({ top: 0, bottom: HELD_ROWS - 1, rowBytes })),
      held: { place: 0, top: 0, bottom: -1 },
    });
  }
  return tapped;
}

/** The same positions on a plane with 2^shift times fewer samples, the first of which lies `lead` beyond the picture's. */
function shifted({ start, step, count }: Axis, lead: number, shift: number, size: number): Axis {
  return { start: (start - lead) / 2 ** shift, step: step / 2 ** shift, count, size };
}

/** A position; beyond the border it is the border. */
function positionAt({ start, step, size }: Axis, index: number): number {
  return Math.min(Math.max(start + index * step, 0), size - 1);
}

/** The first of the two samples that a position lies between. */
function sampleBefore({ size }: Axis, position: number): number {
  return Math.max(Math.min(Math.floor(position), size - 2), 0);
}

function lastSample(axis: Axis): number {
  return Math.min(sampleBefore(axis, positionAt(axis, axis.count - 1)) + 1, axis.size - 1);
}

/** Lays columns out for the kernels, relative to the first sample that is used. */
function writeTable(columns: Axis, left: number, bytesPerSample: number): number {
  const fours = (columns.count + 3) >> 2;
  const table = claimScratch(fours * FOUR_TAPS);
  const { bytes, integers, floats } = scratch();
  bytes.fill(255, table, table + fours * FOUR_TAPS);
  for (let x = 0; x < fours * 4; x++) {
    const four = table + (x >> 2) * FOUR_TAPS;
    const lane = x & 3;
    // Columns beyond the last are the last.
    const position = positionAt(columns, Math.min(x, columns.count - 1));
    const from = sampleBefore(columns, position);
    floats[four / 4 + lane] = position - from;
    integers[four / 4 + 12 + lane] = (from - left) * bytesPerSample;
    const pair = lane & 2;
    const at = pair * 4 + (from - left) * bytesPerSample - integers[four / 4 + 12 + pair]!;
    if (bytesPerSample > 1) continue;
    bytes[four + 16 + lane * 4] = at;
    bytes[four + 32 + lane * 4] = at + 1;
  }
  return table;
}

function liesInside({ start, step, count, size }: Axis): boolean {
  return start >= 0 && start + (count - 1) * step <= size - 1;
}

/** How much of 0..size-1 a pixel around a position covers, 0..1. */
function coverAt({ start, step, size }: Axis, index: number): number {
  const position = start + index * step;
  return Math.max(0, Math.min(1, position + 1, size - position));
}

function writeCovers(columns: Axis): number {
  const place = claimScratch(columns.count * 4);
  const { floats } = scratch();
  for (let x = 0; x < columns.count; x++) floats[place / 4 + x] = coverAt(columns, x);
  return place;
}

/** The place in scratch memory of a plane row's used part, and of as many as are `wanted`; copied unless they are there. */
function hold(
  { plane, rows, left, right, bottom, rowBytes, room, held }: TappedPlane,
  row: number,
  wanted: 1 | 2,
): number {
  if (row < held.top || row + wanted - 1 > held.bottom) {
    held.top = row;
    // Where rows are left out, only those are copied that are wanted.
    held.bottom = Math.min(row + (rows.step < 2 ? HELD_ROWS : wanted) - 1, bottom);
    held.place = copyPart({ plane, left, right, top: row, bottom: held.bottom, rowBytes }, room);
  }
  return held.place + (row - held.top) * rowBytes;
}
