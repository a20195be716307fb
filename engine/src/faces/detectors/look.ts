import { type Affine, compose } from '../../frame/affine.ts';
import type { Frame } from '../../frame/frame.ts';
import type { Sides } from '../../process-options.ts';
import { mapPoints } from '../align/map-points.ts';
import { type QuarterAngle, turnPicture } from '../align/quarter-turn.ts';
import type { Detection } from '../face.ts';
import type { CanvasSize, Hit } from './network.ts';

/** One way to put a frame on a canvas: turned, with a margin, shrunk until it fits; `width` and `height` are the pixels it covers. */
export interface Look extends CanvasSize {
  /** From pixel centres of the canvas to pixel centres of the frame. */
  readonly toFrame: Affine;
  /** From the canvas to the frame for what detectors say. They were trained to count without half pixels. */
  readonly hitsToFrame: Affine;
}

/** Plans how to look at a frame turned counter-clockwise. A margin of 100 % adds half the turned frame's side there. */
export function planLook(frame: Frame, angle: QuarterAngle, margin: Sides, side: number): Look {
  const turned = turnPicture(angle, Math.round(frame.width * frame.pixelAspect), frame.height);
  const [top, right, bottom, left] = margin.map((percent, at) =>
    Math.trunc(((at % 2 === 0 ? turned.height : turned.width) * percent) / 200),
  ) as [number, number, number, number];
  const fullWidth = left + turned.width + right;
  const fullHeight = top + turned.height + bottom;
  // Small frames are not enlarged.
  const scale = Math.min(1, side / fullHeight, side / fullWidth);
  const width = Math.max(1, Math.trunc(fullWidth * scale));
  const height = Math.max(1, Math.trunc(fullHeight * scale));
  // Whole pixels make the two sides' ratios differ a little.
  const [x, y] = [fullWidth / width, fullHeight / height];
  return {
    ...{ width, height },
    toFrame: compose(turned.back, [x, 0, (x - 1) / 2 - left, 0, y, (y - 1) / 2 - top]),
    hitsToFrame: compose(turned.back, [x, 0, -left, 0, y, -top]),
  };
}

/** What a detector found on the canvas, where it lies in the frame. */
export function toDetection({ left, top, right, bottom, score, points }: Hit, { hitsToFrame }: Look): Detection {
  const [x1, y1, x2, y2] = mapCorners(hitsToFrame, [left, top, right, bottom]);
  return { box: [x1, y1, x2 - x1, y2 - y1], score, points5: mapPoints(hitsToFrame, points) };
}

/** Turns are quarters, so that two corners make the box around all four. */
function mapCorners(map: Affine, corners: readonly number[]): [number, number, number, number] {
  const [ax, ay, bx, by] = mapPoints(map, corners) as unknown as [number, number, number, number];
  return [Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by)];
}
