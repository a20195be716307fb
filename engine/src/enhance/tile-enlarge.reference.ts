import type { Plane, Samples } from '../frame/frame.ts';

/**
 * A plane of its own (alpha, say) enlarged bilinearly, `scale` times (a whole number) as wide and as high; samples keep their type.
 */
export function enlargePlane(plane: Plane, scale: number): Plane {
  const { data, stride } = plane;
  const width = plane.width * scale;
  const height = plane.height * scale;
  const out: Samples = data instanceof Uint8Array ? new Uint8Array(width * height) : new Uint16Array(width * height);
  const columns = Array.from({ length: scale }, (_, phase) => between(phase, scale));
  const lastX = plane.width - 1;
  const lastY = plane.height - 1;
  const line = new Float32Array(plane.width);
  for (let y = 0, at = 0; y < height; y++) {
    const { from, share } = between(y, scale);
    const above = Math.max(0, from) * stride;
    const below = Math.min(lastY, from + 1) * stride;
    for (let x = 0; x <= lastX; x++) {
      const value = data[above + x]!;
      line[x] = value + (data[below + x]! - value) * share;
    }
    for (let x = 0; x <= lastX; x++) {
      for (const column of columns) {
        const left = line[Math.max(0, x + column.from)]!;
        const right = line[Math.min(lastX, x + column.from + 1)]!;
        out[at++] = left + (right - left) * column.share + 0.5;
      }
    }
  }
  return { data: out, stride: width, width, height };
}

/** The sample before a position of the enlarged line, and how far the position is towards the next: pixels are areas. */
function between(position: number, scale: number): { from: number; share: number } {
  const middle = (position + 0.5) / scale - 0.5;
  const from = Math.floor(middle);
  return { from, share: middle - from };
}
