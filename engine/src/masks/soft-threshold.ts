import { gaussianBlur } from '../frame/gaussian.ts';
import type { Mask } from '../frame/picture.ts';

/** Pixels of the crop, whatever its size: the feather is relatively wider in small crops. */
const SIGMA = 5;

/** Feathers a mask inwards: blurred, and what is left under one half counts as outside. */
export function softThreshold(mask: Mask): Mask {
  const soft = gaussianBlur(mask, SIGMA);
  const values = soft.values;
  for (let i = 0; i < values.length; i++) values[i] = Math.min(Math.max(2 * values[i]! - 1, 0), 1);
  return soft;
}
