/** Contrast-limited adaptive histogram equalisation (Zuiderveld 1994) as OpenCV's `createCLAHE` does it, on bytes. */

const TILES = 8;
const LEVELS = 256;

/**
 * Replaces every `step`-th byte of `values`, the picture's, by the equalised one. Each of 8 × 8 tiles has a curve of its own,
 * whose histogram is cut off at `clip` times the even height; between the tiles' middles curves are mixed. Sides are multiples
 * of 8.
 */
export function equalize(values: Uint8ClampedArray, step: number, width: number, height: number, clip: number): void {
  if (width % TILES || height % TILES) throw new RangeError(`a picture of ${width}×${height} has no 8 × 8 equal tiles`);
  const [tileWidth, tileHeight] = [width / TILES, height / TILES];
  const curves = new Uint8ClampedArray(TILES * TILES * LEVELS);
  for (let tile = 0; tile < TILES * TILES; tile++) {
    const histogram = new Int32Array(LEVELS);
    const [left, top] = [(tile % TILES) * tileWidth, Math.floor(tile / TILES) * tileHeight];
    for (let y = top; y < top + tileHeight; y++) {
      for (let x = left; x < left + tileWidth; x++) histogram[values[(y * width + x) * step]!]!++;
    }
    const area = tileWidth * tileHeight;
    cutOff(histogram, Math.max(1, Math.floor((clip * area) / LEVELS)));
    writeCurve(histogram, area, curves.subarray(tile * LEVELS, (tile + 1) * LEVELS));
  }
  mixCurves(values, step, width, height, curves);
}

/** What a histogram has above `limit` is spread over all levels; the rest of that division over evenly spaced ones. */
function cutOff(histogram: Int32Array, limit: number): void {
  let above = 0;
  for (let level = 0; level < LEVELS; level++) {
    above += Math.max(0, histogram[level]! - limit);
    histogram[level] = Math.min(limit, histogram[level]!);
  }
  const share = Math.floor(above / LEVELS);
  let rest = above - share * LEVELS;
  for (let level = 0; level < LEVELS; level++) histogram[level]! += share;
  const step = Math.max(1, Math.floor(LEVELS / Math.max(1, rest)));
  for (let level = 0; level < LEVELS && rest > 0; level += step, rest--) histogram[level]!++;
}

function writeCurve(histogram: Int32Array, area: number, curve: Uint8ClampedArray): void {
  let sum = 0;
  for (let level = 0; level < LEVELS; level++) {
    sum += histogram[level]!;
    curve[level] = (sum * (LEVELS - 1)) / area;
  }
}

function mixCurves(
  values: Uint8ClampedArray,
  step: number,
  width: number,
  height: number,
  curves: Uint8ClampedArray,
): void {
  const columns = tilesAlong(width);
  const rows = tilesAlong(height);
  for (let y = 0; y < height; y++) {
    const upper = rows.before[y]! * TILES * LEVELS;
    const lower = rows.after[y]! * TILES * LEVELS;
    const down = rows.weight[y]!;
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * step;
      const left = columns.before[x]! * LEVELS + values[at]!;
      const right = columns.after[x]! * LEVELS + values[at]!;
      const across = columns.weight[x]!;
      const high = curves[upper + left]! * (1 - across) + curves[upper + right]! * across;
      const low = curves[lower + left]! * (1 - across) + curves[lower + right]! * across;
      // Rounded by the array, halves to even.
      values[at] = high * (1 - down) + low * down;
    }
  }
}

/** The tiles before and after each position along a side, and how far it is from the first's middle to the second's, 0..1. */
function tilesAlong(size: number): { before: Uint8Array; after: Uint8Array; weight: Float64Array } {
  const along = { before: new Uint8Array(size), after: new Uint8Array(size), weight: new Float64Array(size) };
  for (let i = 0; i < size; i++) {
    const position = (i * TILES) / size - 0.5;
    const tile = Math.floor(position);
    along.before[i] = Math.max(0, tile);
    along.after[i] = Math.min(TILES - 1, tile + 1);
    along.weight[i] = position - tile;
  }
  return along;
}
