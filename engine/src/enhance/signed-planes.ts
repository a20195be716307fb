import type { Picture } from '../frame/picture.ts';

/** A picture as RGB planes in -1..1. */
export function toSignedPlanes({ rgb }: Picture): Float32Array {
  const pixels = rgb.length / 3;
  const planes = new Float32Array(rgb.length);
  const green = planes.subarray(pixels);
  const blue = planes.subarray(2 * pixels);
  for (let i = 0, at = 0; i < pixels; i++, at += 3) {
    planes[i] = rgb[at]! * (2 / 255) - 1;
    green[i] = rgb[at + 1]! * (2 / 255) - 1;
    blue[i] = rgb[at + 2]! * (2 / 255) - 1;
  }
  return planes;
}

/** A picture of `size`² pixels of RGB planes in -1..1; what lies outside is cut off, values become whole numbers if `rounded`. */
export function fromSignedPlanes(planes: Float32Array, size: number, rounded: boolean): Picture {
  const pixels = size * size;
  const rgb = new Float32Array(pixels * 3);
  const green = planes.subarray(pixels);
  const blue = planes.subarray(2 * pixels);
  for (let i = 0, at = 0; i < pixels; i++, at += 3) {
    rgb[at] = levelOf(planes[i]!, rounded);
    rgb[at + 1] = levelOf(green[i]!, rounded);
    rgb[at + 2] = levelOf(blue[i]!, rounded);
  }
  return { width: size, height: size, rgb };
}

/** Written so that what is not a number becomes 0. */
function levelOf(value: number, rounded: boolean): number {
  const level = value > -1 ? (value < 1 ? value * 127.5 + 127.5 : 255) : 0;
  return rounded ? (level + 0.5) | 0 : level;
}
