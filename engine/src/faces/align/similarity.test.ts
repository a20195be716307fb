import assert from 'node:assert/strict';
import { test } from 'node:test';
import { similarity } from '../../frame/affine.ts';
import { mapPoints } from './map-points.ts';
import { alignFace, fitSimilarity } from './similarity.ts';
import { templates } from './templates.ts';

const face = Float32Array.of(203.4, 103.6, 247.5, 104.4, 224.1, 127.7, 204, 143.1, 242.9, 143.7);
/** The same face with its nose and one mouth corner far off, as detectors place them on profiles. */
const profile = face.map((value, at) => value + (at === 4 ? 12 : at === 6 ? -7 : 0));

test('a fit finds the map that points were moved by', () => {
  const map = similarity(0.7, 1.8, -30, 12);
  const found = fitSimilarity(face, mapPoints(map, face));
  found.forEach((value, at) => {
    assert.ok(Math.abs(value - map[at]!) < 1e-4, `${found}`);
  });
});

test('of all similarities, the fit leaves the least squared distance', () => {
  const wanted = templates.ffhq_512.map((fraction) => fraction * 256);
  const [a, , c, d, , f] = alignFace(profile, 'ffhq_512', 256);
  const rest = (da: number, dd: number, dx: number, dy: number): number => {
    let sum = 0;
    for (let at = 0; at < 10; at += 2) {
      const [x, y] = [profile[at]!, profile[at + 1]!];
      sum += ((a + da) * x - (d + dd) * y + c + dx - wanted[at]!) ** 2;
      sum += ((d + dd) * x + (a + da) * y + f + dy - wanted[at + 1]!) ** 2;
    }
    return sum;
  };
  const best = rest(0, 0, 0, 0);
  for (const step of [-1e-3, 1e-3]) {
    assert.ok(rest(step, 0, 0, 0) > best);
    assert.ok(rest(0, step, 0, 0) > best);
    assert.ok(rest(0, 0, step, 0) > best);
    assert.ok(rest(0, 0, 0, step) > best);
  }
});

test('points on one spot still give a map that can be turned back', () => {
  assert.deepEqual(fitSimilarity([5, 5, 5, 5], [1, 2, 3, 4]), [1, 0, -3, 0, 1, -2]);
});

test('every crop size counts all five points: a profile lies the same in 128 and in 2048 pixels', () => {
  const small = alignFace(profile, 'ffhq_512', 128);
  alignFace(profile, 'ffhq_512', 2048).forEach((value, at) => {
    assert.ok(Math.abs(value - 16 * small[at]!) < 1e-6);
  });
});

test('arcface_128 is arcface_112_v2 in pixels, 8 further right, and not its enlargement', () => {
  templates.arcface_128.forEach((fraction, at) => {
    const shift = at % 2 === 0 ? 8 : 0;
    assert.ok(Math.abs(fraction * 128 - templates.arcface_112_v2[at]! * 112 - shift) < 1e-3);
  });
});
