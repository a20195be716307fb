import assert from 'node:assert/strict';
import { test } from 'node:test';
import { equalize } from './clahe.ts';

function sums(values: Uint8ClampedArray): [sum: number, weighted: number] {
  return [values.reduce((sum, v) => sum + v, 0), values.reduce((sum, v, i) => sum + v * (i % 1009), 0)];
}

test('two pictures come out as from OpenCV 5.0, clip 2, 8 × 8 tiles', () => {
  const square = Uint8ClampedArray.from({ length: 64 * 64 }, (_, i) => ((i * 7919) % 97) + (i >> 6));
  equalize(square, 1, 64, 64, 2);
  assert.deepEqual(Array.from(square.subarray(0, 10)), [8, 112, 52, 159, 96, 36, 143, 84, 24, 131]);
  assert.deepEqual(
    Array.from(square.subarray(31 * 64 + 20, 31 * 64 + 30)),
    [182, 121, 60, 163, 103, 42, 151, 92, 29, 137],
  );
  assert.deepEqual(Array.from(square.subarray(-10)), [162, 98, 207, 147, 84, 195, 131, 68, 175, 112]);
  assert.deepEqual(sums(square), [443142, 223159998]);

  const wide = Uint8ClampedArray.from({ length: 64 * 48 }, (_, i) => ((i * i) % 23) + 10);
  equalize(wide, 1, 64, 48, 2);
  assert.deepEqual(Array.from(wide.subarray(20 * 64, 20 * 64 + 8)), [90, 32, 74, 27, 80, 58, 42, 21]);
  assert.deepEqual(sums(wide), [160790, 79995751]);
});

test('what a level has beyond the limit is spread over all others', () => {
  // One level: its 64 pixels a tile are cut to 2 · 64 / 256, at least 1; 63 are left, one to every fourth level from 0.
  const flat = new Uint8ClampedArray(64 * 64).fill(100);
  equalize(flat, 1, 64, 64, 2);
  // Of levels 0..100 there are 26 fourth ones, and the level's own pixel: 27 of 64.
  assert.ok(flat.every((value) => value === Math.round((27 * 255) / 64)));
});

test('with a step only every so many bytes change', () => {
  const lab = Uint8ClampedArray.from({ length: 64 * 64 * 3 }, (_, i) => (i * 31) % 200);
  const before = lab.slice();
  const alone = before.filter((_, i) => i % 3 === 0);
  equalize(lab, 3, 64, 64, 2);
  equalize(alone, 1, 64, 64, 2);
  assert.deepEqual(
    lab.filter((_, i) => i % 3 === 0),
    alone,
  );
  assert.deepEqual(
    lab.filter((_, i) => i % 3 !== 0),
    before.filter((_, i) => i % 3 !== 0),
  );
});

test('sizes without eight equal tiles are refused', () => {
  assert.throws(() => equalize(new Uint8ClampedArray(60 * 64), 1, 60, 64, 2), /60×64/);
});
