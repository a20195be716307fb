import { composite } from '../blend/composite.ts';
import type { Frame } from '../frame/frame.ts';
import type { Region } from '../frame/region.ts';

/** R, G, B in 0..255. */
export type Colour = readonly [red: number, green: number, blue: number];

/** A straight line with round ends, or a disc when both ends are one; square pixels of the frame. */
export interface Stroke {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
  /** Half the line's width. */
  readonly radius: number;
  readonly colour: Colour;
}

/** Rows that are drawn together: memory stays small however large the frame is. */
const BAND_ROWS = 64;

/**
 * Draws strokes over a frame in place, in its own pixel format, later ones over earlier ones, with smooth edges. Answers the
 * rectangle that may have changed, undefined when all strokes lie outside.
 */
export function drawStrokes(frame: Frame, strokes: readonly Stroke[]): Region | undefined {
  const region = regionOf(frame, strokes);
  if (region === undefined) return undefined;
  const { x, width } = region;
  const rgba = new Float32Array(width * Math.min(BAND_ROWS, region.height) * 4);
  for (let y = region.y; y < region.y + region.height; y += BAND_ROWS) {
    const height = Math.min(BAND_ROWS, region.y + region.height - y);
    const band = { x, y, width, height, rgba: rgba.subarray(0, width * height * 4) };
    band.rgba.fill(0);
    for (const stroke of strokes) {
      const first = Math.max(y, Math.ceil(Math.min(stroke.y0, stroke.y1) - reach(stroke)));
      const last = Math.min(y + height - 1, Math.floor(Math.max(stroke.y0, stroke.y1) + reach(stroke)));
      for (let row = first; row <= last; row++) {
        const at = (row - y) * width * 4;
        drawRow(stroke, row, x, frame.pixelAspect, band.rgba.subarray(at, at + width * 4));
      }
    }
    composite(frame, band);
  }
  return region;
}

/** How far from its line a stroke is seen. */
function reach({ radius }: Stroke): number {
  return radius + 0.5;
}

function regionOf({ width, height, pixelAspect }: Frame, strokes: readonly Stroke[]): Region | undefined {
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (const stroke of strokes) {
    const { x0, y0, x1, y1 } = stroke;
    const away = reach(stroke);
    left = Math.min(left, Math.ceil((Math.min(x0, x1) - away) / pixelAspect));
    right = Math.max(right, Math.floor((Math.max(x0, x1) + away) / pixelAspect));
    top = Math.min(top, Math.ceil(Math.min(y0, y1) - away));
    bottom = Math.max(bottom, Math.floor(Math.max(y0, y1) + away));
  }
  [left, top] = [Math.max(left, 0), Math.max(top, 0)];
  [right, bottom] = [Math.min(right, width - 1), Math.min(bottom, height - 1)];
  return right >= left && bottom >= top
    ? { x: left, y: top, width: right - left + 1, height: bottom - top + 1 }
    : undefined;
}

/** Lays one row of a stroke over `rgba`, whose first pixel is plane column `column`. */
function drawRow(stroke: Stroke, row: number, column: number, aspect: number, rgba: Float32Array): void {
  const { x0, y0, x1, y1, colour } = stroke;
  const [dx, dy] = [x1 - x0, y1 - y0];
  const length = dx * dx + dy * dy;
  const away = reach(stroke);
  // The piece of the line that is near enough to the row.
  let [from, to] = [0, 1];
  if (dy !== 0) {
    const ends = [(row - away - y0) / dy, (row + away - y0) / dy];
    from = Math.max(0, Math.min(...ends));
    to = Math.min(1, Math.max(...ends));
  }
  const xs = [x0 + dx * from, x0 + dx * to];
  const first = Math.max(0, Math.ceil((Math.min(...xs) - away) / aspect) - column);
  const last = Math.min(rgba.length / 4 - 1, Math.floor((Math.max(...xs) + away) / aspect) - column);
  for (let i = first; i <= last; i++) {
    const [px, py] = [(column + i) * aspect - x0, row - y0];
    const along = length > 0 ? Math.min(1, Math.max(0, (px * dx + py * dy) / length)) : 0;
    const cover = Math.min(1, away - Math.hypot(px - along * dx, py - along * dy));
    if (cover > 0) layOver(rgba, i * 4, colour, cover);
  }
}

function layOver(rgba: Float32Array, at: number, colour: Colour, cover: number): void {
  const below = rgba[at + 3]! * (1 - cover);
  const alpha = below + cover;
  for (let channel = 0; channel < 3; channel++) {
    rgba[at + channel] = (rgba[at + channel]! * below + colour[channel]! * cover) / alpha;
  }
  rgba[at + 3] = alpha;
}
