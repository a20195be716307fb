import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Affine } from '../frame/affine.ts';
import { outlineStrokes } from './outline.ts';

/** A mask of `size`² pixels that is `inside` where asked. */
function maskOf(size: number, inside: (x: number, y: number) => number) {
  const values = Float32Array.from({ length: size * size }, (_, i) => inside(i % size, Math.floor(i / size)));
  return { width: size, height: size, values };
}

const identity: Affine = [1, 0, 0, 0, 1, 0];

test('goes around a disc, closed, at its radius', () => {
  const disc = maskOf(64, (x, y) => Math.min(1, Math.max(0, 20.5 - Math.hypot(x - 30.3, y - 33.4))));
  const strokes = outlineStrokes(disc, identity, 0.5, 1, [0, 0, 0]);
  const ends = new Map<string, number>();
  let length = 0;
  for (const { x0, y0, x1, y1 } of strokes) {
    length += Math.hypot(x1 - x0, y1 - y0);
    for (const [x, y] of [
      [x0, y0],
      [x1, y1],
    ] as const) {
      assert.ok(Math.abs(Math.hypot(x - 30.3, y - 33.4) - 20) < 0.1);
      const key = `${x.toFixed(6)} ${y.toFixed(6)}`;
      ends.set(key, (ends.get(key) ?? 0) + 1);
    }
  }
  assert.ok(Math.abs(length - 40 * Math.PI) < 0.5, `${length} long`);
  assert.ok(
    [...ends.values()].every((times) => times === 2),
    'every end is a beginning',
  );
});

test('a mask that reaches its border ends half a pixel beyond', () => {
  const strokes = outlineStrokes(
    maskOf(4, () => 1),
    identity,
    0.5,
    1,
    [0, 0, 0],
  );
  const xs = strokes.flatMap(({ x0, x1 }) => [x0, x1]);
  assert.deepEqual([Math.min(...xs), Math.max(...xs)], [-0.5, 3.5]);
});

test('is carried from the crop to the frame', () => {
  const mask = maskOf(9, (x, y) => (x === 4 && y === 2 ? 1 : 0));
  // The crop is the frame shrunk to a half, 10 to the right.
  const strokes = outlineStrokes(mask, [0.5, 0, -10, 0, 0.5, 0], 0.5, 2, [1, 2, 3]);
  const xs = strokes.flatMap(({ x0, x1 }) => [x0, x1]);
  const ys = strokes.flatMap(({ y0, y1 }) => [y0, y1]);
  assert.deepEqual([Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)], [27, 29, 3, 5]);
  assert.ok(strokes.every(({ radius, colour }) => radius === 2 && colour[2] === 3));
});

test('an empty mask has no outline', () => {
  assert.deepEqual(
    outlineStrokes(
      maskOf(8, () => 0),
      identity,
      0.5,
      1,
      [0, 0, 0],
    ),
    [],
  );
});
