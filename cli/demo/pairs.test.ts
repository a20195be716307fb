import assert from 'node:assert/strict';
import { test } from 'node:test';
import { choosePairs } from './pairs.ts';

test('pairs are of different things, spread, never the same twice', () => {
  assert.equal(new Set(choosePairs(22, 9999).map(String)).size, 22 * 21);
  const few = choosePairs(22, 24);
  assert.equal(new Set(few.map(String)).size, 24);
  assert.ok(few.every(([from, to]) => from !== to));
  assert.equal(new Set(few.map(([from]) => from)).size, 22);
});
