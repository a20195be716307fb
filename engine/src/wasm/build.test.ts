import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { test } from 'node:test';
import { buildKernels } from './build.ts';

test('every generated kernel is fresh', async () => {
  const built = await buildKernels();
  assert.ok(built.size > 0);
  for (const [file, text] of built) {
    const found = existsSync(file) ? readFileSync(file, 'utf8') : '';
    assert.ok(found === text, `${basename(file)} is stale; run: node engine/src/wasm/build.ts`);
  }
});
