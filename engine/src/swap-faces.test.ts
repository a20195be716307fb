/** Cancelling a swap at every stage: it ends soon, as `canceled`, and leaves nothing. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import sharp from 'sharp';
import { lookAt, makeFaceFilm } from '../test/face-film.ts';
import { photoPath, readPhoto } from '../test/faces-photos.ts';
import { Scratch, testModels } from '../test/scratch.ts';
import { type SwapOptions, type SwapRun, swapFaces } from './index.ts';

let scratch: Scratch;
let source: string;
let film: string;

before(async () => {
  scratch = await Scratch.create();
  source = scratch.file('source.png');
  film = scratch.file('film.mp4');
  await sharp(photoPath(6)).extract({ left: 1420, top: 150, width: 400, height: 440 }).toFile(source);
  await makeFaceFilm(film, {
    photo: await readPhoto(6),
    camera: (index) => lookAt(774 + index / 2, 491, 720, 640, 360),
    ...{ frames: 40, width: 640, height: 360, encoder: 'libx264' },
  });
});

after(() => scratch[Symbol.asyncDispose]());

const outputs = { film: 'out.mp4', still: 'out.png' };

/** When to cancel: resolves as soon as the moment has come. */
const moments: Readonly<Record<string, (run: SwapRun) => Promise<void>>> = {
  'right after the call': async () => undefined,
  'at the first frame': (run) => frame(run, 1),
  'in the middle': (run) => frame(run, 20),
  'before the last frames': (run) => frame(run, 37),
};

async function frame(run: SwapRun, wanted: number): Promise<void> {
  for await (const { frame } of run) if (frame >= wanted) return;
}

function start(kind: 'film' | 'still', signal: AbortSignal): SwapRun {
  const target = kind === 'film' ? film : photoPath(1);
  const options: SwapOptions = { source, target, output: scratch.file(outputs[kind]), modelFolder: testModels };
  return swapFaces({ ...options, faces: 'many', signal });
}

/** Longer than any stage takes on an idle machine. */
const LONGEST_MS = 2000;

async function endsCanceled(run: SwapRun): Promise<void> {
  const asked = performance.now();
  await assert.rejects(run.result, { name: 'EngineError', code: 'canceled' });
  assert.ok(performance.now() - asked < LONGEST_MS, `it took ${performance.now() - asked} ms to end`);
  assert.deepEqual(await scratch.names(), ['film.mp4', 'source.png']);
}

describe('a swap is canceled', () => {
  for (const [moment, come] of Object.entries(moments)) {
    test(`a film, ${moment}`, { timeout: 60_000 }, async () => {
      const controller = new AbortController();
      const run = start('film', controller.signal);
      await come(run);
      controller.abort();
      await endsCanceled(run);
    });
  }

  test('a still, right after the call', async () => {
    const controller = new AbortController();
    const run = start('still', controller.signal);
    controller.abort();
    await endsCanceled(run);
  });

  test('before it starts', async () => {
    await endsCanceled(start('film', AbortSignal.abort()));
    await endsCanceled(start('still', AbortSignal.abort()));
  });

  test('by whoever iterates, who then sees the same error', async () => {
    const controller = new AbortController();
    const run = start('film', controller.signal);
    const iterate = async () => {
      for await (const _ of run) controller.abort();
    };
    await assert.rejects(iterate(), { code: 'canceled' });
    await endsCanceled(run);
  });
});
