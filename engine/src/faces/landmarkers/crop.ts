import { type Affine, compose } from '../../frame/affine.ts';
import type { Frame } from '../../frame/frame.ts';
import type { Picture } from '../../frame/picture.ts';
import { sampleRgb } from '../../frame/sample.ts';
import { type QuarterAngle, turnPicture } from '../align/quarter-turn.ts';
import type { Box } from '../face.ts';
import { CROP_SIZE } from './network.ts';

/** Pixels of the crop that the longer side of the face's box takes. */
const FACE_SIZE = 195;

/** From the crop in which a face stands upright, its box in the middle, to the frame. */
export function cropToFrame([x, y, width, height]: Box, angle: QuarterAngle): Affine {
  const step = Math.max(width, height, 1) / FACE_SIZE;
  const half = (CROP_SIZE * step) / 2;
  const straight: Affine = [step, 0, x + width / 2 - half, 0, step, y + height / 2 - half];
  return compose(straight, turnPicture(angle, CROP_SIZE, CROP_SIZE).back);
}

/** Samples the crop, black outside the frame. `rgb` is the memory to use, 3 × 256 × 256. */
export function cropForLandmarks(frame: Frame, toFrame: Affine, rgb: Float32Array): Picture {
  const round = frame.format.bitDepth === 8;
  sampleRgb(frame, toFrame, CROP_SIZE, CROP_SIZE, rgb, { filter: 'bilinear', border: 0, round });
  return { width: CROP_SIZE, height: CROP_SIZE, rgb };
}
