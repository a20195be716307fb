import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enlargePlane } from './tile-enlarge.reference.ts';

test('pixels are areas: between two of them lie their quarters', () => {
  const { data, width, height, stride } = enlargePlane(
    { data: Uint8Array.of(0, 100), stride: 2, width: 2, height: 1 },
    2,
  );
  assert.deepEqual([width, height, stride], [4, 2, 4]);
  assert.deepEqual(data, Uint8Array.of(0, 25, 75, 100, 0, 25, 75, 100));
});

test('rows too, 16-bit samples stay as deep, and what lies between rows is skipped', () => {
  const plane = { data: Uint16Array.of(0, 9, 9, 40_000, 9, 9), stride: 3, width: 1, height: 2 };
  const { data } = enlargePlane(plane, 4);
  assert.ok(data instanceof Uint16Array);
  const column = Array.from({ length: 8 }, (_, y) => data[y * 4]);
  assert.deepEqual(column, [0, 0, 5000, 15_000, 25_000, 35_000, 40_000, 40_000]);
});
