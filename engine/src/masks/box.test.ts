import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boxMask } from './box.ts';

test('padding is percent of the side: top, right, bottom, left', () => {
  const { values } = boxMask(100, 0, [10, 20, 30, 40]);
  const at = (x: number, y: number) => values[y * 100 + x];
  assert.deepEqual([at(60, 9), at(60, 10), at(60, 69), at(60, 70)], [0, 1, 1, 0], 'rows');
  assert.deepEqual([at(39, 40), at(40, 40), at(79, 40), at(80, 40)], [0, 1, 1, 0], 'columns');
});

test('without blur the outermost pixels alone are hidden', () => {
  const { values } = boxMask(8, 0, [0, 0, 0, 0]);
  assert.equal(
    values.reduce((sum, value) => sum + value),
    36,
  );
  assert.deepEqual([...values.subarray(8, 16)], [0, 1, 1, 1, 1, 1, 1, 0]);
});

test('blur .3 at 256: 19 pixels hidden, then softened by a sigma of 9.5', () => {
  const { values } = boxMask(256, 0.3, [0, 0, 0, 0]);
  const row = values.subarray(128 * 256, 129 * 256);
  assert.ok(Math.abs(row[18]! + row[19]! - 1) < 1e-3, 'half way at the box’s edge');
  // Half a pixel inside a straight edge lies 0.5 / 9.5 sigmas in: the normal distribution says .52099.
  assert.ok(Math.abs(row[19]! - 0.52099) < 1e-3);
  assert.ok(row[128]! > 0.99999 && row[0]! < 0.06);
  assert.deepEqual([...row], [...row].reverse());
});

test('padding that leaves nothing hides all', () => {
  assert.ok(boxMask(64, 0.3, [60, 0, 60, 0]).values.every((value) => value === 0));
  assert.ok(boxMask(64, 0.3, [0, 100, 0, 100]).values.every((value) => value === 0));
});

test('a mask is drawn once, and those long unused are forgotten', () => {
  const first = boxMask(32, 0.5, [0, 0, 0, 0]);
  assert.equal(boxMask(32, 0.5, [0, 0, 0, 0]), first);
  for (let percent = 1; percent <= 7; percent++) boxMask(32, 0.5, [percent, 0, 0, 0]);
  assert.equal(boxMask(32, 0.5, [0, 0, 0, 0]), first, 'the eighth');
  for (let percent = 10; percent < 18; percent++) boxMask(32, 0.5, [percent, 0, 0, 0]);
  assert.notEqual(boxMask(32, 0.5, [0, 0, 0, 0]), first);
});
