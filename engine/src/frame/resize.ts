import type { Affine } from './affine.ts';
import type { Mask, Picture } from './picture.ts';
import { warpPicture } from './warp.ts';

/**
 * A picture in another size, as OpenCV's `resize` with INTER_LINEAR makes it: bilinear between pixel centres, without averaging
 * when it shrinks. `rounded` gives whole numbers, as for a picture of 8 bits.
 */
export function resizePicture(
  picture: Picture,
  width: number,
  height: number,
  { rounded = false }: { readonly rounded?: boolean } = {},
): Picture {
  return warpPicture(picture, resizeMap(picture, { width, height }), width, height, { rounded });
}

/** A mask in another size; bilinear as `resizePicture`. */
export function resizeMask(mask: Mask, width: number, height: number): Mask {
  const values = new Float32Array(width * height);
  const columns = pairsAlong(mask.width, width);
  const rows = pairsAlong(mask.height, height);
  const line = new Float32Array(mask.width);
  for (let y = 0; y < height; y++) {
    const first = rows.from[y]! * mask.width;
    const second = rows.to[y]! * mask.width;
    const weight = rows.weight[y]!;
    for (let x = 0; x < mask.width; x++) {
      const value = mask.values[first + x]!;
      line[x] = value + (mask.values[second + x]! - value) * weight;
    }
    for (let x = 0, at = y * width; x < width; x++, at++) {
      const value = line[columns.from[x]!]!;
      values[at] = value + (line[columns.to[x]!]! - value) * columns.weight[x]!;
    }
  }
  return { width, height, values };
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Maps pixel centres of a size to those of another: corners of pixels fall on each other, not their centres. */
export function resizeMap(from: Size, to: Size): Affine {
  const x = from.width / to.width;
  const y = from.height / to.height;
  return [x, 0, (x - 1) / 2, 0, y, (y - 1) / 2];
}

/** The two neighbours of each position along one axis, and the second's weight. */
function pairsAlong(from: number, to: number): { from: Int32Array; to: Int32Array; weight: Float32Array } {
  const pairs = { from: new Int32Array(to), to: new Int32Array(to), weight: new Float32Array(to) };
  for (let i = 0; i < to; i++) {
    const position = Math.min(Math.max(((i + 0.5) * from) / to - 0.5, 0), from - 1);
    const first = Math.floor(position);
    pairs.from[i] = first;
    pairs.to[i] = Math.min(first + 1, from - 1);
    pairs.weight[i] = position - first;
  }
  return pairs;
}
