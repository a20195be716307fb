import assert from 'node:assert/strict';
import { test } from 'node:test';
import { providerNote } from './provider-note.ts';

test('networks that ran on another provider than was asked for first are named, with where they ran', () => {
  const ran = [
    { model: 'inswapper_128', provider: 'cuda' },
    { model: 'arcface_w600k_r50', provider: 'cpu' },
  ];
  assert.match(
    providerNote(['cuda', 'cpu'], ran) ?? '',
    /^cuda could not open .* elsewhere: arcface_w600k_r50 \(cpu\);/,
  );
  assert.equal(providerNote(['cuda', 'cpu'], ran.slice(0, 1)), undefined);
  assert.equal(providerNote(['auto', 'cpu'], ran), undefined);
});
