import assert from 'node:assert/strict';
import { test } from 'node:test';
import { peakOfSwap } from './memory.ts';

test('a film ten times longer takes no more memory', async (context) => {
  const [short, long] = [await peakOfSwap(180, 30), await peakOfSwap(180, 300)];
  context.diagnostic(`${Math.round(short / 1e6)} MB, ten times longer ${Math.round(long / 1e6)} MB`);
  assert.ok(long < 1.1 * short && long < 600e6);
});
