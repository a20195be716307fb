/** First and last sample that positions start + (0 or alongX) + (0 or alongY) touch, kept inside 0..size-1. */
export function span(
  start: number,
  alongX: number,
  alongY: number,
  size: number,
): { readonly first: number; readonly last: number } {
  const low = start + Math.min(0, alongX) + Math.min(0, alongY);
  const high = start + Math.max(0, alongX) + Math.max(0, alongY);
  const first = Math.min(Math.max(Math.floor(low), 0), size - 1);
  return { first, last: Math.max(Math.min(Math.ceil(high), size - 1), first) };
}
