/** Lays a patch over a frame, in the frame's own pixel format. Where the patch's alpha is 0, pixels keep their exact value. */
import type { Frame } from '../frame/frame.ts';
import { type PlaneMix, planeMixes } from '../frame/plane-mixes.ts';
import { instantiate } from '../wasm/instantiate.ts';
import { kernelBinary } from './composite-binary.ts';
import type { Patch } from './patch.ts';
import { patchImports, releasePatchScratch, rgbaPlace } from './patch-memory.ts';
import { PlaneRows } from './plane-rows.ts';

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
      ...[us: number, vs: number, wide: number, ...u: PlaneMix, ...v: PlaneMix, most: number],
    ]
  ): void;
}

const kernels = instantiate<Kernels>(kernelBinary, patchImports);

export function composite(frame: Frame, patch: Patch): void {
  const { x, y, width, height } = patch;
  if (width <= 0 || height <= 0) return;
  const { model, bitDepth, chromaShiftX: shiftX, chromaShiftY: shiftY } = frame.format;
  releasePatchScratch();
  const rgba = rgbaPlace(patch);
  const mixes = planeMixes(frame);
  const reduced = model === 'yuv' && shiftX + shiftY > 0;
  const most = 2 ** bitDepth - 1;
  const bottom = y + height - 1;
  const full = frame.planes
    .slice(0, reduced ? 1 : undefined)
    .map((plane) => new PlaneRows(plane, x, x + width - 1, bottom));
  const layRow = (row: number) => {
    for (const [plane, samples] of full.entries()) {
      const place = samples.read(row, x);
      const [r, g, b, offset] = mixes[plane]!;
      kernels.layRow(rgba + (row - y) * width * 16, width, place, samples.wide, r, g, b, offset, most);
      samples.write(row);
    }
  };
  if (!reduced) {
    for (let row = y; row <= bottom; row++) layRow(row);
    return;
  }
  const chroma = reducedRows(frame, patch, rgba, mixes[1]!, mixes[2]!);
  for (let row = y >> shiftY; row <= bottom >> shiftY; row++) {
    const first = Math.max(y, row << shiftY);
    const last = Math.min(bottom, ((row + 1) << shiftY) - 1);
    for (let lumaRow = first; lumaRow <= last; lumaRow++) layRow(lumaRow);
    chroma(row, first, last);
  }
}

/**
 * Chroma planes with fewer samples: each takes the mean of the patch's pixels that lie in it, weighted by their alpha. The
 * result lays one row, whose luma rows are `first` to `bottom`.
 */
function reducedRows(
  frame: Frame,
  { x, y, width, height }: Patch,
  rgba: number,
  [ur, ug, ub, uOffset]: PlaneMix,
  [vr, vg, vb, vOffset]: PlaneMix,
): (row: number, first: number, bottom: number) => void {
  const { chromaShiftX: shiftX, chromaShiftY: shiftY } = frame.format;
  const most = 2 ** frame.format.bitDepth - 1;
  const columns = 1 << shiftX;
  const share = 1 / (columns << shiftY);
  const from = x >> shiftX;
  const count = ((x + width - 1) >> shiftX) - from + 1;
  const last = (y + height - 1) >> shiftY;
  const us = new PlaneRows(frame.planes[1]!, from, from + count - 1, last);
  const vs = new PlaneRows(frame.planes[2]!, from, from + count - 1, last);
  const bytes = 1 << us.wide;
  // Boxes that the patch's left or right edge cuts are one pixel wide.
  const cutLeft = x & (columns - 1) ? 1 : 0;
  const whole = (width - cutLeft) >> shiftX;
  const cutRight = width - cutLeft - whole * columns;
  return (row, first, bottom) => {
    const [u0, v0] = [us.read(row, from), vs.read(row, from)];
    const lay = (column: number, box: number, boxColumns: number, boxes: number) => {
      if (boxes === 0) return;
      const at = rgba + ((first - y) * width + column) * 16;
      const [uAt, vAt] = [u0 + box * bytes, v0 + box * bytes];
      const rows = bottom - first + 1;
      // Written out: a spread of so many numbers costs more than some of the boxes.
      kernels.layBoxes(
        at,
        width * 16,
        boxColumns,
        rows,
        boxes,
        share,
        uAt,
        vAt,
        us.wide,
        ur,
        ug,
        ub,
        uOffset,
        vr,
        vg,
        vb,
        vOffset,
        most,
      );
    };
    lay(0, 0, 1, cutLeft);
    lay(cutLeft, cutLeft, columns, whole);
    lay(width - cutRight, count - 1, 1, cutRight);
    us.write(row);
    vs.write(row);
  };
}
