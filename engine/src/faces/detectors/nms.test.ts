import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Detection } from '../face.ts';
import { suppressOverlaps } from './nms.ts';

const at = (x: number, score: number): Detection => ({ box: [x, 0, 100, 100], score, points5: new Float32Array(10) });

test('the best of what overlaps stays, best first', () => {
  const [low, best, mid, far] = [at(0, 0.6), at(10, 0.9), at(20, 0.7), at(300, 0.8)];
  assert.deepEqual(suppressOverlaps([low, best, mid, far], 0.4), [best, far]);
});

test('an overlap of exactly the limit is allowed', () => {
  // 100 x 100 boxes 60 apart: 4000 / 16000.
  const pair = [at(0, 0.9), at(60, 0.8)];
  assert.equal(suppressOverlaps(pair, 0.25).length, 2);
  assert.equal(suppressOverlaps(pair, 0.2499).length, 1);
});

test('what only overlaps a suppressed one stays', () => {
  const [first, between, last] = [at(0, 0.9), at(50, 0.8), at(100, 0.7)];
  assert.deepEqual(suppressOverlaps([first, between, last], 0.3), [first, last]);
});

test('equals keep their order', () => {
  const [first, second] = [at(0, 0.5), at(300, 0.5)];
  assert.deepEqual(suppressOverlaps([second, first], 0.4), [second, first]);
});
