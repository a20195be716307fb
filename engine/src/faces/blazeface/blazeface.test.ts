import assert from 'node:assert/strict';
import { test } from 'node:test';
import { apply, scaleOf } from '../../frame/affine.ts';
import { decodeHead, type Hit, heads, INPUT_SIZE } from './decode.ts';
import { type Candidate, mergeCandidates, toCandidates } from './merge.ts';
import { isPlausible } from './plausible.ts';
import { turnBack, turnedToUpright } from './turn.ts';
import { planViews } from './views.ts';

test('an anchor counts from its cell’s middle', () => {
  const scores = new Float32Array(512).fill(-10);
  const values = new Float32Array(512 * 16);
  const anchor = 2 * (3 * 16 + 5) + 1; // row 3, column 5, second anchor
  scores[anchor] = 2;
  values.set([4, -6, 40, 50, -8, -9], anchor * 16);
  const [hit, ...others] = decodeHead(heads[0], scores, values, 0.5);
  assert.equal(others.length, 0);
  assert.deepEqual([hit!.x, hit!.y, hit!.width, hit!.height], [5.5 * 16 + 4 - 20, 3.5 * 16 - 6 - 25, 40, 50]);
  assert.deepEqual(hit!.points.slice(0, 4), [80, 47, 88, 56]);
  assert.ok(Math.abs(hit!.score - 1 / (1 + Math.exp(-2))) < 1e-9);
});

for (const [width, height, inputSize] of [
  [1920, 1080, 640],
  [1080, 1920, 640],
  [640, 480, 640],
  [4000, 400, 1280],
  [200, 150, 256],
] as const) {
  test(`views of ${width} × ${height} at ${inputSize}: any face is whole and large enough in one`, () => {
    const views = planViews(width, height, inputSize);
    const finest = Math.min(...views.map(({ toFrame }) => scaleOf(toFrame)));
    assert.ok(Math.abs(finest - Math.max(width, height) / inputSize) < 1e-9);
    for (let size = 24 * finest; size < Math.min(width, height); size *= 1.3) {
      for (let x = 0; x <= width - size; x += size / 3) {
        for (let y = 0; y <= height - size; y += size / 3) {
          const whole = views.some(({ toFrame }) => {
            const side = size / scaleOf(toFrame);
            const [left, top] = apply(toFrame, -0.5, -0.5);
            const end = INPUT_SIZE * scaleOf(toFrame);
            const inside = x >= left - 1 && y >= top - 1 && x + size <= left + end + 1 && y + size <= top + end + 1;
            return inside && side > 23;
          });
          assert.ok(whole, `a face of ${size} at ${x}, ${y}`);
        }
      }
    }
  });
}

test('sides are cut only where the frame goes on', () => {
  const [whole, ...tiles] = planViews(1920, 1080, 640);
  assert.deepEqual(whole!.cuts, { left: false, right: false, top: false, bottom: false });
  assert.equal(tiles.length, 6);
  assert.deepEqual(tiles[0]!.cuts, { left: false, right: true, top: false, bottom: true });
});

const points = [0, 0, 10, 0, 5, 5, 5, 10, 0, 0, 10, 0];
const candidate = (x: number, score: number, cut = false, size = 100): Candidate => ({
  box: [x, 0, size, size],
  score,
  points,
  weight: score,
  cut,
});

test('one face per place: blended by weight, cut parts left out', () => {
  const merged = mergeCandidates([
    candidate(0, 0.6),
    candidate(10, 0.9),
    candidate(30, 0.95, true, 40),
    candidate(300, 0.7),
  ]);
  assert.equal(merged.length, 2);
  assert.equal(merged[0]!.score, 0.9);
  assert.ok(Math.abs(merged[0]!.box[0] - 6) < 1e-9, 'between the two whole ones, nearer the better');
  assert.equal(merged[0]!.box[2], 100);
  assert.equal(mergeCandidates([candidate(0, 0.9, true)]).length, 1, 'a cut face is better than none');
});

test('a hit at a tile’s inner side is cut', () => {
  const view = planViews(1920, 1080, 640)[1]!;
  const hit = (x: number): Hit => ({ x, y: 50, width: 60, height: 60, score: 0.9, points });
  const [inside, outside] = toCandidates([hit(100), hit(INPUT_SIZE - 61)], view, INPUT_SIZE);
  assert.deepEqual([inside!.cut, outside!.cut], [false, true]);
  assert.ok(Math.abs(inside!.box[2] - 180) < 1e-9);
});

test('quarter turns there and back', () => {
  const hit: Hit = {
    x: 20,
    y: 30,
    width: 50,
    height: 70,
    score: 0.9,
    points: [25, 40, 60, 45, 40, 60, 42, 80, 20, 50, 70, 52],
  };
  for (const turns of [0, 1, 2, 3] as const) {
    // Continuous coordinates of a turned view are half a pixel off its pixel centres.
    const map = turnedToUpright(turns);
    const upright = turnBack(hit, turns);
    for (let at = 0; at < hit.points.length; at += 2) {
      const [x, y] = apply(map, hit.points[at]! - 0.5, hit.points[at + 1]! - 0.5);
      assert.deepEqual([x + 0.5, y + 0.5], upright.points.slice(at, at + 2));
    }
    assert.deepEqual([upright.width, upright.height], turns % 2 === 0 ? [50, 70] : [70, 50]);
  }
});

test('key points that no face has', () => {
  const face: Hit = {
    x: 0,
    y: 0,
    width: 100,
    height: 100,
    score: 0.9,
    points: [30, 35, 70, 35, 50, 55, 50, 80, 5, 40, 95, 40],
  };
  const changed = (at: number, value: number): Hit => ({
    ...face,
    points: face.points.map((old, i) => (i === at ? value : old)),
  });
  assert.ok(isPlausible(face));
  assert.ok(!isPlausible(changed(7, 40)), 'mouth between the eyes');
  assert.ok(!isPlausible(changed(0, -40)), 'an eye far outside');
});
