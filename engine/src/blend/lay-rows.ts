import type { Affine } from '../frame/affine.ts';
import type { Frame } from '../frame/frame.ts';
import { planeMixes } from '../frame/plane-mixes.ts';
import { pasteKernels } from './paste-kernels.ts';
import { claimPatchScratch } from './patch-memory.ts';
import { PlaneRows } from './plane-rows.ts';
import { RowSpan } from './row-span.ts';
import type { Box, SamplePicture } from './sample-picture.ts';

/** Pixels behind a row's last that the kernels may look at, and twice as many that they may write. */
const SPARE = 16;

/** Just under a half: a value that is whole must stay itself when it is rounded. */
const ALMOST_HALF = 0.498;

/**
 * Lays a picture over a box of a frame in place, where its alpha shows it. `toPicture` maps pixels of the frame (columns of its first
 * plane) into the picture, beyond which nothing is laid. Each row, or each two that share chroma, is drawn and laid at once, so that
 * what is drawn stays in the processor's cache.
 */
export function layRows(frame: Frame, box: Box, picture: SamplePicture, toPicture: Affine): void {
  const [a, b, c, d, e, f] = toPicture;
  const { model, bitDepth, chromaShiftX, chromaShiftY } = frame.format;
  const [shiftX, shiftY] = model === 'yuv' ? [chromaShiftX, chromaShiftY] : [0, 0];
  const reduces = shiftX + shiftY > 0;
  const [columns, rows] = [1 << shiftX, 1 << shiftY];
  // FaceFusion cuts fractions off, and its frames are of this kind.
  const cuts = model === 'rgb' && bitDepth === 8;
  const half = cuts ? 0.5 - ALMOST_HALF * planeMixes(frame)[0]![0] : 0.5;
  const most = 2 ** bitDepth - 1;
  // Pixels that share chroma begin at even columns and rows.
  const left = box.left & -columns;
  const lineBytes = (box.right - left + 2 * SPARE) * 4;
  const lines = claimPatchScratch(4 * lineBytes * rows);
  const reduced = claimPatchScratch(3 * lineBytes);
  const planes = frame.planes.map((plane, index) => {
    const [x, y] = index === 0 ? [0, 0] : [shiftX, shiftY];
    return new PlaneRows(plane, left >> x, (box.right - 1) >> x, (box.bottom - 1) >> y);
  });
  const bits = 30 - Math.ceil(Math.log2(Math.max(picture.width, picture.height)));

  /** Draws a row's span, with nothing around it from pixel `first` to beyond `end`. */
  const draw = (row: number, { from, to }: RowSpan, first: number, end: number, line: number) => {
    const isEmpty = to === 0;
    const before = (isEmpty ? end : from) - first;
    if (before > 0) pasteKernels.clearLines(line + first * 4, lineBytes, before);
    if (!isEmpty) {
      const x = left + from;
      pasteKernels.drawRow(
        picture.place,
        picture.width * 16,
        picture.width - 2,
        picture.height - 2,
        bits,
        a * x + b * row + c,
        d * x + e * row + f,
        a,
        d,
        to - from,
        line + from * 4,
        lineBytes,
      );
    }
    const drawn = isEmpty ? end : to;
    pasteKernels.clearLines(line + drawn * 4, lineBytes, end + SPARE - drawn);
  };

  const lay = (plane: number, row: number, column: number, count: number, line: number, alphas: number) => {
    const samples = planes[plane]!;
    const place = samples.read(row, column);
    pasteKernels.layLine(line, alphas, count, place, samples.wide, half, most);
    samples.write(row);
  };

  /** Lays the planes that have a sample for each pixel. */
  const layFull = (row: number, { from, to }: RowSpan, line: number) => {
    const at = line + from * 4;
    for (let plane = 0; plane < (reduces ? 1 : planes.length); plane++) {
      lay(plane, row, left + from, to - from, at + plane * lineBytes, at + 3 * lineBytes);
    }
  };

  const spans = Array.from({ length: rows }, () => new RowSpan(box, left, picture, toPicture));
  for (let top = box.top & -rows; top < box.bottom; top += rows) {
    let first = box.right;
    let end = 0;
    for (let index = 0; index < rows; index++) {
      const span = spans[index]!;
      span.at(top + index);
      if (span.to > 0) first = Math.min(first, span.from & -columns);
      end = Math.max(end, span.to);
    }
    if (end === 0) continue;
    for (let index = 0; index < rows; index++) {
      const span = spans[index]!;
      const line = lines + index * 4 * lineBytes;
      draw(top + index, span, first, end, line);
      if (span.to > 0) layFull(top + index, span, line);
    }
    if (!reduces) continue;
    const count = Math.ceil((end - first) / columns);
    const below = (rows - 1) * 4 * lineBytes;
    // Lines are laid eight numbers at once.
    const whole = (count + 7) & ~7;
    pasteKernels.reduceRows(
      lines + first * 4,
      below,
      lineBytes,
      columns,
      whole,
      1 / (columns * rows),
      reduced,
      lineBytes,
    );
    for (let plane = 1; plane <= 2; plane++) {
      const line = reduced + (plane - 1) * lineBytes;
      lay(plane, top >> shiftY, (left + first) >> shiftX, count, line, reduced + 2 * lineBytes);
    }
  }
}
