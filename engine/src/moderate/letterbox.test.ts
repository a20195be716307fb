import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allocateFrame, type Frame } from '../frame/frame.ts';
import { letterbox } from './letterbox.ts';

function frameOf(width: number, height: number, levels: readonly [number, number, number], pixelAspect = 1): Frame {
  const frame = allocateFrame({
    ...{ width, height, pixelAspect, format: { model: 'rgb', bitDepth: 8, chromaShiftX: 0, chromaShiftY: 0 } },
    color: { matrix: 'identity', fullRange: true },
  });
  for (const [index, level] of levels.entries()) frame.planes[index]!.data.fill(level);
  return frame;
}

const plain = { size: 64, mean: [0, 0, 0], deviation: [1, 1, 1] } as const;

/** First and last row, and first and last column, that are not black. */
function shownBox(planes: Float32Array, size: number): [number, number, number, number] {
  const shown = Array.from({ length: size * size }, (_, i) => i).filter((i) => planes[i] !== 0);
  const columns = shown.map((i) => i % size);
  return [Math.floor(shown[0]! / size), Math.floor(shown.at(-1)! / size), Math.min(...columns), Math.max(...columns)];
}

test('a frame is fitted in, centred, black around it; larger or smaller', () => {
  // 200 × 101 · .32 is 64 × 32.32, cut to whole pixels.
  assert.deepEqual(shownBox(letterbox(frameOf(200, 101, [255, 255, 255]), plain), 64), [16, 47, 0, 63]);
  assert.deepEqual(shownBox(letterbox(frameOf(3, 12, [255, 255, 255]), plain), 64), [0, 63, 24, 39]);
  // Of 31 columns of black the right has one more.
  assert.deepEqual(shownBox(letterbox(frameOf(33, 64, [255, 255, 255]), plain), 64), [0, 63, 15, 47]);
  // Its pixels are twice as wide as high.
  assert.deepEqual(shownBox(letterbox(frameOf(100, 100, [255, 255, 255], 2), plain), 64), [16, 47, 0, 63]);
});

test('its border is not mixed with the black around', () => {
  const planes = letterbox(frameOf(3, 12, [255, 255, 255]), plain);
  assert.ok(planes.every((value) => value === 0 || value === 1));
});

test('planes are red, green, blue in the network’s terms, the black too', () => {
  const terms = { size: 8, mean: [0.5, 0.4, 0.2], deviation: [0.5, 0.2, 0.25] } as const;
  const planes = letterbox(frameOf(8, 4, [255, 51, 102]), terms);
  const wanted = [
    [1, -1],
    [-1, -2],
    [0.8, -0.8],
  ] as const;
  for (const [channel, [inside, outside]] of wanted.entries()) {
    assert.ok(Math.abs(planes[channel * 64 + 3 * 8 + 2]! - inside) < 1e-6, `inside, channel ${channel}`);
    assert.ok(Math.abs(planes[channel * 64]! - outside) < 1e-6, `outside, channel ${channel}`);
  }
});

test('shrinks as OpenCV’s resize does: bilinear, nothing averaged', () => {
  const frame = frameOf(256, 256, [0, 0, 0]);
  // Of each four columns the two in the middle are mixed.
  for (let i = 0; i < 256 * 256; i++) frame.planes[0]!.data[i] = [200, 10, 30, 200][i % 4]!;
  const planes = letterbox(frame, plain);
  assert.ok(planes.subarray(0, 64 * 64).every((value) => Math.abs(value - 20 / 255) < 1e-6));
});
