import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resultSize } from './result-size.ts';

test('a size stays as it is, odd sides too, unless another is asked for', () => {
  assert.deepEqual(resultSize({ width: 1921, height: 1081 }, 1), { width: 1921, height: 1081 });
});

test('sides of another size are even, and the nearest such to what is asked for', () => {
  assert.deepEqual(resultSize({ width: 1921, height: 1081 }, 2), { width: 3842, height: 2162 });
  assert.deepEqual(resultSize({ width: 81, height: 61 }, 0.5), { width: 40, height: 30 });
  assert.deepEqual(resultSize({ width: 100, height: 50 }, 1.5), { width: 150, height: 76 });
});

test('nothing becomes smaller than a sample of chroma', () => {
  assert.deepEqual(resultSize({ width: 3, height: 1 }, 0.25), { width: 2, height: 2 });
});
