import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { EngineError, type EngineErrorCode } from '../errors.ts';
import { ModelWriter } from './model-writer.ts';
import { listProviders } from './providers.ts';
import { openSession } from './session.ts';

const onCpu = { providers: ['cpu'], threads: 1 } as const;

function failsWith(code: EngineErrorCode, message: RegExp) {
  return (error: unknown) => error instanceof EngineError && error.code === code && message.test(error.message);
}

describe('session', () => {
  let folder: string;
  let double: string;
  let divide: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mirrorworks-session-'));
    double = join(folder, 'double.onnx');
    const doubling = new ModelWriter('double');
    doubling.node('Add', ['x', 'x'], 'y');
    await writeFile(double, doubling.encode([{ name: 'x', dims: ['rows', 2] }], [{ name: 'y', dims: ['rows', 2] }]));
    divide = join(folder, 'reshape.onnx');
    const reshaping = new ModelWriter('reshape');
    reshaping.node('Reshape', ['x', reshaping.integers('shape', [3, -1])], 'y');
    await writeFile(divide, reshaping.encode([{ name: 'x', dims: ['n'] }], [{ name: 'y', dims: [3, 'm'] }]));
  });

  after(() => rm(folder, { recursive: true }));

  test('runs a model, from shared memory too, and adds up the time', async () => {
    await using session = await openSession(double, onCpu);
    assert.deepEqual([session.provider, session.inputs, session.outputs], ['cpu', ['x'], ['y']]);
    assert.equal(session.runMs, 0);
    const shared = new Float32Array(new SharedArrayBuffer(16));
    shared.set([1, 2, 3, 4]);
    const { y } = await session.run({ x: { data: shared, dims: [2, 2] } });
    assert.deepEqual(y, { data: Float32Array.of(2, 4, 6, 8), dims: [2, 2] });
    assert.ok(session.runMs > 0);
  });

  test('auto resolves to a provider that works', async () => {
    await using session = await openSession(double, { providers: ['auto'], threads: 1 });
    assert.ok((await listProviders()).some(({ provider, works }) => works && provider === session.provider));
  });

  test('names the tensor that does not fit', async () => {
    await using session = await openSession(double, onCpu);
    const x = { data: new Float32Array(4), dims: [2, 2] };
    await assert.rejects(session.run({}), failsWith('model-invalid', /double\.onnx input 'x' was not given/));
    await assert.rejects(session.run({ x, z: x }), failsWith('model-invalid', /no input 'z'; it has x/));
    const wide = { data: new Float32Array(6), dims: [2, 3] };
    await assert.rejects(
      session.run({ x: wide }),
      failsWith('model-invalid', /'x' is \[rows,2\], not 6 values of shape \[2,3\]/),
    );
    const short = { data: new Float32Array(3), dims: [2, 2] };
    await assert.rejects(session.run({ x: short }), failsWith('model-invalid', /not 3 values of shape \[2,2\]/));
  });

  test('says so when a run fails inside the model', async () => {
    await using session = await openSession(divide, onCpu);
    const x = { data: new Float32Array(4), dims: [4] };
    await assert.rejects(session.run({ x }), failsWith('model-invalid', /reshape\.onnx failed while it ran/));
  });

  test('tells a missing file from a broken one', async () => {
    const missing = join(folder, 'missing.onnx');
    await assert.rejects(openSession(missing, onCpu), failsWith('model-missing', /no model file at .*missing\.onnx/));
    const broken = join(folder, 'broken.onnx');
    await writeFile(broken, 'not a model');
    await assert.rejects(openSession(broken, onCpu), failsWith('model-invalid', /broken\.onnx is not a model/));
  });

  test('refuses a provider that is not there, and names those that are', async () => {
    const absent = (await listProviders()).find(({ installed }) => !installed);
    assert.ok(absent, 'some provider is never part of an installation: CoreML and DirectML exclude each other');
    const open = openSession(double, { providers: [absent.provider, 'cpu'], threads: 1 });
    await assert.rejects(open, failsWith('provider-unavailable', /is not present on this machine; present: .*cpu/));
    await assert.rejects(
      openSession(double, { providers: [], threads: 1 }),
      failsWith('option-invalid', /no provider/),
    );
  });

  test('a second choice is taken when the first has no device, and the session says so', async () => {
    for (const { provider, installed, works } of await listProviders()) {
      if (!installed || provider === 'cpu') continue;
      await using session = await openSession(double, { providers: [provider, 'cpu'], threads: 1 });
      assert.equal(session.provider, works ? provider : 'cpu');
    }
  });

  test('never falls back from a provider that is installed but has no device', async () => {
    for (const { provider, installed, works } of await listProviders()) {
      if (!installed || works) continue;
      const open = openSession(double, { providers: [provider], threads: 1 });
      await assert.rejects(
        open,
        failsWith('provider-unavailable', new RegExp(`'${provider}' is installed but does not work`)),
      );
    }
  });
});
