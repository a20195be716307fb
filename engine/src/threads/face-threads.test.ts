import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { readPhoto } from '../../test/faces-photos.ts';
import { testModels } from '../../test/scratch.ts';
import { asEngineError } from '../as-engine-error.ts';
import type { Frame } from '../frame/frame.ts';
import { startFaceThreads } from './face-threads.ts';
import type { FaceWork } from './face-work.ts';
import type { WorkInput } from './work-threads.ts';

const config = { modelFolder: testModels, providers: ['cpu'], runThreads: 1 } as const;
const mortal = new URL('../../test/programs/short-lived-thread.ts', import.meta.url);
const options = { minScore: 0.5, inputSize: 640, turned: false };
const nothing = { frame: {} as Frame, options, describe: false } satisfies WorkInput<FaceWork, 'find'>;

describe('face threads', () => {
  let photo: Frame;
  before(async () => {
    photo = await readPhoto(1, 960);
  });

  test('find the same faces whoever is asked, and say where the networks run', async () => {
    await using threads = startFaceThreads(2, config);
    const find = { frame: photo, options, describe: true };
    const [first, one, other] = await Promise.all([
      threads.first('find', find),
      threads.ask('find', find),
      threads.ask('find', find),
    ]);
    assert.equal(first.found.length, 3);
    assert.deepEqual(one.found, first.found);
    assert.deepEqual(other.found, first.found);
    assert.deepEqual(await threads.first('open', undefined), { provider: 'cpu' });
    assert.ok((first.ms.detect ?? 0) > 0 && (first.ms.landmarks ?? 0) > 0 && (first.ms.describe ?? 0) > 0);
    assert.ok((await threads.modelMs()) > 0);
  });

  test('an error keeps its code and data on the way', async () => {
    await using threads = startFaceThreads(1, { ...config, providers: ['coreml'] });
    await assert.rejects(threads.first('open', undefined), (error: { code: string; data: Record<string, unknown> }) => {
      assert.equal(error.code, 'provider-unavailable');
      assert.equal(error.data['provider'], 'coreml');
      return true;
    });
    assert.equal(await threads.first('runMs', undefined), 0, 'the thread lives on');
  });

  test('cancel all work at once when the signal aborts, and take no more', async () => {
    const controller = new AbortController();
    await using threads = startFaceThreads(2, config, controller.signal);
    const find = { frame: photo, options, describe: true };
    await threads.first('open', undefined);
    const work = Array.from({ length: 8 }, () => threads.ask('find', find));
    controller.abort('enough');
    const ends = await Promise.allSettled(work);
    assert.ok(ends.every((end) => end.status === 'rejected' && end.reason.code === 'canceled'));
    await assert.rejects(threads.ask('find', find), { code: 'canceled', cause: 'enough' });
  });

  test('drop what is left when they are disposed', async () => {
    const threads = startFaceThreads(1, config);
    const find = { frame: photo, options, describe: true };
    const work = Promise.allSettled(Array.from({ length: 20 }, () => threads.first('find', find)));
    await threads[Symbol.asyncDispose]();
    assert.ok((await work).every((end) => end.status === 'rejected' && end.reason.code === 'canceled'));
  });
});

describe('when a face thread dies', () => {
  test('all work fails with the reason, also that of other threads and later work', async () => {
    await using threads = startFaceThreads(2, { ...config }, undefined, mortal);
    await threads.everyone('open', undefined);
    const waiting = threads.ask('runMs', undefined);
    await assert.rejects(threads.first('find', nothing), {
      code: 'internal',
      message: /a worker thread died: .*broken to pieces/,
    });
    await assert.rejects(waiting, { code: 'internal' });
    await assert.rejects(threads.ask('open', undefined), { code: 'internal' });
  });

  test('by itself, that is said too', async () => {
    await using threads = startFaceThreads(1, config, undefined, mortal);
    const draw = threads.first('draw', {
      frame: {} as Frame,
      drawings: [],
      options: { blend: 1, keep: [], border: 'feather' },
    });
    await assert.rejects(draw, { code: 'internal', message: /ended by itself with code 3/ });
  });

  test('for want of memory, the code says so', async () => {
    const worker = new Worker(mortal, { resourceLimits: { maxOldGenerationSizeMb: 16 } });
    const died = new Promise<unknown>((resolve) => worker.once('error', resolve));
    worker.postMessage({ id: 1, kind: 'study' });
    const { code, retryable } = asEngineError(await died);
    assert.deepEqual({ code, retryable }, { code: 'memory-exhausted', retryable: true });
  });
});

after(() =>
  assert.deepEqual(
    process.getActiveResourcesInfo().filter((name) => name === 'Worker'),
    [],
  ),
);
