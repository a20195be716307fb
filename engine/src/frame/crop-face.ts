import { type Affine, invert } from './affine.ts';
import type { Frame } from './frame.ts';
import type { Picture } from './picture.ts';
import { sampleRgb } from './sample.ts';

/**
 * The part of a frame that `frameToCrop` maps onto 0..width-1 × 0..height-1, by plain bilinear interpolation as OpenCV's
 * `warpAffine` does it: without averaging, even when it shrinks. Values are whole numbers when the frame has 8 bits, since
 * that is what networks of 8-bit pictures were made for. `border` as in `sampleRgb`.
 */
export function cropPicture(
  frame: Frame,
  frameToCrop: Affine,
  width: number,
  height: number,
  border: 'replicate' | number = 'replicate',
): Picture {
  const rgb = new Float32Array(width * height * 3);
  const round = frame.format.bitDepth === 8;
  sampleRgb(frame, invert(frameToCrop), width, height, rgb, { filter: 'bilinear', border, round });
  return { width, height, rgb };
}
