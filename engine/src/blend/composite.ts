/** Lays a patch over a frame, in the frame's own pixel format. Where the patch's alpha is 0, pixels keep their exact value. */
import { lumaRange, rgbToYuvCoefficients } from '../frame/color.ts';
import type { Frame, Plane } from '../frame/frame.ts';
import { instantiate } from '../wasm/instantiate.ts';
import { kernelBinary } from './composite-binary.ts';
import type { Patch } from './patch.ts';
import { claimPatchScratch, patchImports, patchViews, releasePatchScratch, rgbaPlace } from './patch-memory.ts';

/** The functions of composite.wat; pointers are byte offsets into patch memory. */
interface Kernels {
  layRow(
    ...args: [
      ...[rgba: number, count: number, samples: number, wide: number],
      ...[r: number, g: number, b: number, offset: number, most: number],
    ]
  ): void;
  layBoxes(
    ...args: [
      ...[rgba: number, stride: number, columns: number, rows: number, count: number, share: number],
      ...[us: number, vs: number, wide: number, ...u: Mix, ...v: Mix, most: number],
    ]
  ): void;
}

const kernels = instantiate<Kernels>(kernelBinary, patchImports);

/** One plane's value of an RGB colour: `r·R + g·G + b·B + offset`, R'G'B' in 0..255. */
type Mix = readonly [r: number, g: number, b: number, offset: number];

export function composite(frame: Frame, patch: Patch): void {
  const { x, y, width, height } = patch;
  if (width <= 0 || height <= 0) return;
  const { model, bitDepth, chromaShiftX: shiftX, chromaShiftY: shiftY } = frame.format;
  releasePatchScratch();
  const rgba = rgbaPlace(patch);
  const mixes = model === 'yuv' ? yuvMixes(frame) : model === 'rgb' ? rgbMixes(frame) : [grayMix(frame)];
  const reduced = model === 'yuv' && shiftX + shiftY > 0;
  const most = 2 ** bitDepth - 1;
  const full = frame.planes.slice(0, reduced ? 1 : undefined).map((plane) => new PlaneRow(plane, x, width));
  const layRow = (row: number) => {
    for (const [plane, samples] of full.entries()) {
      samples.read(row);
      kernels.layRow(rgba + (row - y) * width * 16, width, samples.place, samples.wide, ...mixes[plane]!, most);
      samples.write(row);
    }
  };
  if (!reduced) {
    for (let row = y; row < y + height; row++) layRow(row);
    return;
  }
  const chroma = reducedRows(frame, patch, rgba, mixes[1]!, mixes[2]!);
  for (let row = y >> shiftY; row <= (y + height - 1) >> shiftY; row++) {
    const first = Math.max(y, row << shiftY);
    const last = Math.min(y + height, (row + 1) << shiftY) - 1;
    for (let lumaRow = first; lumaRow <= last; lumaRow++) layRow(lumaRow);
    chroma(row, first, last);
  }
}

/**
 * Chroma planes with fewer samples: each takes the mean of the patch's pixels that lie in it, weighted by their alpha. The
 * result lays one row, whose luma rows are `first` to `last`.
 */
function reducedRows(
  frame: Frame,
  { x, y, width }: Patch,
  rgba: number,
  u: Mix,
  v: Mix,
): (row: number, first: number, last: number) => void {
  const { chromaShiftX: shiftX, chromaShiftY: shiftY } = frame.format;
  const most = 2 ** frame.format.bitDepth - 1;
  const columns = 1 << shiftX;
  const share = 1 / (columns << shiftY);
  const from = x >> shiftX;
  const count = ((x + width - 1) >> shiftX) - from + 1;
  const us = new PlaneRow(frame.planes[1]!, from, count);
  const vs = new PlaneRow(frame.planes[2]!, from, count);
  const bytes = 1 << us.wide;
  // Boxes that the patch's left or right edge cuts are one pixel wide.
  const cutLeft = x & (columns - 1) ? 1 : 0;
  const whole = (width - cutLeft) >> shiftX;
  const cutRight = width - cutLeft - whole * columns;
  return (row, first, last) => {
    us.read(row);
    vs.read(row);
    const lay = (column: number, box: number, boxColumns: number, boxes: number) => {
      if (boxes === 0) return;
      const at = rgba + ((first - y) * width + column) * 16;
      const planes = [us.place + box * bytes, vs.place + box * bytes, us.wide] as const;
      kernels.layBoxes(at, width * 16, boxColumns, last - first + 1, boxes, share, ...planes, ...u, ...v, most);
    };
    lay(0, 0, 1, cutLeft);
    lay(cutLeft, cutLeft, columns, whole);
    lay(width - cutRight, count - 1, 1, cutRight);
    us.write(row);
    vs.write(row);
  };
}

/** Part of a plane's rows, one at a time in patch memory: frames lie in memory of their own. */
class PlaneRow {
  readonly place: number;
  /** 1 for samples of 16 bits, 0 for bytes. */
  readonly wide: 0 | 1;
  readonly #plane: Plane;
  readonly #column: number;
  readonly #count: number;
  #samples: Uint8Array | Uint16Array | undefined;

  constructor(plane: Plane, column: number, count: number) {
    this.#plane = plane;
    this.#column = column;
    this.#count = count;
    this.wide = plane.data instanceof Uint8Array ? 0 : 1;
    // Engines copy shared memory byte by byte, eight times as slowly, unless both places are alike within eight bytes.
    const lead = (plane.data.byteOffset + (column << this.wide)) & 7;
    this.place = claimPatchScratch((count << this.wide) + lead) + lead;
  }

  read(row: number): void {
    // Looked up late: every claim may move the memory.
    this.#samples ??= this.#view();
    const at = row * this.#plane.stride + this.#column;
    this.#samples.set(this.#plane.data.subarray(at, at + this.#count));
  }

  write(row: number): void {
    if (this.#samples) this.#plane.data.set(this.#samples, row * this.#plane.stride + this.#column);
  }

  #view(): Uint8Array | Uint16Array {
    const { bytes, words } = patchViews();
    const first = this.place / (1 << this.wide);
    return (this.wide ? words : bytes).subarray(first, first + this.#count);
  }
}

function yuvMixes(frame: Frame): Mix[] {
  const k = rgbToYuvCoefficients(frame.color, frame.format.bitDepth);
  return [
    [k.yR, k.yG, k.yB, k.yOffset],
    [k.uR, k.uG, k.uB, k.cOffset],
    [k.vR, k.vG, k.vB, k.cOffset],
  ];
}

function rgbMixes(frame: Frame): Mix[] {
  const { black, span } = lumaRange(frame.color.fullRange, frame.format.bitDepth);
  const k = span / 255;
  return [
    [k, 0, 0, black],
    [0, k, 0, black],
    [0, 0, k, black],
  ];
}

function grayMix(frame: Frame): Mix {
  const { black, span } = lumaRange(frame.color.fullRange, frame.format.bitDepth);
  const k = span / 255;
  return [0.299 * k, 0.587 * k, 0.114 * k, black];
}
