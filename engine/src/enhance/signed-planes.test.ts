import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromSignedPlanes, signedCrop, signedRange } from './signed-planes.ts';

test('levels become -1..1, and a crop to paste comes back from there', () => {
  const planes = Float32Array.of(-1, 0.6, 1);
  const { scale, offset } = signedCrop(planes, 1, true);
  for (const [i, level] of [0, 204, 255].entries()) {
    assert.ok(Math.abs(level * signedRange.scale + signedRange.offset - planes[i]!) < 1e-6);
    assert.ok(Math.abs(planes[i]! * scale + offset - level) < 1e-4);
  }
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
