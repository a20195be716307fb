import type { Affine } from './affine.ts';
import { bilinear } from './bilinear.ts';
import type { Picture } from './picture.ts';
import { claimScratch, releaseScratch, scratch } from './sample-kernels.ts';
import { writeFinish } from './sample-matrix.ts';

export interface WarpOptions {
  /** What lies outside the picture: its border pixels go on, or one gray value. Default `replicate`. */
  readonly border?: 'replicate' | number;
  /** Whole numbers, as a picture of 8 bits has them. Default false. */
  readonly rounded?: boolean;
}

/** A picture sampled at `outToPicture(x, y)` for each pixel of a `width` × `height` output, by plain bilinear interpolation. */
export function warpPicture(
  picture: Picture,
  outToPicture: Affine,
  width: number,
  height: number,
  { border = 'replicate', rounded = false }: WarpOptions = {},
): Picture {
  if (!outToPicture.every(Number.isFinite)) throw new RangeError(`the map [${outToPicture.join(', ')}] is not finite`);
  const rgb = new Float32Array(width * height * 3);
  if (rgb.length === 0) return { width, height, rgb };
  const [a, b, c, d, e, f] = outToPicture;
  releaseScratch();
  const from = claimScratch(picture.rgb.byteLength);
  scratch().floats.set(picture.rgb, from / 4);
  const outside = border === 'replicate' ? 0 : border;
  const finish = writeFinish({ low: 0, high: 255, scale: 1, offset: 0, round: rounded, outside });
  const inside = border === 'replicate' ? 0 : claimScratch(32);
  if (inside) scratch().doubles.set([-1, -1, picture.width, picture.height], inside / 8);
  const out = claimScratch(rgb.byteLength);
  // One column or row is its own neighbour.
  const step = picture.width > 1 ? 12 : 0;
  const rowBytes = picture.height > 1 ? picture.width * 12 : 0;
  for (let y = 0; y < height; y++) {
    bilinear.warpRow(
      from,
      step,
      rowBytes,
      picture.width - 1,
      picture.height - 1,
      b * y + c,
      e * y + f,
      a,
      d,
      width,
      finish,
      inside,
      out + y * width * 12,
    );
  }
  rgb.set(scratch().floats.subarray(out / 4, out / 4 + rgb.length));
  return { width, height, rgb };
}
