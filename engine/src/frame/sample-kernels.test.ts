import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claimScratch, keepScratch, kernels, releaseScratch, scratch } from './sample-kernels.ts';

test('scratch claims are aligned, apart, and grow the memory', () => {
  releaseScratch();
  const first = claimScratch(5);
  const second = claimScratch(10_000_000);
  assert.deepEqual([first % 16, second % 16], [0, 0]);
  assert.ok(second >= first + 5 + 16);
  assert.ok(kernels.memory.buffer.byteLength >= second + 10_000_000);
  assert.equal(scratch().bytes.buffer, kernels.memory.buffer);
  releaseScratch();
  assert.equal(claimScratch(1), first);
});

test('what is kept is never claimed again', () => {
  const kept = keepScratch(100);
  scratch().bytes.fill(7, kept, kept + 100);
  releaseScratch();
  const claimed = claimScratch(1000);
  scratch().bytes.fill(9, claimed, claimed + 1000);
  const more = keepScratch(50);
  assert.ok(claimed >= kept + 100 && more >= kept + 100);
  assert.ok(
    scratch()
      .bytes.subarray(kept, kept + 100)
      .every((value) => value === 7),
  );
});
