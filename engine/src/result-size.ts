/**
 * Pixels of a result that is `scale` times as large as its target; both sides even, as most film codecs want them, unless the size
 * stays as it is.
 */
export function resultSize(
  target: { readonly width: number; readonly height: number },
  scale: number,
): { width: number; height: number } {
  const { width, height } = target;
  if (scale === 1) return { width, height };
  const even = (side: number) => Math.max(2, 2 * Math.round((side * scale) / 2));
  return { width: even(width), height: even(height) };
}
