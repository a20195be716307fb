import type { CropPlanes } from '../blend/sample-picture.ts';
import type { Picture } from '../frame/picture.ts';

/** What a level 0..255 becomes in -1..1: v · scale + offset. */
export const signedRange = { scale: 2 / 255, offset: -1 } as const;

/** RGB planes in -1..1 of `size`² pixels, to be pasted; what lies outside is cut off, values become whole numbers if `rounded`. */
export function signedCrop(planes: Float32Array, size: number, rounded: boolean): CropPlanes {
  return { width: size, height: size, planes, scale: 127.5, offset: 127.5, rounded };
}

/** The same as a picture. It is made when its colours are first asked for; until then the planes must stay as they are. */
export function fromSignedPlanes(planes: Float32Array, size: number, rounded: boolean): Picture {
  let rgb: Float32Array | undefined;
  return {
    ...{ width: size, height: size },
    get rgb() {
      rgb ??= interleave(planes, size, rounded);
      return rgb;
    },
  };
}

function interleave(planes: Float32Array, size: number, rounded: boolean): Float32Array {
  const pixels = size * size;
  const rgb = new Float32Array(pixels * 3);
  const green = planes.subarray(pixels);
  const blue = planes.subarray(2 * pixels);
  for (let i = 0, at = 0; i < pixels; i++, at += 3) {
    rgb[at] = levelOf(planes[i]!, rounded);
    rgb[at + 1] = levelOf(green[i]!, rounded);
    rgb[at + 2] = levelOf(blue[i]!, rounded);
  }
  return rgb;
}

/** Written so that what is not a number becomes 0. */
function levelOf(value: number, rounded: boolean): number {
  const level = value > -1 ? (value < 1 ? value * 127.5 + 127.5 : 255) : 0;
  return rounded ? (level + 0.5) | 0 : level;
}
