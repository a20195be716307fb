import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Plane } from '../frame/frame.ts';
import { patchViews, releasePatchScratch } from './patch-memory.ts';
import { PlaneRows } from './plane-rows.ts';

const HEIGHT = 50;

function planeOf(wide: boolean, stride: number, width: number, lead: number): Plane {
  const count = stride * HEIGHT + lead;
  const all = wide
    ? Uint16Array.from({ length: count }, (_, i) => (i * 31) % 1021)
    : Uint8Array.from({ length: count }, (_, i) => (i * 31) % 251);
  return { data: all.subarray(lead), stride, width, height: HEIGHT };
}

for (const wide of [false, true]) {
  test(`rows of ${wide ? 'words' : 'bytes'} come and go, wherever they lie, and nothing else changes`, () => {
    for (const [stride, width, lead, left, right] of [
      [40, 40, 0, 0, 39],
      [37, 33, 3, 5, 20],
      [64, 64, 8, 63, 63],
      // Too far apart to be copied with what lies between.
      [3001, 3000, 1, 700, 1503],
    ] as const) {
      const plane = planeOf(wide, stride, width, lead);
      const before = plane.data.slice();
      releasePatchScratch();
      const rows = new PlaneRows(plane, left, right, HEIGHT - 2);
      for (let row = 4; row < HEIGHT - 1; row++) {
        if (row === 9) continue;
        const { bytes, words } = patchViews();
        const samples = wide ? words : bytes;
        const first = rows.read(row, left) >> rows.wide;
        for (let i = 0; i <= right - left; i++) {
          assert.equal(samples[first + i], before[row * stride + left + i], `row ${row}, column ${left + i}`);
          samples[first + i]! += 1;
        }
        assert.equal(rows.read(row, right), (first + right - left) << rows.wide, 'it is not read twice');
        rows.write(row);
      }
      for (let i = 0; i < before.length; i++) {
        const [x, y] = [i % stride, Math.floor(i / stride)];
        const changed = x >= left && x <= right && y >= 4 && y < HEIGHT - 1 && y !== 9;
        assert.equal(plane.data[i], before[i]! + (changed ? 1 : 0), `${x},${y} of ${stride}`);
      }
    }
  });
}
