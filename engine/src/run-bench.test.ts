import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { writeContractModels } from '../test/contract-models.ts';
import { lookAt, makeFaceFilm } from '../test/face-film.ts';
import { photoPath, readPhoto } from '../test/faces-photos.ts';
import { paintFaces, skins, writePicture } from '../test/painted-faces.ts';
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

test('a chain of networks is measured with each network', async () => {
  const modelFolder = scratch.file('models');
  await writeContractModels(modelFolder);
  const person = (skin: (typeof skins)[keyof typeof skins]) => paintFaces([{ x: 160, y: 90, skin }], [320, 180]);
  const source = await writePicture(scratch.file('painted.png'), person(skins.yellow));
  const target = scratch.file('painted.mkv');
  const still = { camera: () => [1, 0, 0, 0, 1, 0] as const, frames: 12, width: 320, height: 180 };
  await makeFaceFilm(target, { photo: person(skins.red), ...still });
  const result = await runBench({
    source,
    target,
    modelFolder,
    model: 'inswapper_128',
    enhance: 'gpen_bfr_256',
    threads: 1,
  });
  const { frames, threads, ran } = result;
  assert.deepEqual({ frames, threads }, { frames: 12, threads: 1 });
  assert.deepEqual(ran, { provider: 'cpu', decoder: 'ffv1', encoder: 'libx264' });
  const spent = new Map(result.models.map(({ model, ms }) => [model, ms]));
  for (const model of ['yoloface_8n', '2dfan4', 'inswapper_128', 'gpen_bfr_256', 'nsfw_1']) {
    assert.ok(spent.get(model)! > 0, model);
  }
  // What the networks take is within the time of their stages.
  const { swap, detect } = result.stages;
  assert.ok(spent.get('inswapper_128')! < swap && spent.get('yoloface_8n')! < detect);
  assert.ok(result.pipelineEfficiency > 0 && result.pipelineEfficiency < 1);
});

test('a film without a face is refused', async () => {
  const files = { source: scratch.file('source.png'), target: scratch.file('empty.mkv') };
  const camera = () => lookAt(100, 100, 100, 160, 90);
  await makeFaceFilm(files.target, { photo: await readPhoto(6), camera, frames: 6, width: 160, height: 90 });
  await assert.rejects(runBench({ ...files, modelFolder: testModels }), { code: 'face-not-found' });
});
