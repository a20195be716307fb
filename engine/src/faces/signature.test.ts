import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPhoto, rgbFrame } from '../../test/faces-photos.ts';
import type { Frame } from '../frame/frame.ts';
import { isCut, signatureOf } from './signature.ts';

/** The frame with its green plane changed. */
function changed(frame: Frame, change: (value: number, x: number, y: number) => number): Frame {
  const copy = rgbFrame(frame.width, frame.height);
  const [from, to] = [frame.planes[1]!.data, copy.planes[1]!.data];
  for (let at = 0; at < to.length; at += 1) {
    to[at] = Math.max(0, Math.min(255, change(from[at]!, at % frame.width, Math.floor(at / frame.width))));
  }
  return copy;
}

test('two photos are two scenes; one photo brighter, darker, noisy or shifted is one', async () => {
  const photos = await Promise.all([1, 2, 3, 4, 5, 6].map((photo) => readPhoto(photo, 480)));
  const signatures = photos.map(signatureOf);
  signatures.forEach((one, i) => {
    signatures.forEach((other, j) => {
      assert.equal(isCut(one, other), i !== j, `photos ${i + 1} and ${j + 1}`);
    });
  });
  const photo = photos[0]!;
  const shifted = photo.planes[1]!.data;
  const same: Record<string, Frame> = {
    brighter: changed(photo, (value) => value * 1.2 + 30),
    darker: changed(photo, (value) => value * 0.4),
    noisy: changed(photo, (value, x, y) => value + 40 * Math.sin(x * 78.2 + y * 12.9)),
    shifted: changed(photo, (_, x, y) => shifted[y * photo.width + Math.min(photo.width - 1, x + 6)]!),
  };
  for (const [name, frame] of Object.entries(same)) assert.ok(!isCut(signatures[0]!, signatureOf(frame)), name);
});

test('from black to a picture is a cut, from black to black is none', async () => {
  const black = signatureOf(rgbFrame(64, 64));
  assert.ok(isCut(black, signatureOf(await readPhoto(1, 320))));
  assert.ok(!isCut(black, black));
});
