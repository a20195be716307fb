import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compose, invert, similarity } from './affine.ts';
import { cropPicture } from './crop-face.ts';
import { allocateFrame, type Frame } from './frame.ts';
import { sampleRgb } from './sample.ts';

/** R, G and B rise along x, y and both. */
function rampFrame(bitDepth: number): Frame {
  const frame = allocateFrame({
    ...{ width: 40, height: 30, pixelAspect: 1 },
    format: { model: 'rgb', bitDepth, chromaShiftX: 0, chromaShiftY: 0 },
    color: { matrix: 'identity', fullRange: true },
  });
  const unit = (2 ** bitDepth - 1) / 255;
  for (const [channel, { data }] of frame.planes.entries()) {
    for (let i = 0; i < data.length; i++) {
      const [x, y] = [i % 40, Math.floor(i / 40)];
      data[i] = Math.round([x * 5, y * 7, 255 - x - y][channel]! * unit);
    }
  }
  return frame;
}

const frameToCrop = compose(similarity(0.35, 0.6, 0, 0), [1, 0, -8, 0, 1, -6]);

test('the crop has at frameToCrop(x, y) what the frame has at x, y', () => {
  const { width, height, rgb } = cropPicture(rampFrame(8), frameToCrop, 12, 10);
  assert.deepEqual([width, height, rgb.length], [12, 10, 360]);
  const [a, b, c, d, e, f] = invert(frameToCrop);
  for (let y = 0; y < 10; y++) {
    for (let x = 0; x < 12; x++) {
      const [fx, fy] = [Math.max(0, a * x + b * y + c), Math.max(0, d * x + e * y + f)];
      const want = [fx * 5, fy * 7, 255 - fx - fy];
      for (let channel = 0; channel < 3; channel++) {
        const got = rgb[(y * 12 + x) * 3 + channel]!;
        assert.ok(Math.abs(got - want[channel]!) <= 0.51 && Number.isInteger(got), `${x},${y}: ${got}, not ${want}`);
      }
    }
  }
});

test('frames of more than 8 bits keep their fractions', () => {
  const { rgb } = cropPicture(rampFrame(12), frameToCrop, 12, 10);
  assert.ok(rgb.filter((value) => !Number.isInteger(value)).length > 200);
});

test('beyond the frame its border goes on, or a gray value does', () => {
  const frame = rampFrame(8);
  const away = cropPicture(frame, [1, 0, 20, 0, 1, 20], 4, 4);
  assert.deepEqual([...away.rgb.subarray(0, 3)], [0, 0, 255]);
  const gray = cropPicture(frame, [1, 0, 20, 0, 1, 20], 24, 24, 77);
  assert.deepEqual([...gray.rgb.subarray(0, 3)], [77, 77, 77]);
  assert.deepEqual([...gray.rgb.subarray(-3)], [15, 21, 249]);
});

test('the crop does not share memory with later ones, and flat maps are refused', () => {
  const frame = rampFrame(8);
  const first = cropPicture(frame, frameToCrop, 12, 10);
  const kept = first.rgb.slice();
  sampleRgb(frame, [1, 0, 0, 0, 1, 0], 12, 10, new Float32Array(360));
  assert.deepEqual(first.rgb, kept);
  assert.throws(() => cropPicture(frame, [1, 1, 0, 1, 1, 0], 4, 4), RangeError);
});
