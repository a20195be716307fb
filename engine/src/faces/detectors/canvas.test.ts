import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainFrame } from '../../../test/plain-frame.ts';
import { CanvasPainter, canvasFor } from './canvas.ts';
import { planLook } from './look.ts';
import { byteRange, signedRange, unitRange } from './network.ts';

const none = [0, 0, 0, 0] as const;
const square = { width: 160, height: 160 };
/** Blue, green and red of a canvas pixel. */
const pixelOf = (data: Float32Array, at: number) => [data[at], data[160 * 160 + at], data[2 * 160 * 160 + at]];

test('planes come blue, green, red, at the top left, with black around', () => {
  const frame = plainFrame(100, 50, () => [200, 100, 51]);
  const { data, dims } = new CanvasPainter(160).paint(frame, planLook(frame, 0, none, 160), square, byteRange);
  assert.deepEqual(dims, [1, 3, 160, 160]);
  assert.deepEqual(pixelOf(data, 0), [51, 100, 200]);
  assert.deepEqual(pixelOf(data, 49 * 160 + 99), [51, 100, 200]);
  assert.deepEqual(pixelOf(data, 49 * 160 + 100), [0, 0, 0]);
  assert.deepEqual(pixelOf(data, 50 * 160), [0, 0, 0]);
});

test('values in each range, black included', () => {
  const frame = plainFrame(100, 50, () => [255, 0, 51]);
  const look = planLook(frame, 0, none, 160);
  const painter = new CanvasPainter(160);
  const signed = painter.paint(frame, look, square, signedRange).data;
  assert.deepEqual(pixelOf(signed, 0), [(51 - 127.5) / 128, -127.5 / 128, 127.5 / 128]);
  assert.equal(signed[159], -127.5 / 128);
  const unit = painter.paint(frame, look, square, unitRange).data;
  assert.ok(Math.abs(unit[0]! - 0.2) < 1e-6 && unit[2 * 160 * 160] === 1 && unit[159] === 0);
});

test('shrinking is plain bilinear, to whole numbers', () => {
  // Four columns a canvas pixel; only the two in the middle count, however bright their neighbours are.
  const frame = plainFrame(640, 640, (x) => [0, 0, [255, 10, 13, 255][x % 4]!]);
  const { data } = new CanvasPainter(160).paint(frame, planLook(frame, 0, none, 160), square, byteRange);
  assert.ok(data[0] === 11 || data[0] === 12, `(10 + 13) / 2 became ${data[0]}`);
});

test('a margin is black and fades in', () => {
  const frame = plainFrame(100, 100, () => [80, 80, 80]);
  const look = planLook(frame, 0, [20, 20, 20, 20], 160);
  const { data } = new CanvasPainter(160).paint(frame, look, square, byteRange);
  assert.deepEqual(
    [data[9 * 160 + 50], data[10 * 160 + 50], data[109 * 160 + 50], data[110 * 160 + 50]],
    [0, 80, 80, 0],
  );
});

test('turned frames lie turned counter-clockwise', () => {
  const frame = plainFrame(120, 60, (x, y) => [0, 0, x === 119 && y < 2 ? 255 : 0]);
  const { data } = new CanvasPainter(160).paint(frame, planLook(frame, 90, none, 160), square, byteRange);
  // The top right corner comes to the top left: x = 120 - y', y = x'.
  assert.deepEqual([data[160], data[161], data[162], data[2 * 160]], [255, 255, 0, 0]);
});

test('nothing is left of a larger frame', () => {
  const painter = new CanvasPainter(160);
  const large = plainFrame(160, 160, () => [9, 9, 9]);
  painter.paint(large, planLook(large, 0, none, 160), square, byteRange);
  const small = plainFrame(20, 20, () => [1, 1, 1]);
  const { data } = painter.paint(small, planLook(small, 0, none, 160), square, byteRange);
  assert.equal(
    data.reduce((sum, value) => sum + value, 0),
    3 * 400,
  );
});

test('another frame of the same size is drawn over the one before, in any range', () => {
  const painter = new CanvasPainter(160);
  for (const [level, range] of [
    [9, byteRange],
    [200, byteRange],
    [51, unitRange],
    [102, signedRange],
    [153, signedRange],
  ] as const) {
    const frame = plainFrame(100, 50, () => [level, level, level]);
    const { data } = painter.paint(frame, planLook(frame, 0, none, 160), square, range);
    const near = (at: number, value: number) =>
      pixelOf(data, at).every((one) => Math.abs(one! - (value * range.scale + range.offset)) < 1e-6);
    assert.ok(near(0, level) && near(49 * 160 + 99, level), `${level} is drawn`);
    assert.ok(near(49 * 160 + 100, 0) && near(50 * 160, 0) && near(160 * 160 - 1, 0), `black around ${level}`);
  }
});

test('one drawing serves networks that see the same, and no others', () => {
  const frame = plainFrame(100, 50);
  const painter = new CanvasPainter(160);
  const look = planLook(frame, 0, none, 160);
  const first = painter.paint(frame, look, square, signedRange);
  assert.equal(painter.paint(frame, look, square, signedRange), first);
  assert.notEqual(painter.paint(frame, planLook(frame, 0, none, 160), square, signedRange), first, 'another frame');
  assert.notEqual(painter.paint(frame, look, { width: 160, height: 128 }, signedRange).dims[2], first.dims[2]);
});

test('a canvas is square where the graph says so, else as large as the frame needs', () => {
  const look = planLook(plainFrame(1920, 1080), 0, none, 640);
  assert.deepEqual(canvasFor(look, 640, [false, false]), { width: 640, height: 640 });
  assert.deepEqual(canvasFor(look, 640, [true, true]), { width: 640, height: 448 });
  assert.deepEqual(canvasFor(planLook(plainFrame(90, 600), 0, none, 640), 640, [true, true]), {
    width: 160,
    height: 640,
  });
});
