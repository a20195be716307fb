import { instantiate } from '../wasm/instantiate.ts';
import type { Affine } from './affine.ts';
import { type BilinearKernels, bilinear } from './bilinear.ts';
import type { Frame } from './frame.ts';
import { kernelBinary } from './gather-binary.ts';
import { copyPart, type PlanePart, partBytes, partRowBytes } from './plane-part.ts';
import { claimScratch, kernels, scratch } from './sample-kernels.ts';
import { type Finish, writeMatrix } from './sample-matrix.ts';
import type { OutputRows } from './sample-output.ts';
import { span } from './span.ts';

/** What gather.wat exports. */
type Kernels = { readonly gatherBytes: BilinearKernels['gatherRow'] };

const { gatherBytes } = instantiate<Kernels>(kernelBinary, { pixels: { memory: kernels.memory } });

/** Source bytes that are copied at once, where that is possible without copying much twice. */
const bandBytes = 8_000_000;

/** More than positions lose when they become fixed-point numbers. */
const SLIVER = 1 / 1024;

/** Output rows, and the part of each plane that they need. */
interface Band {
  readonly from: number;
  readonly to: number;
  readonly parts: readonly PlanePart[];
}

/**
 * Samples `frame` at `map(x, y)` (columns and rows of its first plane) for each pixel of the output, each plane by bilinear
 * interpolation of its four nearest samples. With `fade`, positions beyond the border fade to the finish's outside over one
 * pixel; else the border goes on.
 */
export function sampleBilinear(frame: Frame, map: Affine, output: OutputRows, finish: Finish, fade: boolean): void {
  const matrix = writeMatrix(frame, finish);
  const job = claimScratch(96);
  const bands = cutIntoBands(frame, map, output);
  // The kernel reads a row more than there is, and weighs it by 0.
  const rooms = frame.planes.map((_, i) => claimScratch(Math.max(...bands.map(({ parts }) => partBytes(parts[i]!)))));
  const inside = insideOf(frame);
  const quick = frame.format.bitDepth === 8;
  const [a, b, c, d, e, f] = map;
  const { width, pixel, channel } = output;
  // What a row's positions add to its first.
  const [lowX, highX] = [Math.min(0, a * (width - 1)), Math.max(0, a * (width - 1))];
  const [lowY, highY] = [Math.min(0, d * (width - 1)), Math.max(0, d * (width - 1))];
  for (const { from, to, parts } of bands) {
    const copies = parts.map((part, i) => copyPart(part, rooms[i]!));
    writeJob(frame, job, parts, copies, fade);
    const { left, top } = parts[0]!;
    for (let y = from; y < to; y++) {
      const startX = b * y + c;
      const startY = e * y + f;
      const place = output.row(y);
      const isInside =
        startX + lowX >= inside.left &&
        startX + highX <= inside.right &&
        startY + lowY >= inside.top &&
        startY + highY <= inside.bottom;
      const count = isInside && quick ? width & ~3 : 0;
      const atX = startX - left;
      const atY = startY - top;
      if (count > 0) gatherBytes(job, atX, atY, a, d, count, matrix, place, pixel, channel);
      if (count === width) continue;
      bilinear.gatherRow(
        job,
        atX + a * count,
        atY + d * count,
        a,
        d,
        width - count,
        matrix,
        place + count * pixel,
        pixel,
        channel,
      );
    }
  }
}

/** Where positions lie on every plane within its first and last column and row, and not quite on these. */
function insideOf(frame: Frame): { left: number; top: number; right: number; bottom: number } {
  const inside = { left: 0, top: 0, right: Infinity, bottom: Infinity };
  for (const [index, { width, height }] of frame.planes.entries()) {
    const [x, y] = follow(frame, index);
    inside.left = Math.max(inside.left, (SLIVER - x.offset) / x.scale);
    inside.top = Math.max(inside.top, (SLIVER - y.offset) / y.scale);
    inside.right = Math.min(inside.right, (width - 1 - SLIVER - x.offset) / x.scale);
    inside.bottom = Math.min(inside.bottom, (height - 1 - SLIVER - y.offset) / y.scale);
  }
  return inside;
}

/** Bands are only worth it where neighbouring output rows need different rows or columns of the frame. */
function cutIntoBands(frame: Frame, map: Affine, { width, height }: OutputRows): Band[] {
  const bytes = partsOf(frame, map, width, 0, height).reduce((sum, part) => sum + partBytes(part), 0);
  const [a, b, , d, e] = map.map(Math.abs) as unknown as Affine;
  const straight = Math.min(Math.max(b * height, d * width), Math.max(a * width, e * height)) < 1;
  const rows = straight ? Math.ceil(height / Math.ceil(bytes / bandBytes)) : height;
  const bands: Band[] = [];
  for (let from = 0; from < height; from += rows) {
    const to = Math.min(from + rows, height);
    bands.push({ from, to, parts: partsOf(frame, map, width, from, to) });
  }
  return bands;
}

/** What the output rows from..to-1 need of each plane. */
function partsOf(frame: Frame, [a, b, c, d, e, f]: Affine, width: number, from: number, to: number): PlanePart[] {
  return frame.planes.map((plane, index) => {
    const [x, y] = follow(frame, index);
    const [startX, startY] = [b * from + c, e * from + f];
    const columns = span(
      startX * x.scale + x.offset,
      a * (width - 1) * x.scale,
      b * (to - 1 - from) * x.scale,
      plane.width,
    );
    const rows = span(
      startY * y.scale + y.offset,
      d * (width - 1) * y.scale,
      e * (to - 1 - from) * y.scale,
      plane.height,
    );
    const [left, right] = [columns.first, columns.last];
    return { plane, left, right, top: rows.first, bottom: rows.last, rowBytes: partRowBytes(plane, left, right) };
  });
}

/** How positions on a plane follow from those on the first. */
function follow({ format }: Frame, plane: number): [x: Follow, y: Follow] {
  if (plane === 0) return [same, same];
  // Left-sited chroma: columns coincide with even luma columns, rows lie midway between two luma rows.
  return [format.chromaShiftX ? half : same, format.chromaShiftY ? { scale: 0.5, offset: -0.25 } : same];
}

interface Follow {
  readonly scale: number;
  readonly offset: number;
}
const same: Follow = { scale: 1, offset: 0 };
const half: Follow = { scale: 0.5, offset: 0 };

/** Lays out what `gatherRow` wants to know. */
function writeJob(
  frame: Frame,
  job: number,
  parts: readonly PlanePart[],
  places: readonly number[],
  fade: boolean,
): void {
  const first = parts[0]!;
  const second = parts[1] ?? first;
  const [x, y] = follow(frame, parts.length > 1 ? 1 : 0);
  const size = Math.max(frame.width, frame.height);
  // Room for differences of positions that lie beyond the frame by a quarter of its size, and more.
  const bits = Math.min(16, 29 - Math.ceil(Math.log2(size)));
  const fixed = (value: number) => Math.round(value * 2 ** bits);
  const { integers, doubles } = scratch();
  const { left, top } = first;
  integers.set(
    [
      ...[places[0]!, places[1] ?? places[0]!, places[2] ?? places[0]!, frame.format.bitDepth > 8 ? 1 : 0],
      ...[first.rowBytes, first.right - left, first.bottom - top, 0],
      ...[second.rowBytes, second.right - second.left, second.bottom - second.top, 0],
      ...[-Math.log2(x.scale), fixed(left * x.scale + x.offset - second.left)],
      ...[-Math.log2(y.scale), fixed(top * y.scale + y.offset - second.top)],
      ...[fixed(-1 - left), fixed(frame.width - left), fixed(-1 - top), fixed(frame.height - top)],
      ...[fade ? 1 : 0, bits],
    ],
    job / 4,
  );
  doubles[job / 8 + 11] = size * 1.25;
}
