import type { Plane } from './frame.ts';
import { scratch } from './sample-kernels.ts';

/** Columns and rows of a plane, first and last, that are copied to a kernel's memory in rows `rowBytes` apart. */
export interface PlanePart {
  readonly plane: Plane;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly rowBytes: number;
}

/** One copy of all rows with what lies between, up to so many bytes a row, takes less time than one copy a row. */
const GAP = 1024;

/** Bytes from row to row of a part with these columns. */
export function partRowBytes({ data, stride }: Plane, left: number, right: number): number {
  const used = (right - left + 1) * data.BYTES_PER_ELEMENT;
  const whole = stride * data.BYTES_PER_ELEMENT;
  // Rows that are copied one by one are as far apart as the plane's are, counted in eights: see `copyPart`.
  return whole - used <= GAP ? whole : used + ((whole - used) & 7);
}

/** Room for a part, and for a row more. */
export function partBytes({ top, bottom, rowBytes }: Omit<PlanePart, 'plane' | 'left' | 'right'>): number {
  return (bottom - top + 2) * rowBytes + 8;
}

/** Copies a part to its room in memory (scratch memory by default); answers where it begins. */
export function copyPart(
  { plane, left, top, right, bottom, rowBytes }: PlanePart,
  room: number,
  memory = scratch().bytes,
): number {
  const { buffer, byteOffset, BYTES_PER_ELEMENT: bytes } = plane.data;
  const stride = plane.stride * bytes;
  const used = (right - left + 1) * bytes;
  const start = byteOffset + top * stride + left * bytes;
  // Engines copy shared memory byte by byte, eight times as slowly, unless both places are alike within eight bytes.
  const place = room + (start & 7);
  if (rowBytes === stride) {
    memory.set(new Uint8Array(buffer, start, (bottom - top) * stride + used), place);
    return place;
  }
  for (let row = 0; row <= bottom - top; row++) {
    memory.set(new Uint8Array(buffer, start + row * stride, used), place + row * rowBytes);
  }
  return place;
}
