import type { Affine } from './affine.ts';
import type { Frame } from './frame.ts';
import { sampleBoxes } from './sample-boxes.ts';
import { claimScratch, kernels, scratch } from './sample-kernels.ts';
import { type Finish, writeMatrix } from './sample-matrix.ts';
import type { OutputRows } from './sample-output.ts';
import { span } from './span.ts';

/**
 * Turned maps go in two steps: a straight copy of the region at (nearly) the output's scale, which does the averaging and
 * the colour conversion, then bilinear. The 1.15 keeps that double filter from looking soft.
 */
export function sampleTurned(
  frame: Frame,
  map: Affine,
  output: OutputRows,
  finish: Finish,
  outside: number | undefined,
): void {
  const [a, b, c, d, e, f] = map;
  const { width, height, pixel, channel } = output;
  const stepX = Math.max(1, Math.hypot(a, b) / 1.15);
  const stepY = Math.max(1, Math.hypot(d, e) / 1.15);
  const columns = span(c, a * (width - 1), b * (height - 1), frame.width);
  const rows = span(f, d * (width - 1), e * (height - 1), frame.height);
  // Bilinear wants two pixels each way; beyond the frame the border is repeated.
  const copyWidth = Math.ceil((columns.last - columns.first) / stepX) + 2;
  const copyHeight = Math.ceil((rows.last - rows.first) / stepY) + 2;
  const picture = claimScratch(copyWidth * copyHeight * 16);
  // Not clamped yet: clamping before the interpolation would shift saturated edges.
  const open = { low: -1e9, high: 1e9, scale: 1, offset: 0, swapped: finish.swapped };
  sampleBoxes(
    frame,
    { left: columns.first, top: rows.first, stepX, stepY, width: copyWidth, height: copyHeight },
    { out: picture, pixel: 16, channel: 0, matrix: writeMatrix(frame, open) },
  );
  const matrix = writeMatrix(frame, finish);
  const corners = claimScratch(32);
  const inCopy = (x: number, y: number) => [(x - columns.first) / stepX, (y - rows.first) / stepY] as const;
  scratch().doubles.set([...inCopy(-0.5, -0.5), ...inCopy(frame.width - 0.5, frame.height - 0.5)], corners / 8);
  const constant = outside === undefined ? 0 : 1;
  for (let y = 0; y < height; y++) {
    const [startX, startY] = inCopy(b * y + c, e * y + f);
    kernels.bilinearRow(
      picture,
      copyWidth * 16,
      copyWidth - 1,
      copyHeight - 1,
      startX,
      startY,
      a / stepX,
      d / stepY,
      width,
      matrix,
      output.row(y),
      pixel,
      channel,
      constant,
      corners,
      outside ?? 0,
    );
  }
}
