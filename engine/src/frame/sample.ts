import type { Affine } from './affine.ts';
import type { Frame } from './frame.ts';
import { sampleBilinear } from './sample-bilinear.ts';
import { type SampleGrid, sampleBoxes } from './sample-boxes.ts';
import { releaseScratch, scratch } from './sample-kernels.ts';
import { writeMatrix } from './sample-matrix.ts';
import { OutputRows } from './sample-output.ts';
import { LONG_STEP, sampleTaps } from './sample-taps.ts';
import { sampleTurned } from './sample-turned.ts';

/** Bytes of output that stay in the processor's cache until they are copied to where they go. */
const BAND_BYTES = 1 << 17;

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
  /** Only with `planar`: the planes are larger than the output, which lies at their top left; the rest of them stays as it is. */
  readonly within?: { readonly width: number; readonly height: number };
  /** Which colour comes first. Default `rgb`. */
  readonly order?: 'rgb' | 'bgr';
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
  const { planar = false, within = { width, height } } = options;
  const needed = 3 * (planar ? within.width * within.height : width * height);
  if (out.length < needed) throw new RangeError(`out holds ${out.length} floats, ${needed} are needed`);
  if (planar && (within.width < width || within.height < height)) {
    throw new RangeError(`${width}×${height} pixels do not fit in planes of ${within.width}×${within.height}`);
  }
  if (!outToFrame.every(Number.isFinite)) throw new RangeError(`the map [${outToFrame.join(', ')}] is not finite`);
  if (width * height === 0) return;
  releaseScratch();
  const { filter = 'area', round = false, scale = 1, offset = 0, border = 'replicate', order = 'rgb' } = options;
  const fade = border !== 'replicate';
  const gray = fade ? border : 0;
  const finish = { low: 0, high: 255, scale, offset, round, outside: gray, swapped: order === 'bgr' };
  const bandRows = filter === 'bilinear' ? Math.min(height, Math.ceil(BAND_BYTES / (width * 12))) : height;
  const output = new OutputRows({ values: out, width, height, planes: planar ? within : undefined }, bandRows);
  // From here on x counts plane columns.
  const aspect = frame.pixelAspect;
  const map: Affine = [
    outToFrame[0] / aspect,
    outToFrame[1] / aspect,
    outToFrame[2] / aspect,
    outToFrame[3],
    outToFrame[4],
    outToFrame[5],
  ];
  const grid = straightGrid(map, width, height);
  if (filter === 'bilinear' && grid && grid.stepX < LONG_STEP) {
    sampleTaps(frame, grid, output, finish, fade);
  } else if (filter === 'bilinear') {
    sampleBilinear(frame, map, output, finish, fade);
  } else if (grid) {
    const { pixel, channel } = output;
    sampleBoxes(frame, grid, { out: output.out, pixel, channel, matrix: writeMatrix(frame, finish) });
    if (fade) fillOutside(frame, grid, output, gray * scale + offset);
  } else {
    sampleTurned(frame, map, output, finish, fade ? gray * scale + offset : undefined);
  }
  output.finish();
}

/** The grid of a map that neither turns nor flips by as much as a thousandth of a pixel. */
function straightGrid([a, b, c, d, e, f]: Affine, width: number, height: number): SampleGrid | undefined {
  if (Math.abs(b) * height >= 1e-3 || Math.abs(d) * width >= 1e-3 || a <= 0 || e <= 0) return undefined;
  return { left: c, top: f, stepX: a, stepY: e, width, height };
}

function fillOutside(frame: Frame, grid: SampleGrid, output: OutputRows, value: number): void {
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
