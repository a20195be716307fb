import type { Affine } from '../../frame/affine.ts';
import { INPUT_SIZE } from './decode.ts';

/** One square look at the frame. */
export interface View {
  /** From pixels of the network's input to the frame. */
  readonly toFrame: Affine;
  /** Which sides cut through the frame, so that a face there may be seen in part. */
  readonly cuts: { readonly left: boolean; readonly right: boolean; readonly top: boolean; readonly bottom: boolean };
}

/** Pixels that neighbouring tiles share: a face up to this size is whole in one of them. */
const OVERLAP = 64;

/**
 * Each level is at most so many times finer than the one before. A face that is too large to be whole in a tile of one level
 * (over 64 pixels) is then still over 25 pixels in the level before, where the network finds it.
 */
const MAX_STEP = 2.5;

/**
 * Where to look: the whole frame in one view, then square tiles at finer levels, until the frame's longer side is seen with
 * `inputSize` pixels. 640 on a 16:9 frame takes 1 + 6 views, 1280 takes 1 + 2 · 15.
 */
export function planViews(width: number, height: number, inputSize: number): View[] {
  const longer = Math.max(width, height);
  const steps = Math.max(0, Math.ceil(Math.log(inputSize / INPUT_SIZE) / Math.log(MAX_STEP) - 1e-9));
  const views: View[] = [];
  for (let level = 0; level <= steps; level += 1) {
    const side = steps === 0 ? INPUT_SIZE : INPUT_SIZE * (inputSize / INPUT_SIZE) ** (level / steps);
    views.push(...tiles(width, height, longer / side));
  }
  return views;
}

/** Tiles that cover the frame at `scale` frame pixels per input pixel; along a side that fits, one tile in the middle. */
function tiles(width: number, height: number, scale: number): View[] {
  const columns = starts(width / scale);
  const rows = starts(height / scale);
  return rows.flatMap((top, row) =>
    columns.map((left, column) => ({
      // Pixel centres: the middle of input pixel 0 lies half a step inside the tile.
      toFrame: [scale, 0, (left + 0.5) * scale - 0.5, 0, scale, (top + 0.5) * scale - 0.5] as const,
      cuts: {
        left: column > 0,
        right: column < columns.length - 1,
        top: row > 0,
        bottom: row < rows.length - 1,
      },
    })),
  );
}

function starts(length: number): number[] {
  // A pixel more or less is not worth a tile.
  if (length <= INPUT_SIZE + 1) return [(length - INPUT_SIZE) / 2];
  const count = Math.ceil((length - INPUT_SIZE) / (INPUT_SIZE - OVERLAP)) + 1;
  return Array.from({ length: count }, (_, index) => (index * (length - INPUT_SIZE)) / (count - 1));
}
