import type { Mask } from '../frame/picture.ts';

/** The smallest value of each pixel, kept inside 0..1, in a new mask. All masks have one size. */
export function composeMask(masks: readonly Mask[]): Mask {
  const [first, ...others] = masks;
  if (first === undefined) throw new RangeError('a mask is composed of one mask or more');
  const values = first.values.slice();
  for (const other of others) {
    const more = other.values;
    if (more.length !== values.length) throw new RangeError(`masks of ${values.length} and ${more.length} pixels`);
    for (let i = 0; i < values.length; i++) values[i] = Math.min(values[i]!, more[i]!);
  }
  for (let i = 0; i < values.length; i++) values[i] = Math.min(Math.max(values[i]!, 0), 1);
  return { width: first.width, height: first.height, values };
}
