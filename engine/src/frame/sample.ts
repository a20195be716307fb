import type { Affine } from './affine.ts';
import type { Frame } from './frame.ts';
import { sampleBilinear } from './sample-bilinear.ts';
import { type Output, type SampleGrid, sampleBoxes } from './sample-boxes.ts';
import { claimScratch, releaseScratch, scratch } from './sample-kernels.ts';
import { writeMatrix } from './sample-matrix.ts';
import { sampleTaps } from './sample-taps.ts';
import { sampleTurned } from './sample-turned.ts';

/** Straight grids with shorter steps are faster row by row than pixel by pixel. */
const FEW_LEFT_OUT = 6;

export interface SampleOptions {
  /**
   * `area` averages what an output pixel covers; `bilinear` mixes the four nearest pixels even when shrinking, as networks
   * expect that were fed by OpenCV's `warpAffine` and `resize`. Default `area`.
   */
  readonly filter?: 'area' | 'bilinear';
  /**
   * What lies outside the frame: its border pixels go on, or one gray value 0..255, which `bilinear` mixes with the border
   * pixels over the pixel between. Default `replicate`.
   */
  readonly border?: 'replicate' | number;
  /** Whole numbers, as a picture of 8 bits has them. Only with `bilinear`. Default false. */
  readonly round?: boolean;
  /** out = v · scale + offset, after v was clamped to 0..255 and rounded. Defaults 1 and 0. */
  readonly scale?: number;
  readonly offset?: number;
  /** Three planes one after another (CHW) instead of interleaved RGB (HWC). */
  readonly planar?: boolean;
}

/**
 * Samples `frame` as R'G'B' (0..255, the frame's own primaries and transfer) at `outToFrame(x, y)` for each pixel of a
 * `width` × `height` output; positions are square pixels. `out` holds width × height × 3 floats.
 *
 * The filter `area` is bilinear too when enlarging; when shrinking, each output pixel averages the area that it covers. 4:2:0
 * chroma is taken as left-sited (H.264 and HEVC chroma_sample_loc_type 0).
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
  const { filter = 'area', round = false, scale = 1, offset = 0, planar = false, border = 'replicate' } = options;
  const fade = border !== 'replicate';
  const gray = fade ? border : 0;
  const finish = { low: 0, high: 255, scale, offset, round, outside: gray };
  // Planes are kept apart: a row's last vector runs over its end.
  const channel = planar ? pixels * 4 + 16 : 0;
  const place = claimScratch(planar ? channel * 3 : pixels * 12);
  const shape: Output = { width, height, out: place, pixel: planar ? 4 : 12, channel };
  // From here on x counts plane columns.
  const aspect = frame.pixelAspect;
  const map: Affine = [
    ...([outToFrame[0] / aspect, outToFrame[1] / aspect, outToFrame[2] / aspect] as const),
    ...([outToFrame[3], outToFrame[4], outToFrame[5]] as const),
  ];
  const grid = straightGrid(map, width, height);
  if (filter === 'bilinear' && grid && grid.stepX < FEW_LEFT_OUT) {
    sampleTaps(frame, grid, { ...shape, matrix: writeMatrix(frame, finish) }, fade);
  } else if (filter === 'bilinear') {
    sampleBilinear(frame, map, shape, finish, fade);
  } else if (grid) {
    sampleBoxes(frame, grid, { ...shape, matrix: writeMatrix(frame, finish) });
    if (fade) fillOutside(frame, grid, shape, gray * scale + offset);
  } else {
    sampleTurned(frame, map, shape, finish, fade ? gray * scale + offset : undefined);
  }
  const { floats } = scratch();
  const start = place / 4;
  if (!planar) out.set(floats.subarray(start, start + pixels * 3));
  for (let plane = 0; planar && plane < 3; plane++) {
    const from = start + (plane * channel) / 4;
    out.set(floats.subarray(from, from + pixels), plane * pixels);
  }
}

/** The grid of a map that neither turns nor flips by as much as a thousandth of a pixel. */
function straightGrid([a, b, c, d, e, f]: Affine, width: number, height: number): SampleGrid | undefined {
  if (Math.abs(b) * height >= 1e-3 || Math.abs(d) * width >= 1e-3 || a <= 0 || e <= 0) return undefined;
  return { left: c, top: f, stepX: a, stepY: e, width, height };
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
