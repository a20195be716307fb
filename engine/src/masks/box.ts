import { gaussianBlur } from '../frame/gaussian.ts';
import type { Mask } from '../frame/picture.ts';
import type { Sides } from '../process-options.ts';

/** Masks that stay in memory; one is at most 4 MiB, and a job seldom needs more than two. */
const MOST_CACHED = 8;
const cached = new Map<string, Mask>();

/**
 * The soft inner box of a `size` × `size` crop: 1 inside, 0 along the border, which is as wide as the blur needs or as `padding`
 * (percent of the side) says. The mask is shared: read it only.
 */
export function boxMask(size: number, blur: number, padding: Sides): Mask {
  const key = `${size} ${blur} ${padding.join(' ')}`;
  const mask = cached.get(key) ?? drawBox(size, blur, padding);
  // Set anew, so that the map's first key is the one that was not asked for the longest.
  cached.delete(key);
  cached.set(key, mask);
  if (cached.size > MOST_CACHED) cached.delete(cached.keys().next().value!);
  return mask;
}

function drawBox(size: number, blur: number, padding: Sides): Mask {
  const softness = Math.trunc(size * 0.5 * blur);
  const least = Math.max(Math.trunc(softness / 2), 1);
  const inset = (percent: number) => Math.max(least, Math.trunc((size * percent) / 100));
  const [top, right, bottom, left] = [inset(padding[0]), inset(padding[1]), inset(padding[2]), inset(padding[3])];
  const values = new Float32Array(size * size);
  for (let y = top; y < size - bottom; y++) {
    if (left < size - right) values.fill(1, y * size + left, (y + 1) * size - right);
  }
  const mask = { width: size, height: size, values };
  return softness > 0 ? gaussianBlur(mask, softness * 0.25) : mask;
}
