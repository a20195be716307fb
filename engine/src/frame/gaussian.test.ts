import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gaussianBlur } from './gaussian.ts';
import type { Mask } from './picture.ts';

/** The definition, in f64. */
function definition({ width, height, values }: Mask, sigma: number): Float64Array {
  const radius = (Math.round(8 * sigma + 1) | 1) >> 1;
  const weights = Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * sigma * sigma)),
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const mirror = (at: number, size: number): number => {
    if (size === 1) return 0;
    if (at < 0) return mirror(-at, size);
    return at < size ? at : mirror(2 * (size - 1) - at, size);
  };
  const along = (from: ArrayLike<number>, stepX: number, stepY: number) =>
    Float64Array.from({ length: width * height }, (_, i) => {
      const [x, y] = [i % width, Math.floor(i / width)];
      let total = 0;
      for (const [k, weight] of weights.entries()) {
        const column = mirror(x + stepX * (k - radius), width);
        total += (weight / sum) * from[mirror(y + stepY * (k - radius), height) * width + column]!;
      }
      return total;
    });
  return along(along(values, 1, 0), 0, 1);
}

function noise(width: number, height: number): Mask {
  return { width, height, values: Float32Array.from({ length: width * height }, (_, i) => ((i * 7919) % 97) / 97) };
}

test('a mask is blurred by the sampled Gaussian, mirrored about its outermost pixels', () => {
  for (const [width, height, sigma] of [
    [40, 33, 5],
    [64, 64, 2.25],
    [31, 18, 0.6],
    [17, 24, 9.5],
    [9, 5, 38],
    [1, 12, 3],
    [12, 1, 3],
  ] as const) {
    const mask = noise(width, height);
    const blurred = gaussianBlur(mask, sigma);
    const expected = definition(mask, sigma);
    assert.deepEqual([blurred.width, blurred.height, blurred.values.length], [width, height, width * height]);
    for (const [i, value] of expected.entries()) {
      assert.ok(
        Math.abs(blurred.values[i]! - value) < 2e-6,
        `${width}×${height} σ ${sigma}: ${blurred.values[i]}, not ${value}`,
      );
    }
  }
});

test('the Gaussian ends where OpenCV cuts it: σ 9.5 reaches 38 pixels', () => {
  const mask: Mask = { width: 101, height: 1, values: new Float32Array(101) };
  mask.values[50] = 1;
  const { values } = gaussianBlur(mask, 9.5);
  assert.ok(values[12]! > 0 && values[88]! > 0);
  assert.ok(values[11] === 0 && values[89] === 0);
});

test('σ 0 copies, and what is no σ is refused', () => {
  const mask = noise(8, 8);
  const same = gaussianBlur(mask, 0);
  assert.deepEqual(same.values, mask.values);
  assert.notEqual(same.values, mask.values);
  for (const sigma of [-1, Number.NaN, 1e6]) assert.throws(() => gaussianBlur(mask, sigma), /sigma/);
});
