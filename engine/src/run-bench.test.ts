import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { lookAt, makeFaceFilm } from '../test/face-film.ts';
import { photoPath, readPhoto } from '../test/faces-photos.ts';
import { Scratch, testModels } from '../test/scratch.ts';
import { runBench } from './run-bench.ts';

let scratch: Scratch;

before(async () => {
  scratch = await Scratch.create();
  await sharp(photoPath(6))
    .extract({ left: 1420, top: 150, width: 400, height: 440 })
    .toFile(scratch.file('source.png'));
  const camera = () => lookAt(774, 491, 720, 320, 180);
  await makeFaceFilm(scratch.file('target.mkv'), {
    photo: await readPhoto(6),
    camera,
    frames: 15,
    width: 320,
    height: 180,
  });
});
after(() => scratch[Symbol.asyncDispose]());

const benchFolders = async () => (await readdir(tmpdir())).filter((name) => name.startsWith('mirrorworks-bench-'));

test('a benchmark measures swap and transcode of one film, and leaves nothing', async () => {
  const before = await benchFolders();
  const parts: string[] = [];
  const files = { source: scratch.file('source.png'), target: scratch.file('target.mkv') };
  const result = await runBench({ ...files, modelFolder: testModels, threads: 1, onPart: (part) => parts.push(part) });
  assert.deepEqual(parts, ['swap', 'transcode']);
  const { width, height, frames, threads, ran } = result;
  assert.deepEqual({ width, height, frames, threads }, { width: 320, height: 180, frames: 15, threads: 1 });
  assert.deepEqual(ran, { provider: 'cpu', decoder: 'ffv1', encoder: 'libx264' });
  assert.equal(result.swapPerTranscode, result.swapFramesPerSecond / result.transcodeFramesPerSecond);
  assert.ok(result.pipelineEfficiency > 0 && result.pipelineEfficiency <= 1);
  assert.ok(result.secondsToFirstChange > 0 && result.peakMemoryBytes > 50e6);
  assert.ok(result.stages.landmarks > 0 && result.stages.describe === 0);
  assert.deepEqual(await benchFolders(), before);
});

test('a film without a face is refused', async () => {
  const files = { source: scratch.file('source.png'), target: scratch.file('empty.mkv') };
  const camera = () => lookAt(100, 100, 100, 160, 90);
  await makeFaceFilm(files.target, { photo: await readPhoto(6), camera, frames: 6, width: 160, height: 90 });
  await assert.rejects(runBench({ ...files, modelFolder: testModels }), { code: 'face-not-found' });
});
