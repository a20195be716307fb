import assert from 'node:assert/strict';
import { test } from 'node:test';
import { equalize } from './clahe.ts';
import { evenOutLight, evenOutPlanes } from './contrast.ts';
import { labOf, labRoundTrip, pictureOfLab } from './lab.ts';
import type { Picture } from './picture.ts';

function noise(most: number): Picture {
  return { width: 64, height: 64, rgb: Float32Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * 7919) % most) };
}

function gray(value: number): Picture {
  return { width: 64, height: 64, rgb: new Float32Array(64 * 64 * 3).fill(value) };
}

test('bright pictures only go through L*a*b* and back, with red for blue', () => {
  const picture = noise(256);
  assert.deepEqual(evenOutLight(picture), labRoundTrip(picture, true));
  assert.notDeepEqual(evenOutLight(picture), labRoundTrip(picture, false));
});

test('dark ones get more contrast in L, and keep a and b', () => {
  const picture = noise(40);
  const lab = labOf(picture, true);
  equalize(lab, 3, 64, 64, 2);
  assert.deepEqual(evenOutLight(picture), pictureOfLab(lab, 64, 64, true));
  const spread = ({ rgb }: Picture) => Math.max(...rgb) - Math.min(...rgb);
  assert.ok(spread(evenOutLight(picture)) > spread(picture) * 1.5);
});

test('dark is a mean L below 30 of 255', () => {
  // OpenCV's table gives gray 30 the L 28, and gray 31 the L 30.
  assert.equal(labOf(gray(30))[0], 28);
  assert.equal(labOf(gray(31))[0], 30);
  assert.notEqual(evenOutLight(gray(30)).rgb[0], labRoundTrip(gray(30)).rgb[0]);
  assert.equal(evenOutLight(gray(31)).rgb[0], labRoundTrip(gray(31)).rgb[0]);
});

test('as planes: blue, green and red in 0..1, bright and dark', () => {
  for (const most of [256, 40]) {
    const picture = noise(most);
    const { rgb } = evenOutLight(picture);
    const planes = new Float32Array(rgb.length);
    evenOutPlanes(picture, planes);
    const wanted = [2, 1, 0].flatMap((channel) =>
      Array.from({ length: 64 * 64 }, (_, pixel) => Math.fround(rgb[pixel * 3 + channel]! / 255)),
    );
    assert.deepEqual(Array.from(planes), wanted);
  }
});
