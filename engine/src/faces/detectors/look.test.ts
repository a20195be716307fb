import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainFrame } from '../../../test/plain-frame.ts';
import { apply } from '../../frame/affine.ts';
import { planLook, toDetection } from './look.ts';

const none = [0, 0, 0, 0] as const;

test('a large frame is shrunk to fit, each side cut down to whole pixels, and keeps a ratio for each', () => {
  const look = planLook(plainFrame(1001, 669), 0, none, 640);
  // 640 / 1001 · 669 = 427.7
  assert.deepEqual([look.width, look.height], [640, 427]);
  assert.deepEqual(apply(look.hitsToFrame, 640, 427), [1001, 669]);
  // The middle of the canvas's first pixel is the middle of what it covers.
  const [x, y] = apply(look.toFrame, 0, 0);
  assert.ok(Math.abs(x - (1001 / 640 - 1) / 2) < 1e-9 && Math.abs(y - (669 / 427 - 1) / 2) < 1e-9);
});

test('a small frame is not enlarged', () => {
  const look = planLook(plainFrame(300, 200), 0, none, 640);
  assert.deepEqual([look.width, look.height, ...look.toFrame], [300, 200, 1, 0, 0, 0, 1, 0]);
});

test('a very long frame keeps a pixel', () => {
  assert.equal(planLook(plainFrame(2000, 1), 0, none, 160).height, 1);
});

test('a margin lies around the frame: top, right, bottom, left in half percents of the sides', () => {
  const look = planLook(plainFrame(205, 101), 0, [20, 10, 30, 40], 640);
  // int(101 · 20 / 200) = 10, int(205 · 10 / 200) = 10, int(101 · 30 / 200) = 15, int(205 · 40 / 200) = 41
  assert.deepEqual([look.width, look.height], [41 + 205 + 10, 10 + 101 + 15]);
  assert.deepEqual(apply(look.toFrame, 41, 10), [0, 0]);
  assert.deepEqual(apply(look.hitsToFrame, 41, 10), [0, 0]);
});

test('pixels that are not square count as many columns as they are wide', () => {
  const frame = { ...plainFrame(100, 100), pixelAspect: 1.5 };
  assert.deepEqual([planLook(frame, 0, none, 640).width, planLook(frame, 0, none, 640).height], [150, 100]);
});

test('a hit on a turned canvas is told upright, its corners in order', () => {
  const look = planLook(plainFrame(320, 200), 90, none, 640);
  assert.deepEqual([look.width, look.height], [200, 320]);
  const hit = {
    left: 10,
    top: 20,
    right: 50,
    bottom: 80,
    score: 0.7,
    points: [20, 30, 40, 30, 30, 50, 20, 60, 40, 60],
  };
  const { box, score, points5 } = toDetection(hit, look);
  // x = 320 - y', y = x'
  assert.deepEqual(box, [240, 10, 60, 40]);
  assert.equal(score, 0.7);
  assert.deepEqual([...points5], [290, 20, 290, 40, 270, 30, 260, 20, 260, 40]);
});

test('corners in the wrong order are put in order', () => {
  const look = planLook(plainFrame(320, 200), 0, none, 640);
  const hit = { left: 50, top: 80, right: 10, bottom: 20, score: 0.7, points: [] };
  assert.deepEqual(toDetection(hit, look).box, [10, 20, 40, 60]);
});
