import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Mask, Picture } from './picture.ts';
import { resizeMask, resizePicture } from './resize.ts';

function near(actual: ArrayLike<number>, expected: readonly number[]): void {
  assert.equal(actual.length, expected.length);
  for (const [i, value] of expected.entries()) {
    assert.ok(Math.abs(actual[i]! - value) < 1e-4, `${Array.from(actual).join()} is not ${expected.join()}`);
  }
}

test('a mask twice as wide: quarters and three quarters, the border as it is', () => {
  const mask: Mask = { width: 2, height: 1, values: Float32Array.of(0, 1) };
  near(resizeMask(mask, 4, 1).values, [0, 0.25, 0.75, 1]);
  near(resizeMask(mask, 2, 3).values, [0, 1, 0, 1, 0, 1]);
});

test('a mask of half the size is the mean of two by two, of a quarter only of the middle ones', () => {
  const values = Float32Array.from({ length: 64 }, (_, i) => (i % 8) * (i % 8) + Math.floor(i / 8));
  const at = (x: number, y: number) => values[y * 8 + x]!;
  const mean = (x: number, y: number) => (at(x, y) + at(x + 1, y) + at(x, y + 1) + at(x + 1, y + 1)) / 4;
  const mask = { width: 8, height: 8, values };
  near(resizeMask(mask, 2, 2).values, [mean(1, 1), mean(5, 1), mean(1, 5), mean(5, 5)]);
  const half = resizeMask(mask, 4, 4);
  assert.deepEqual([half.width, half.height], [4, 4]);
  near(half.values.subarray(5, 7), [mean(2, 2), mean(4, 2)]);
});

test('pictures follow the same rule as masks, each channel for itself', () => {
  for (const [width, height] of [
    [7, 5],
    [33, 40],
    [16, 12],
    [3, 20],
  ] as const) {
    const rgb = Float32Array.from({ length: 16 * 12 * 3 }, (_, i) => (i * 7919) % 256);
    const picture: Picture = { width: 16, height: 12, rgb };
    const resized = resizePicture(picture, width, height);
    for (let channel = 0; channel < 3; channel++) {
      const pick = (values: Float32Array) => values.filter((_, i) => i % 3 === channel);
      const mask = resizeMask({ width: 16, height: 12, values: pick(rgb) }, width, height);
      for (const [i, value] of pick(resized.rgb).entries()) assert.ok(Math.abs(value - mask.values[i]!) < 1e-3);
    }
    assert.ok(resizePicture(picture, width, height, { rounded: true }).rgb.every(Number.isInteger));
  }
});

test('the same size changes nothing', () => {
  const rgb = Float32Array.from({ length: 27 }, (_, i) => i * 9.3);
  near(resizePicture({ width: 3, height: 3, rgb }, 3, 3).rgb, [...rgb]);
});
