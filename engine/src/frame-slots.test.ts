import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FrameShape } from './frame/frame.ts';
import { countSlots } from './frame-slots.ts';

function shape(width: number, height: number, bitDepth = 8): FrameShape {
  return {
    ...{ width, height, pixelAspect: 1 },
    format: { model: 'yuv', bitDepth, chromaShiftX: 1, chromaShiftY: 1 },
    color: { matrix: 'bt709', fullRange: false },
  };
}

/** What one 1080p frame in flight takes: 1.5 bytes a pixel, twice. */
const ONE = 1920 * 1080 * 1.5 * 2;

test('frames in flight follow the threads while memory allows', () => {
  const few = countSlots(shape(1920, 1080), 1, 5, undefined);
  assert.equal(countSlots(shape(1920, 1080), 3, 5, undefined), few + 2);
  assert.ok(few * ONE < 100e6);
});

test('a bound on memory makes them fewer', () => {
  assert.equal(countSlots(shape(1920, 1080), 2, 5, 8 * ONE), 8);
  assert.equal(countSlots(shape(1920, 1080, 10), 2, 5, 16 * ONE), 8);
  assert.equal(countSlots(shape(1920, 1080), 2, 5, 6 * ONE), 6);
});

test('large films take no more than the least number by themselves', () => {
  assert.equal(countSlots(shape(15360, 8640), 8, 5, undefined), 6);
});

test('too little memory is refused, naming what is needed', () => {
  assert.throws(() => countSlots(shape(1920, 1080), 2, 5, 6 * ONE - 1), {
    code: 'memory-exhausted',
    message: `frames of 1920x1080 need ${6 * ONE} bytes of memory at least (option maxMemoryBytes is ${6 * ONE - 1})`,
  });
});
