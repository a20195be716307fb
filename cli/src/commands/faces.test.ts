import assert from 'node:assert/strict';
import { test } from 'node:test';
import { facesReport } from '@mirrorworks/contract';
import { run } from '../run.ts';
import { fakeContext } from '../testing/fake-engine.ts';

const seen = {
  width: 640,
  height: 480,
  faces: [
    {
      box: [10.123456, 20, 100, 120],
      score: 0.98765,
      points5: Float32Array.from({ length: 10 }, (_, index) => index),
      mesh: Float32Array.from({ length: 468 * 3 }, (_, index) => index),
      presence: 1,
      pose: { yaw: 12.3456, pitch: -0.001, roll: 3 },
      age: 31.26,
      female: 0.2,
    },
  ],
} as const;

test('faces --json holds to the contract, with the mesh only when asked', async () => {
  const { context, terminal } = fakeContext({ findFaces: async () => seen });
  assert.equal(await run(['faces', 'a.jpg', '--json'], context), 0);
  const [face] = facesReport.parse(JSON.parse(terminal.printed.at(-1) ?? '')).faces;
  assert.deepEqual(face?.box, [10.12, 20, 100, 120]);
  assert.deepEqual(face?.points5[4], [8, 9]);
  assert.deepEqual([face?.pitch, face?.gender, face?.genderScore, face?.mesh], [0, 'male', 0.8, undefined]);
  await run(['faces', 'a.jpg', '--json', '--mesh'], context);
  assert.equal(facesReport.parse(JSON.parse(terminal.printed.at(-1) ?? '')).faces[0]?.mesh?.length, 468);
});

test('people get a table', async () => {
  const { context, terminal } = fakeContext({ findFaces: async () => seen });
  await run(['faces', 'a.jpg'], context);
  assert.equal(terminal.printed[0], 'a.jpg: 640 × 480 pixels, 1 face');
  assert.match(terminal.printed.at(-1) ?? '', /^1 +10 +20 +100 +120 +0\.99 +12 +0 +3 +about 31 +male$/);
});

test('the drawing gets the faces and the wish for the mesh', async () => {
  const drawings: unknown[][] = [];
  const drawFaces = async (...call: unknown[]) => void drawings.push(call);
  const { context } = fakeContext({ findFaces: async () => seen, drawFaces });
  await run(['faces', 'a.jpg', '--draw', 'seen.png', '--mesh'], context);
  assert.deepEqual(drawings, [['a.jpg', seen.faces, 'seen.png', { mesh: true, overwrite: false }]]);
});

test('faces takes exactly one file', async () => {
  const { context } = fakeContext();
  assert.equal(await run(['faces'], context), 2);
  assert.equal(await run(['faces', 'a.jpg', 'b.jpg'], context), 2);
});
