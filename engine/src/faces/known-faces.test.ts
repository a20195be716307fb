import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Detection } from './face.ts';
import { KnownFaces } from './known-faces.ts';

const scene = new Float32Array(576).map((_, i) => i / 576);
const other = new Float32Array(576).map((_, i) => Math.abs(Math.sin(i)));
const face = (x: number, y = 0): Detection => ({ box: [x, y, 100, 100], score: 0.9, points5: new Float32Array(10) });

test('a face is described when it comes and every tenth frame', async () => {
  const faces = new KnownFaces();
  const due: number[] = [];
  for (let frame = 0; frame < 25; frame++) {
    const [known] = faces.follow([face(frame)], scene);
    if (known!.isDue) {
      due.push(frame);
      known!.learn({ embedding: Float32Array.of(frame) });
    }
    assert.deepEqual(await known!.description, { embedding: Float32Array.of(due.at(-1)!) });
  }
  assert.deepEqual(due, [0, 10, 20]);
});

test('a face that jumps, or comes after a cut, is someone else', () => {
  const faces = new KnownFaces();
  faces.follow([face(0)], scene);
  assert.equal(faces.follow([face(5)], scene)[0]!.isDue, false);
  assert.equal(faces.follow([face(60)], scene)[0]!.isDue, true);
  assert.equal(faces.follow([face(60)], other)[0]!.isDue, true);
});

test('faces that touch are described in each frame: they may be taken for one another', () => {
  const faces = new KnownFaces();
  faces.follow([face(0), face(150)], scene);
  assert.deepEqual(
    faces.follow([face(0), face(150)], scene).map(({ isDue }) => isDue),
    [false, false],
  );
  assert.deepEqual(
    faces.follow([face(30), face(120)], scene).map(({ isDue }) => isDue),
    [true, true],
  );
});

test('a description that fails fails for all who wait for it', async () => {
  const faces = new KnownFaces();
  const [first] = faces.follow([face(0)], scene);
  const [second] = faces.follow([face(0)], scene);
  first!.learn(Promise.reject(new Error('broken')));
  await assert.rejects(second!.description, /broken/);
});
