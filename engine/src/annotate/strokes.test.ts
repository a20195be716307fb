import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allocateFrame, type Frame, type PixelFormat } from '../frame/frame.ts';
import { drawStrokes, type Stroke } from './strokes.ts';

const rgb: PixelFormat = { model: 'rgb', bitDepth: 8, chromaShiftX: 0, chromaShiftY: 0 };

function blackFrame(width: number, height: number, format = rgb, pixelAspect = 1): Frame {
  const matrix = format.model === 'yuv' ? 'bt709' : 'identity';
  const frame = allocateFrame({ width, height, pixelAspect, format, color: { matrix, fullRange: true } });
  if (format.model === 'yuv') for (const { data } of frame.planes.slice(1)) data.fill(2 ** (format.bitDepth - 1));
  return frame;
}

function line(x0: number, y0: number, x1: number, y1: number, radius: number, colour = [255, 255, 255]): Stroke {
  return { x0, y0, x1, y1, radius, colour: [colour[0]!, colour[1]!, colour[2]!] };
}

function sum(data: ArrayLike<number>): number {
  return Array.from(data).reduce((total, value) => total + value, 0);
}

test('a line covers what it should: its length by its width, and its round ends', () => {
  for (const [x1, y1] of [
    [70, 20],
    [20, 150],
    [60, 140],
  ] as const) {
    const frame = blackFrame(100, 200);
    drawStrokes(frame, [line(20, 20, x1, y1, 3)]);
    const area = Math.hypot(x1 - 20, y1 - 20) * 6 + Math.PI * 9;
    const covered = sum(frame.planes[0]!.data) / 255;
    assert.ok(Math.abs(covered / area - 1) < 0.01, `to ${x1}, ${y1}: ${covered}, not ${area}`);
  }
});

test('answers the rectangle that it changes, clipped to the frame', () => {
  const frame = blackFrame(40, 30);
  assert.deepEqual(drawStrokes(frame, [line(10, 12, 20, 12, 1)]), { x: 9, y: 11, width: 13, height: 3 });
  const { data } = frame.planes[0]!;
  assert.ok(data.every((value, i) => value === 0 || (i % 40 >= 9 && i % 40 < 22 && i >= 440 && i < 560)));
  assert.deepEqual(drawStrokes(frame, [line(-50, 12, 500, 12, 1)]), { x: 0, y: 11, width: 40, height: 3 });
  assert.equal(drawStrokes(frame, [line(-50, -50, -20, -20, 5)]), undefined);
  assert.equal(drawStrokes(frame, []), undefined);
});

test('later strokes lie over earlier ones; edges are mixed', () => {
  const frame = blackFrame(30, 200);
  drawStrokes(frame, [line(15, -9, 15, 300, 6, [255, 0, 0]), line(15, -9, 15, 300, 2, [0, 255, 0])]);
  for (const y of [0, 63, 64, 127, 128, 199]) {
    const row = (index: number) => Array.from(frame.planes[index]!.data.subarray(y * 30 + 12, y * 30 + 16));
    // Two pixels off the middle half of the green line's edge is left.
    assert.deepEqual(
      [row(0), row(1)],
      [
        [255, 128, 0, 0],
        [0, 128, 255, 255],
      ],
      `row ${y}`,
    );
  }
});

test('is drawn in the frame’s own format', () => {
  const frame = blackFrame(41, 31, { model: 'yuv', bitDepth: 10, chromaShiftX: 1, chromaShiftY: 1 });
  drawStrokes(frame, [line(20, 15, 20, 15, 9, [255, 0, 0])]);
  const [y, u, v] = frame.planes.map(({ data, stride }, index) => data[(index ? 7 : 15) * stride + (index ? 10 : 20)]);
  // Red in full range BT.709: Y .2126, Cr all of its half.
  assert.ok(Math.abs(y! - 0.2126 * 1023) <= 1 && v === 1023 && Math.abs(u! - (512 - 0.1146 * 1023)) <= 1);
  assert.equal(frame.planes[0]!.data[0], 0);
});

test('positions are square pixels, also where pixels are not square', () => {
  const frame = blackFrame(50, 100, rgb, 2);
  drawStrokes(frame, [line(60, 50, 60, 50, 10)]);
  const row = frame.planes[0]!.data.subarray(50 * 50, 51 * 50);
  assert.deepEqual([row[24], row[25], row[30], row[35], row[36]], [0, 128, 255, 128, 0]);
  assert.equal(frame.planes[0]!.data[40 * 50 + 30], 128);
});
