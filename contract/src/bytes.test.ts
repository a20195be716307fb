import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatBytes, parseBytes } from './bytes.ts';

test('bytes are read with a unit, or in the unit the caller expects', () => {
  assert.equal(parseBytes('600MB'), 600e6);
  assert.equal(parseBytes('1.5 GiB'), 1.5 * 2 ** 30);
  assert.equal(parseBytes('600', 'MB'), 600e6);
  assert.equal(parseBytes('12mb'), 12e6);
  for (const text of ['', 'MB', '-1MB', '1XB', '1 2']) assert.equal(parseBytes(text), undefined, text);
});

test('bytes for people', () => {
  assert.equal(formatBytes(512), '512 B');
  assert.equal(formatBytes(538_928), '539 kB');
  assert.equal(formatBytes(7_050_246), '7.1 MB');
  assert.equal(formatBytes(999_999_999), '1.0 GB');
});
