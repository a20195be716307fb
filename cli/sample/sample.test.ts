import assert from 'node:assert/strict';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { viewAt } from './camera.ts';
import { renderFrame } from './planes.ts';
import { makeSampleFilm } from './sample-files.ts';
import { toneSamples } from './tone.ts';

test('a move starts and ends at rest, at its views', () => {
  const move = { from: { x: 0, y: 0, width: 100 }, to: { x: 10, y: 20, width: 50 } };
  assert.deepEqual(viewAt(move, 0), move.from);
  assert.deepEqual(viewAt(move, 1), move.to);
  assert.ok(viewAt(move, 0.1).x < 0.5);
});

test('a frame shows the photo under the view, between pixels too', () => {
  const ramp = Uint8Array.from({ length: 64 * 64 }, (_, index) => (index % 64) * 4);
  const photo = { width: 64, height: 64, planes: [ramp, ramp, ramp] } as const;
  const frame = renderFrame(photo, { x: 32, y: 32, width: 32 }, 32, 16);
  assert.equal(frame.length, 32 * 16 * 1.5);
  assert.equal(frame[0], 16 * 4);
  assert.equal(renderFrame(photo, { x: 32.5, y: 32, width: 32 }, 32, 16)[0], 16 * 4 + 2);
});

test('the tone is quiet and never clips', () => {
  const loudest = toneSamples(0, 48_000 * 4, 48_000).reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  assert.ok(loudest > 0.05 && loudest < 0.2);
});

test('a film is made from a sample photo', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mirrorworks-sample-'));
  try {
    await makeSampleFilm(join(folder, 'film.mp4'), { height: 90, seconds: 0.4 });
    assert.ok((await stat(join(folder, 'film.mp4'))).size > 1000);
  } finally {
    await rm(folder, { recursive: true });
  }
});
