/** Smoothing of maps over the UV square: plain, and of maps that are only known in places. */

/**
 * Normalised convolution: a Gaussian mean in which texels count by their weight. `floor` is the weight of `fallback`
 * (one number a channel, or a whole map), which takes over where little is known. `stride` numbers a texel.
 */
export function blurKnown(
  values: Float32Array,
  weights: Float32Array,
  size: number,
  stride: number,
  sigma: number,
  fallback: Float32Array,
  floor: number,
): Float32Array {
  const count = weights.length;
  const { known, plane } = scratchOf(size);
  known.set(smooth(weights, size, sigma, 'zero'));
  const out = new Float32Array(values.length);
  const whole = fallback.length === values.length;
  for (let c = 0; c < stride; c++) {
    for (let i = 0, at = c; i < count; i++, at += stride) plane[i] = values[at]! * weights[i]!;
    const sums = smooth(plane, size, sigma, 'zero');
    for (let i = 0, at = c; i < count; i++, at += stride) {
      const other = whole ? fallback[at]! : fallback[c]!;
      const weight = known[i]! + floor;
      out[at] = weight > 0 ? (sums[i]! + other * floor) / weight : other;
    }
  }
  return out;
}

/** Gaussian blur of a map of one number a texel; outside counts as the nearest texel. */
export function blur(values: Float32Array, size: number, sigma: number): Float32Array {
  return sigma > 0 ? smooth(values, size, sigma, 'nearest').slice() : values.slice();
}

type Outside = 'zero' | 'nearest';

/** Working memory for maps of one size: many small allocations a frame would keep the garbage collector busy. */
interface Scratch {
  readonly known: Float32Array;
  readonly plane: Float32Array;
  readonly turned: readonly [Float32Array, Float32Array];
  readonly line: Float32Array;
}

const scratches = new Map<number, Scratch>();

function scratchOf(size: number): Scratch {
  let scratch = scratches.get(size);
  if (scratch === undefined) {
    const map = () => new Float32Array(size * size);
    scratch = { known: map(), plane: map(), turned: [map(), map()], line: new Float32Array(size * 5) };
    scratches.set(size, scratch);
  }
  return scratch;
}

/** From this sigma on, three running means stand in for the Gaussian: their cost does not grow with it. */
const BOX_SIGMA = 1.8;

/** Smooths into scratch memory: the result is valid until the next call for maps of this size. */
function smooth(values: Float32Array, size: number, sigma: number, outside: Outside): Float32Array {
  const { turned, line } = scratchOf(size);
  if (sigma < BOX_SIGMA) {
    const kernel = gaussian(sigma);
    convolveRows(values, turned[0], size, kernel, outside, line);
    convolveRows(turned[0], turned[1], size, kernel, outside, line);
    return turned[1];
  }
  const radius = Math.min(2 * size, Math.max(1, Math.round((Math.sqrt(4 * sigma * sigma + 1) - 1) / 2)));
  let from = values;
  for (let pass = 0; pass < 6; pass++) {
    const to = turned[pass % 2]!;
    averageRows(from, to, size, radius, outside, line);
    from = to;
  }
  return from;
}

const kernels = new Map<number, Float32Array>();

function gaussian(sigma: number): Float32Array {
  const made = kernels.get(sigma);
  if (made !== undefined) return made;
  const radius = Math.max(1, Math.ceil(sigma * 2.5));
  const kernel = Float32Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * sigma * sigma)),
  );
  const sum = kernel.reduce((a, b) => a + b, 0);
  const normal = kernel.map((weight) => weight / sum);
  kernels.set(sigma, normal);
  return normal;
}

/** One row with `radius` texels more at either end. */
function widen(
  line: Float32Array,
  values: Float32Array,
  row: number,
  size: number,
  radius: number,
  outside: Outside,
): void {
  for (let i = 0; i < radius; i++) {
    line[i] = outside === 'zero' ? 0 : values[row]!;
    line[radius + size + i] = outside === 'zero' ? 0 : values[row + size - 1]!;
  }
  for (let i = 0; i < size; i++) line[radius + i] = values[row + i]!;
}

/** Convolves along rows and turns the map on its side, so that doing it twice convolves both ways. */
function convolveRows(
  values: Float32Array,
  out: Float32Array,
  size: number,
  kernel: Float32Array,
  outside: Outside,
  line: Float32Array,
): void {
  const radius = kernel.length >> 1;
  for (let y = 0; y < size; y++) {
    widen(line, values, y * size, size, radius, outside);
    for (let x = 0, to = y; x < size; x++, to += size) {
      let sum = 0;
      for (let i = 0; i < kernel.length; i++) sum += line[x + i]! * kernel[i]!;
      out[to] = sum;
    }
  }
}

/** A running mean of 2·radius + 1 texels along rows; turns the map on its side. */
function averageRows(
  values: Float32Array,
  out: Float32Array,
  size: number,
  radius: number,
  outside: Outside,
  line: Float32Array,
): void {
  const share = 1 / (2 * radius + 1);
  for (let y = 0; y < size; y++) {
    widen(line, values, y * size, size, radius, outside);
    let sum = 0;
    for (let i = 0; i < 2 * radius; i++) sum += line[i]!;
    for (let x = 0, to = y; x < size; x++, to += size) {
      sum += line[x + 2 * radius]!;
      out[to] = sum * share;
      sum -= line[x]!;
    }
  }
}
