import type { TileShape } from './frame-enhancer-models.ts';

/** One run of a network over a picture; all in pixels of the picture. */
export interface Tile {
  /** Top left of the square that the network sees; outside the picture it sees black. */
  readonly left: number;
  readonly top: number;
  /** The rectangle that it writes: inside the picture, at least one pixel. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Lays tiles over a picture, row after row. Their rectangles cover it, each pixel once. FaceFusion also runs tiles that lie wholly
 * outside and throws what they give away; these are left out.
 */
export function layTiles(width: number, height: number, shape: TileShape): Tile[] {
  const rows = spans(height, shape);
  const columns = spans(width, shape);
  return rows.flatMap((row) =>
    columns.map((column) => ({
      ...{ left: column.seen, top: row.seen },
      ...{ x: column.from, y: row.from, width: column.to - column.from, height: row.to - row.from },
    })),
  );
}

function spans(size: number, { side, pad, overlap }: TileShape): { seen: number; from: number; to: number }[] {
  const step = side - 2 * overlap;
  return Array.from({ length: Math.ceil((size + pad) / step) }, (_, index) => {
    const start = index * step - pad;
    return { seen: start - overlap, from: Math.max(0, start), to: Math.min(size, start + step) };
  });
}
