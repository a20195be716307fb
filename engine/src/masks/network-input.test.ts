import assert from 'node:assert/strict';
import { test } from 'node:test';
import { networkInput } from './network-input.ts';

const plain = { scale: 1, offset: 0 };

test('channels in the order asked for, interleaved or as planes, in the network’s terms', () => {
  const crop = { width: 2, height: 2, rgb: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12) };
  const bgr = ([2, 1, 0] as const).map((from) => ({ from, ...plain }));
  assert.deepEqual([...networkInput(crop, 2, bgr, true)], [3, 2, 1, 6, 5, 4, 9, 8, 7, 12, 11, 10]);
  const terms = [{ from: 0, scale: 2, offset: -1 } as const, { from: 2, ...plain } as const];
  assert.deepEqual([...networkInput(crop, 2, terms, false)], [1, 7, 13, 19, 3, 6, 9, 12]);
});

test('bilinear between pixel centres, in both directions', () => {
  const crop = { width: 2, height: 2, rgb: Float32Array.of(0, 0, 0, 80, 0, 0, 160, 0, 0, 240, 0, 0) };
  const red = networkInput(crop, 4, [{ from: 0, ...plain }], false);
  // Centres lie at -.25 (kept inside), .25, .75 and 1.25.
  assert.deepEqual([...red.subarray(0, 4)], [0, 20, 60, 80]);
  assert.deepEqual([...red.subarray(4, 8)], [40, 60, 100, 120]);
  assert.deepEqual([...red.subarray(12)], [160, 180, 220, 240]);
});

test('shrinking takes the two nearest pixels, without averaging the rest', () => {
  const rgb = new Float32Array(8 * 8 * 3);
  for (let i = 0; i < 64; i++) rgb[i * 3] = [0, 10, 90, 0, 0, 30, 50, 0][i % 8]!;
  const red = networkInput({ width: 8, height: 8, rgb }, 2, [{ from: 0, ...plain }], false);
  assert.deepEqual([...red], [50, 40, 50, 40]);
});
