import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromSignedPlanes, toSignedPlanes } from './signed-planes.ts';

test('a picture becomes planes, red first', () => {
  const planes = toSignedPlanes({ width: 2, height: 1, rgb: Float32Array.of(0, 255, 51, 127.5, 204, 102) });
  const wanted = [-1, 0, 1, 0.6, -0.6, -0.2];
  for (const [i, value] of wanted.entries())
    assert.ok(Math.abs(planes[i]! - value) < 1e-6, `number ${i}: ${planes[i]}`);
});

test('planes become a picture: cut off outside -1..1, rounded to the nearest whole number', () => {
  // 0.001 is 127.6275, 0.005 is 128.1375.
  const red = [-1, 1, -1.5, 3];
  const green = [0.001, 0.005, Number.NaN, Number.NEGATIVE_INFINITY];
  const blue = [0, 0, 0, 0];
  const { rgb, width, height } = fromSignedPlanes(Float32Array.from([...red, ...green, ...blue]), 2, true);
  assert.deepEqual([width, height], [2, 2]);
  assert.deepEqual([...rgb], [0, 128, 128, 255, 128, 128, 0, 0, 128, 255, 0, 128]);
});

test('deeper frames keep the fractions', () => {
  const { rgb } = fromSignedPlanes(Float32Array.of(0, 0.001, 2), 1, false);
  assert.ok(rgb[0] === 127.5 && Math.abs(rgb[1]! - 127.6275) < 1e-4 && rgb[2] === 255);
});
