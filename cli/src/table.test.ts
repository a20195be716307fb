import assert from 'node:assert/strict';
import { test } from 'node:test';
import { table } from './table.ts';

test('numbers stand right, words left, and no line ends in blanks', () => {
  const rows = [
    ['stage', 'ms', ''],
    ['decode', '1.25', 'a'],
    ['swap', 12, ''],
  ];
  assert.deepEqual(table(rows), ['stage     ms', 'decode  1.25  a', 'swap      12']);
});
