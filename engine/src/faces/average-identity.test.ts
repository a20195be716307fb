import assert from 'node:assert/strict';
import { test } from 'node:test';
import { landmarkFace } from '../../test/landmark-face.ts';
import { averageIdentity } from './average-identity.ts';

const face = (...embedding: number[]) => landmarkFace([0, 0, 9, 9], { embedding: Float32Array.from(embedding) });

test('the mean of embeddings as they are, and of those made one long, which is not made one long again', () => {
  const { embedding, normalised } = averageIdentity([face(3, 4), face(0, 10)]);
  assert.deepEqual([...embedding], [1.5, 7]);
  assert.deepEqual(
    [...normalised].map((value) => Math.round(value * 1e6) / 1e6),
    [0.3, 0.9],
  );
});

test('a source without an embedding, and no source, are mistakes of the caller', () => {
  assert.throws(() => averageIdentity([landmarkFace([0, 0, 9, 9])]), /no embedding/);
  assert.throws(() => averageIdentity([]), /needs a face/);
});
