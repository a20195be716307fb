import type { Hit } from './decode.ts';

/**
 * Whether a hit's key points can be those of a face: the mouth below the eyes, neither eyes nor mouth far outside the box, and
 * the whole neither flat nor a point. Loose on purpose: profiles and tilted heads pass; the mesh gives the second look.
 */
export function isPlausible({ x, y, width, height, points }: Hit): boolean {
  const [leftX, leftY, rightX, rightY, , , mouthX, mouthY] = points as readonly number[] as readonly [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const size = Math.max(width, height);
  const [downX, downY] = [mouthX - (leftX + rightX) / 2, mouthY - (leftY + rightY) / 2];
  const down = Math.hypot(downX, downY);
  const across = Math.hypot(rightX - leftX, rightY - leftY);
  if (!(down > 0.15 * size && down < 0.8 * size && across < 0.8 * size)) return false;
  const inside = (px: number, py: number) =>
    px > x - 0.2 * width && px < x + 1.2 * width && py > y - 0.2 * height && py < y + 1.2 * height;
  return inside(leftX, leftY) && inside(rightX, rightY) && inside(mouthX, mouthY);
}
