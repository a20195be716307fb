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
  const known = smooth(weights, size, sigma, 'zero');
  const out = new Float32Array(values.length);
  const plane = new Float32Array(weights.length);
  const whole = fallback.length === values.length;
  for (let c = 0; c < stride; c++) {
    for (let i = 0; i < plane.length; i++) plane[i] = values[i * stride + c]! * weights[i]!;
    const sums = smooth(plane, size, sigma, 'zero');
    for (let i = 0; i < plane.length; i++) {
      const other = whole ? fallback[i * stride + c]! : fallback[c]!;
      const weight = known[i]! + floor;
      out[i * stride + c] = weight > 0 ? (sums[i]! + other * floor) / weight : other;
    }
  }
  return out;
}

/** Gaussian blur of a map of one number a texel; outside counts as the nearest texel. */
export function blur(values: Float32Array, size: number, sigma: number): Float32Array {
  return sigma > 0 ? smooth(values, size, sigma, 'nearest') : values.slice();
}

type Outside = 'zero' | 'nearest';

/** From this sigma on, three running means stand in for the Gaussian: their cost does not grow with it. */
const BOX_SIGMA = 1.8;

function smooth(values: Float32Array, size: number, sigma: number, outside: Outside): Float32Array {
  if (sigma < BOX_SIGMA) {
    const kernel = gaussian(sigma);
    return convolveRows(convolveRows(values, size, kernel, outside), size, kernel, outside);
  }
  const radius = Math.max(1, Math.round((Math.sqrt(4 * sigma * sigma + 1) - 1) / 2));
  let out = values;
  for (let pass = 0; pass < 6; pass++) out = averageRows(out, size, radius, outside);
  return out;
}

function gaussian(sigma: number): Float32Array {
  const radius = Math.max(1, Math.ceil(sigma * 2.5));
  const kernel = Float32Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * sigma * sigma)),
  );
  const sum = kernel.reduce((a, b) => a + b, 0);
  return kernel.map((weight) => weight / sum);
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
function convolveRows(values: Float32Array, size: number, kernel: Float32Array, outside: Outside): Float32Array {
  const radius = kernel.length >> 1;
  const out = new Float32Array(values.length);
  const line = new Float32Array(size + 2 * radius);
  for (let y = 0; y < size; y++) {
    widen(line, values, y * size, size, radius, outside);
    for (let x = 0; x < size; x++) {
      let sum = 0;
      for (let i = 0; i < kernel.length; i++) sum += line[x + i]! * kernel[i]!;
      out[x * size + y] = sum;
    }
  }
  return out;
}

/** A running mean of 2·radius + 1 texels along rows; turns the map on its side. */
function averageRows(values: Float32Array, size: number, radius: number, outside: Outside): Float32Array {
  const out = new Float32Array(values.length);
  const line = new Float32Array(size + 2 * radius);
  const share = 1 / (2 * radius + 1);
  for (let y = 0; y < size; y++) {
    widen(line, values, y * size, size, radius, outside);
    let sum = 0;
    for (let i = 0; i < 2 * radius; i++) sum += line[i]!;
    for (let x = 0; x < size; x++) {
      sum += line[x + 2 * radius]!;
      out[x * size + y] = sum * share;
      sum -= line[x]!;
    }
  }
  return out;
}
