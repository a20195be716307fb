import type { Frame, Plane } from './frame.ts';
import { type Boxes, boxColumnBytes, boxesAlong, writeBoxColumns } from './sample-box.ts';
import { claimScratch, kernels, scratch } from './sample-kernels.ts';

/** A straight grid of sample positions, in columns and rows of the frame's first plane. */
export interface SampleGrid {
  readonly left: number;
  readonly top: number;
  readonly stepX: number;
  readonly stepY: number;
  readonly width: number;
  readonly height: number;
}

/** Where pixels go, in scratch memory: `pixel` 12 or 16 bytes apart, or in three planes (`pixel` 4) `channel` bytes apart. */
export interface PixelLayout {
  readonly out: number;
  readonly pixel: number;
  readonly channel: number;
  /** Colour matrix, clamp and scale, as `writeMatrix` lays them. */
  readonly matrix: number;
}

/** A plane with the boxes that each output pixel averages, and its places in scratch memory. */
interface BoxedPlane {
  readonly plane: Plane;
  readonly columns: Boxes;
  readonly rows: Boxes;
  readonly table: number;
  readonly means: number;
  readonly line: number;
  /** The rows of a band, copied: bytes from one to the next. */
  readonly copy: number;
  readonly copyStep: number;
}

/** Source bytes that are copied at once. Bounds scratch memory for pictures of 100 megapixels. */
const bandBytes = 8_000_000;

/**
 * Samples `frame` on a straight grid: each output pixel is the exact mean over the box of `stepX` × `stepY` around its
 * position, and never less than one sample wide, which makes enlarging plain bilinear interpolation.
 */
export function sampleBoxes(frame: Frame, grid: SampleGrid, layout: PixelLayout): void {
  const bytes = frame.format.bitDepth > 8 ? 2 : 1;
  const bands = cutIntoBands(frame, grid, bytes);
  const planes = boxedPlanes(frame, grid, bytes, bands.rows);
  const [first, second = first, third = first] = planes.map(({ line }) => line) as [number, number?, number?];
  const averageRows = bytes === 1 ? kernels.averageRows8 : kernels.averageRows16;
  for (let top = 0; top < grid.height; top += bands.rows) {
    const bottom = Math.min(top + bands.rows, grid.height);
    for (const boxed of planes) copyBand(boxed, top, bottom, bytes);
    for (let y = top; y < bottom; y++) {
      for (const { rows, columns, copy, copyStep, table, means, line } of planes) {
        const from = rows.from[y]!;
        const to = rows.to[y]!;
        averageRows(
          copy + (from - rows.from[top]!) * copyStep,
          copyStep,
          Math.max(0, to - from - 1),
          copy + (to - rows.from[top]!) * copyStep,
          rows.fromWeight[y]!,
          rows.weight[y]!,
          rows.toWeight[y]!,
          columns.last - columns.first + 1,
          means,
        );
        kernels.averageColumns(means, table, grid.width, line);
      }
      const out = layout.out + y * grid.width * layout.pixel;
      kernels.writePixels(first, second, third, grid.width, layout.matrix, out, layout.pixel, layout.channel);
    }
  }
}

function cutIntoBands(frame: Frame, grid: SampleGrid, bytes: number): { rows: number } {
  const columns = Math.min(frame.width, Math.ceil(grid.width * grid.stepX) + 2);
  const bytesPerRow = columns * Math.max(1, grid.stepY) * frame.planes.length * bytes;
  return { rows: Math.min(Math.max(1, Math.floor(bandBytes / bytesPerRow)), grid.height) };
}

function boxedPlanes(frame: Frame, grid: SampleGrid, bytes: number, bandRows: number): BoxedPlane[] {
  const boxed: BoxedPlane[] = [];
  for (const [index, plane] of frame.planes.entries()) {
    const shiftX = index > 0 ? frame.format.chromaShiftX : 0;
    const shiftY = index > 0 ? frame.format.chromaShiftY : 0;
    const before = index === 2 ? boxed[1] : undefined;
    // Left-sited chroma: columns coincide with even luma columns, rows lie midway between two luma rows.
    const columns =
      before?.columns ?? boxesAlong(grid.left / 2 ** shiftX, grid.stepX / 2 ** shiftX, grid.width, plane.width);
    const rows =
      before?.rows ??
      boxesAlong((grid.top - shiftY * 0.5) / 2 ** shiftY, grid.stepY / 2 ** shiftY, grid.height, plane.height);
    const used = columns.last - columns.first + 1;
    // When most of each row is used, one copy of all rows with what lies between is cheaper than one copy a row.
    const copyStep = used * 2 > plane.stride ? plane.stride * bytes : (used * bytes + 15) & ~15;
    const table = before?.table ?? claimScratch(grid.width * boxColumnBytes);
    if (!before) writeBoxColumns(columns, scratch(), table);
    const means = claimScratch((used + 8) * 4);
    const line = claimScratch(grid.width * 4);
    const copy = claimScratch(mostRows(rows, bandRows) * copyStep);
    boxed.push({ plane, columns, rows, table, means, line, copy, copyStep });
  }
  return boxed;
}

/** Most plane rows that `bandRows` consecutive output rows average. */
function mostRows(rows: Boxes, bandRows: number): number {
  let most = 0;
  for (let top = 0; top < rows.from.length; top += bandRows) {
    const bottom = Math.min(top + bandRows, rows.from.length) - 1;
    most = Math.max(most, rows.to[bottom]! - rows.from[top]! + 1);
  }
  return most;
}

function copyBand({ plane, columns, rows, copy, copyStep }: BoxedPlane, top: number, bottom: number, bytes: number) {
  const { data, stride } = plane;
  const first = rows.from[top]!;
  const last = rows.to[bottom - 1]!;
  const used = columns.last - columns.first + 1;
  const { bytes: bytesView, words } = scratch();
  const packed = copyStep === stride * bytes;
  const length = packed ? (last - first) * stride + used : used;
  for (let row = first; row <= last; row = packed ? last + 1 : row + 1) {
    const start = row * stride + columns.first;
    const place = copy + (row - first) * copyStep;
    if (data instanceof Uint8Array) bytesView.set(new Uint8Array(data.buffer, data.byteOffset + start, length), place);
    else words.set(new Uint16Array(data.buffer, data.byteOffset + start * 2, length), place / 2);
  }
}
