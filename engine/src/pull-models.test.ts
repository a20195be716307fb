import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { Scratch } from '../test/scratch.ts';
import { EngineError } from './errors.ts';
import { type PullProgress, pullModels } from './pull-models.ts';
import { ModelServer, stallAt } from './weights/testing/model-server.ts';

let scratch: Scratch;
let server: ModelServer;
beforeEach(async () => {
  [scratch, server] = await Promise.all([Scratch.create(), ModelServer.start()]);
});
afterEach(async () => {
  await Promise.all([scratch[Symbol.asyncDispose](), server[Symbol.asyncDispose]()]);
});

const file = new Uint8Array(200_000).fill(7);
const network = { tries: 1, stallMs: 1000 };
const options = () => ({ modelFolder: scratch.folder, from: [server.address], network });

test('what a model needs comes first, and progress says where it is', async () => {
  for (const name of ['arcface_w600k_r50', 'crossface_ghost', 'ghost_1_256']) server.put(name, file);
  const run = pullModels(['ghost_1_256'], options());
  const last = new Map<string, PullProgress>();
  for await (const progress of run) last.set(progress.model, progress);
  const pulled = await run.result;
  assert.deepEqual(
    pulled.map(({ name }) => name),
    ['arcface_w600k_r50', 'crossface_ghost', 'ghost_1_256'],
  );
  const { index, count, bytes, totalBytes, source, secondsLeft } = last.get('ghost_1_256')!;
  assert.deepEqual([index, count, bytes, totalBytes], [3, 3, file.length, file.length]);
  assert.deepEqual([source, secondsLeft], [new URL(server.address).host, 0]);
});

test('the built-in pack needs no network', async () => {
  const [iris] = await pullModels(['iris'], options()).result;
  assert.equal(iris?.source, undefined);
  assert.deepEqual(await scratch.names(), [iris?.path.slice(scratch.folder.length + 1)]);
  assert.equal(server.seen.length, 0);
});

test('a wrong name or a wrong mirror is refused before anything is fetched', async () => {
  const refused = (names: string[], from: string[], message: RegExp) =>
    assert.rejects(
      pullModels(names, { ...options(), from }).result,
      (error) => error instanceof EngineError && error.code === 'option-invalid' && message.test(error.message),
    );
  await refused(['fairface', 'fairfac'], [server.address], /no model 'fairfac'; like it are fairface/);
  await refused(['fairface'], ['ftp://mirror.example'], /a mirror is an http or https address.*'ftp:/);
  await refused(['fairface'], ['mirror.example/models'], /got 'mirror\.example\/models'/);
  assert.equal(server.seen.length, 0);
  assert.deepEqual(await scratch.names(), []);
});

test('stopping ends the run and its progress, and keeps what was fetched', async () => {
  server.put('fairface', file);
  server.misbehave('/fairface.onnx', stallAt(100_000));
  const controller = new AbortController();
  const run = pullModels(['fairface'], { ...options(), signal: controller.signal });
  const watched = (async () => {
    for await (const { bytes } of run) if (bytes === 100_000) controller.abort();
  })();
  await assert.rejects(watched, { code: 'canceled' });
  await assert.rejects(run.result, { code: 'canceled' });
  assert.deepEqual(await scratch.names(), ['.fairface.onnx.mw.part', '.fairface.onnx.mw.part.json']);
});
