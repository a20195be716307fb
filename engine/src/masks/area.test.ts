import assert from 'node:assert/strict';
import { test } from 'node:test';
import { areaMask } from './area.ts';

/** 68 points that all lie at one place, but for those given. */
function points(rest: readonly [number, number], placed: Readonly<Record<number, readonly [number, number]>>) {
  return Float32Array.from({ length: 136 }, (_, i) => (placed[i >> 1] ?? rest)[i % 2]!);
}

test('one hull goes around all chosen areas together', () => {
  // The upper face (0, 16) at the top, the mouth (48..67) far below it, and what lies between belongs to neither.
  const face = points([64, 110], { ...Object.fromEntries([0, 1, 2, 17, 18, 19, 20, 21].map((i) => [i, [20, 20]])) });
  for (const i of [14, 15, 16, 22, 23, 24, 25, 26]) face.set([108, 20], i * 2);
  for (const i of [31, 32, 33, 34, 35]) face.set([64, 30], i * 2);
  const between = 60 * 128 + 64;
  assert.ok(areaMask(128, face, ['upper-face', 'mouth']).values[between]! > 0.99);
  assert.equal(areaMask(128, face, ['upper-face']).values[between], 0);
  assert.equal(areaMask(128, face, ['mouth']).values[between], 0);
});

test('points are cut to whole pixels, and the edge fades inwards by five pixels’ sigma', () => {
  const mouth = points([0, 0], { 48: [30.9, 30.9], 54: [90.9, 30.9], 57: [90.2, 90.7], 60: [30.1, 90.9] });
  for (let i = 49; i < 68; i++) if (![54, 57, 60].includes(i)) mouth.set([60, 60], i * 2);
  const { values } = areaMask(128, mouth, ['mouth']);
  const at = (x: number) => values[60 * 128 + x]!;
  // Half a pixel, 0.1 sigma, inside a straight edge the blur leaves .53983; what is over one half counts twice.
  assert.ok(Math.abs(at(30) - 0.07966) < 1e-3 && at(29) === 0, `left edge at 30: ${at(29)}, ${at(30)}`);
  assert.ok(Math.abs(at(90) - 0.07966) < 1e-3 && at(91) === 0, `right edge at 90: ${at(90)}, ${at(91)}`);
  assert.ok(at(60) > 0.9999);
});

test('a face far outside the crop, or nowhere, is an empty area', () => {
  assert.ok(areaMask(64, points([1e9, 1e9], {}), ['mouth']).values.every((value) => value === 0));
  assert.ok(areaMask(64, points([Number.NaN, Number.NaN], {}), ['lower-face']).values.every((value) => value === 0));
});
