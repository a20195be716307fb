import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blur, blurKnown } from './blur.ts';

const SIZE = 32;

/** Repeatable numbers in 0..1. */
function scatter(length: number, seed = 11): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  });
}

/** The definition, written for reading: a Gaussian mean over the whole map and a wide border of repeated or empty texels. */
function slowBlur(values: Float32Array, size: number, sigma: number, outside: 'zero' | 'nearest'): Float32Array {
  const reach = Math.ceil(sigma * 4);
  const bell = (d: number) => Math.exp(-(d * d) / (2 * sigma * sigma));
  const inside = (i: number) => Math.min(size - 1, Math.max(0, i));
  return values.map((_, texel) => {
    const [x, y] = [texel % size, Math.floor(texel / size)];
    let [sum, total] = [0, 0];
    for (let j = y - reach; j <= y + reach; j++) {
      for (let i = x - reach; i <= x + reach; i++) {
        const weight = bell(i - x) * bell(j - y);
        total += weight;
        const empty = outside === 'zero' && (i !== inside(i) || j !== inside(j));
        if (!empty) sum += weight * values[inside(j) * size + inside(i)]!;
      }
    }
    return sum / total;
  });
}

function worst(actual: Float32Array, expected: Float32Array): number {
  return actual.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0);
}

/** From 1.8 on, three running means of a whole radius r stand in for the Gaussian: their variance is r · (r + 1). */
function nearestSigma(sigma: number): number {
  if (sigma < 1.8) return sigma;
  const able = Array.from({ length: 20 }, (_, r) => Math.sqrt((r + 1) * (r + 2)));
  return able.reduce((best, other) => (Math.abs(other - sigma) < Math.abs(best - sigma) ? other : best));
}

for (const sigma of [0.7, 1.2, 2, 3.4, 6]) {
  test(`blur by ${sigma}: the Gaussian mean`, () => {
    const values = scatter(SIZE * SIZE).map((value, i) => value + (i % SIZE > 20 ? 3 : 0));
    const off = worst(blur(values, SIZE, sigma), slowBlur(values, SIZE, nearestSigma(sigma), 'nearest'));
    assert.ok(off < (sigma < 1.8 ? 0.03 : 0.1), `off by ${off}`);
  });

  test(`blur by ${sigma}: what is even stays so, up to the rim, and a point keeps its sum`, () => {
    const even = blur(new Float32Array(SIZE * SIZE).fill(7), SIZE, sigma);
    assert.ok(even.every((value) => Math.abs(value - 7) < 1e-4));
    const point = new Float32Array(SIZE * SIZE);
    point[16 * SIZE + 16] = 1;
    const spread = blur(point, SIZE, sigma);
    const sum = spread.reduce((total, value) => total + value, 0);
    assert.ok(Math.abs(sum - 1) < (sigma > 5 ? 0.05 : 1e-3), `sum ${sum}`);
    assert.ok(Math.abs(spread[16 * SIZE + 14]! - spread[18 * SIZE + 16]!) < 1e-7, 'both ways alike');
  });
}

test('blur by 0 changes nothing and is a copy', () => {
  const values = scatter(SIZE * SIZE);
  const copy = blur(values, SIZE, 0);
  assert.deepEqual(copy, values);
  assert.notEqual(copy, values);
});

for (const sigma of [1.2, 2.4]) {
  test(`known by ${sigma}: the weighted mean of what is known, with a fallback of little weight`, () => {
    const [stride, floor] = [2, 0.05];
    const values = scatter(SIZE * SIZE * stride);
    const weights = scatter(SIZE * SIZE, 5).map((value) => Math.max(0, 2 * value - 1));
    const fallback = Float32Array.of(4, -4);
    const found = blurKnown(values, weights, SIZE, stride, sigma, fallback, floor);
    const even = nearestSigma(sigma);
    const known = slowBlur(weights, SIZE, even, 'zero');
    for (let c = 0; c < stride; c++) {
      const channel = weights.map((weight, i) => weight * values[i * stride + c]!);
      const sums = slowBlur(channel, SIZE, even, 'zero');
      const expected = sums.map((sum, i) => (sum + fallback[c]! * floor) / (known[i]! + floor));
      // At the square's rim running means lose a little of what they know, and the fallback gains it; no face lies there.
      const rim = Math.ceil(2 * sigma);
      const inner = (_: number, i: number) =>
        Math.min(i % SIZE, SIZE - 1 - (i % SIZE), Math.floor(i / SIZE)) >= rim && i < SIZE * (SIZE - rim);
      const own = found.filter((_, i) => i % stride === c);
      const off = worst(own.filter(inner), expected.filter(inner));
      assert.ok(off < 0.08, `channel ${c} off by ${off}`);
    }
  });

  test(`known by ${sigma}: texels of weight 0 do not count, whatever they hold`, () => {
    const weights = scatter(SIZE * SIZE, 9).map((value) => (value > 0.5 ? 1 : 0));
    const values = scatter(SIZE * SIZE);
    const spoiled = values.map((value, i) => (weights[i] === 0 ? 1e6 : value));
    const clean = values.map((value, i) => (weights[i] === 0 ? 0 : value));
    const run = (from: Float32Array) => blurKnown(from, weights, SIZE, 1, sigma, Float32Array.of(0.5), 1e-3);
    assert.deepEqual(run(spoiled), run(clean));
    const even = blurKnown(
      weights.map((weight) => (weight > 0 ? 3 : 99)),
      weights,
      SIZE,
      1,
      sigma,
      Float32Array.of(3),
      0.01,
    );
    assert.ok(even.every((value) => Math.abs(value - 3) < 1e-3));
  });
}

test('where nothing is known far around, the fallback stands: one number a channel, or a map', () => {
  const weights = new Float32Array(SIZE * SIZE);
  weights[0] = 1;
  const values = new Float32Array(SIZE * SIZE * 2).fill(9);
  const far = (20 * SIZE + 20) * 2;
  const numbers = blurKnown(values, weights, SIZE, 2, 1.2, Float32Array.of(1, 2), 0.01);
  assert.deepEqual([...numbers.subarray(far, far + 2)], [1, 2]);
  const map = scatter(SIZE * SIZE * 2);
  const maps = blurKnown(values, weights, SIZE, 2, 1.2, map, 0.01);
  assert.deepEqual(maps.subarray(far, far + 2), map.subarray(far, far + 2));
  assert.ok(maps[0]! > 8);
  const none = blurKnown(values, weights.fill(0), SIZE, 2, 1.2, Float32Array.of(1, 2), 0);
  assert.deepEqual([...none.subarray(far, far + 2)], [1, 2]);
});

test("results are the caller's own: a later blur does not change them", () => {
  const first = blur(scatter(SIZE * SIZE), SIZE, 2.5);
  const copy = first.slice();
  blur(new Float32Array(SIZE * SIZE).fill(5), SIZE, 2.5);
  assert.deepEqual(first, copy);
});
