import type { Affine } from './affine.ts';
import type { Frame } from './frame.ts';
import { type PixelLayout, type SampleGrid, sampleBoxes } from './sample-boxes.ts';
import { claimScratch, kernels, releaseScratch, scratch } from './sample-kernels.ts';
import { type Finish, writeMatrix } from './sample-matrix.ts';

export interface SampleOptions {
  /** What lies outside the frame: its border pixels go on, or one gray value 0..255. Default `replicate`. */
  readonly border?: 'replicate' | number;
  /** out = v · scale + offset, after v was clamped to 0..255. Defaults 1 and 0. */
  readonly scale?: number;
  readonly offset?: number;
  /** Three planes one after another (CHW) instead of interleaved RGB (HWC). */
  readonly planar?: boolean;
}

/**
 * Samples `frame` as R'G'B' (0..255, the frame's own primaries and transfer) at `outToFrame(x, y)` for each pixel of a
 * `width` × `height` output; positions are square pixels. `out` holds width × height × 3 floats.
 *
 * Bilinear when enlarging; when shrinking, each output pixel averages the area that it covers. 4:2:0 chroma is taken as
 * left-sited (H.264 and HEVC chroma_sample_loc_type 0).
 */
export function sampleRgb(
  frame: Frame,
  outToFrame: Affine,
  width: number,
  height: number,
  out: Float32Array,
  options: SampleOptions = {},
): void {
  const pixels = width * height;
  if (out.length < pixels * 3) throw new RangeError(`out holds ${out.length} floats, ${pixels * 3} are needed`);
  if (!outToFrame.every(Number.isFinite)) throw new RangeError(`the map [${outToFrame.join(', ')}] is not finite`);
  if (pixels === 0) return;
  releaseScratch();
  const { scale = 1, offset = 0, planar = false, border = 'replicate' } = options;
  const finish: Finish = { low: 0, high: 255, scale, offset };
  const outside = border === 'replicate' ? undefined : border * scale + offset;
  // Planes are kept apart: a row's last vector runs over its end.
  const channel = planar ? pixels * 4 + 16 : 0;
  const place = claimScratch(planar ? channel * 3 : pixels * 12);
  const shape = { width, height, out: place, pixel: planar ? 4 : 12, channel };
  // From here on x counts plane columns.
  const aspect = frame.pixelAspect;
  const map: Affine = [
    ...([outToFrame[0] / aspect, outToFrame[1] / aspect, outToFrame[2] / aspect] as const),
    ...([outToFrame[3], outToFrame[4], outToFrame[5]] as const),
  ];
  const [a, b, c, d, e, f] = map;
  if (Math.abs(b) * height < 1e-3 && Math.abs(d) * width < 1e-3 && a > 0 && e > 0) {
    const grid = { left: c, top: f, stepX: a, stepY: e, width, height };
    sampleBoxes(frame, grid, { ...shape, matrix: writeMatrix(frame, finish) });
    if (outside !== undefined) fillOutside(frame, grid, shape, outside);
  } else {
    sampleTurned(frame, map, shape, finish, outside);
  }
  const { floats } = scratch();
  const start = place / 4;
  if (!planar) out.set(floats.subarray(start, start + pixels * 3));
  for (let plane = 0; planar && plane < 3; plane++) {
    const from = start + (plane * channel) / 4;
    out.set(floats.subarray(from, from + pixels), plane * pixels);
  }
}

type Output = Omit<PixelLayout, 'matrix'> & { readonly width: number; readonly height: number };

/**
 * Turned maps go in two steps: a straight copy of the region at (nearly) the output's scale, which does the averaging and
 * the colour conversion, then bilinear. The 1.15 keeps that double filter from looking soft.
 */
function sampleTurned(frame: Frame, map: Affine, output: Output, finish: Finish, outside: number | undefined): void {
  const [a, b, c, d, e, f] = map;
  const { width, height, out, pixel, channel } = output;
  const stepX = Math.max(1, Math.hypot(a, b) / 1.15);
  const stepY = Math.max(1, Math.hypot(d, e) / 1.15);
  const columns = span(c, a * (width - 1), b * (height - 1), frame.width);
  const rows = span(f, d * (width - 1), e * (height - 1), frame.height);
  // Bilinear wants two pixels each way; beyond the frame the border is repeated.
  const copyWidth = Math.ceil((columns.last - columns.first) / stepX) + 2;
  const copyHeight = Math.ceil((rows.last - rows.first) / stepY) + 2;
  const picture = claimScratch(copyWidth * copyHeight * 16);
  // Not clamped yet: clamping before the interpolation would shift saturated edges.
  const open = { low: -1e9, high: 1e9, scale: 1, offset: 0 };
  sampleBoxes(
    frame,
    { left: columns.first, top: rows.first, stepX, stepY, width: copyWidth, height: copyHeight },
    { out: picture, pixel: 16, channel: 0, matrix: writeMatrix(frame, open) },
  );
  const matrix = writeMatrix(frame, finish);
  const corners = claimScratch(32);
  const inCopy = (x: number, y: number) => [(x - columns.first) / stepX, (y - rows.first) / stepY] as const;
  scratch().doubles.set([...inCopy(-0.5, -0.5), ...inCopy(frame.width - 0.5, frame.height - 0.5)], corners / 8);
  for (let y = 0; y < height; y++) {
    kernels.bilinearRow(
      ...([picture, copyWidth * 16, copyWidth - 1, copyHeight - 1] as const),
      ...([...inCopy(b * y + c, e * y + f), a / stepX, d / stepY] as const),
      ...([width, matrix, out + y * width * pixel, pixel, channel] as const),
      ...([outside === undefined ? 0 : 1, corners, outside ?? 0] as const),
    );
  }
}

/** First and last sample that positions start + (0 or alongX) + (0 or alongY) touch, kept inside 0..size-1. */
function span(start: number, alongX: number, alongY: number, size: number): { first: number; last: number } {
  const low = start + Math.min(0, alongX) + Math.min(0, alongY);
  const high = start + Math.max(0, alongX) + Math.max(0, alongY);
  const first = Math.min(Math.max(Math.floor(low), 0), size - 1);
  return { first, last: Math.max(Math.min(Math.ceil(high), size - 1), first) };
}

function fillOutside(frame: Frame, grid: SampleGrid, output: Output, value: number): void {
  const { width, height, out, pixel, channel } = output;
  const xs = insideRange(grid.left, grid.stepX, width, frame.width);
  const ys = insideRange(grid.top, grid.stepY, height, frame.height);
  const { floats } = scratch();
  const channels = pixel === 4 ? [0, channel / 4, channel / 2] : [0];
  const perPixel = pixel === 4 ? 1 : 3;
  for (const start of channels) {
    for (let y = 0; y < height; y++) {
      const row = out / 4 + start + y * width * perPixel;
      const inside = y >= ys.from && y < ys.to;
      floats.fill(value, row, row + (inside ? xs.from : width) * perPixel);
      if (inside) floats.fill(value, row + xs.to * perPixel, row + width * perPixel);
    }
  }
}

/** Output positions that lie inside 0..size-1, widened by half a sample. */
function insideRange(start: number, step: number, count: number, size: number): { from: number; to: number } {
  const from = Math.min(Math.max(Math.ceil((-0.5 - start) / step), 0), count);
  const to = Math.min(Math.max(Math.floor((size - 0.5 - start) / step) + 1, from), count);
  return { from, to };
}
