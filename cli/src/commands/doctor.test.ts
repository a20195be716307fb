import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run } from '../run.ts';
import { fakeContext } from '../testing/fake-engine.ts';

const machine = {
  engine: '0.1.0',
  node: '24.21.0',
  platform: 'linux x64',
  cores: 2,
  memoryBytes: 24e9,
  freeMemoryBytes: 20e9,
  libraries: [{ name: 'onnxruntime', version: '1.30.0' }],
  ffmpegLicence: 'GPL-3.0-or-later',
  providers: [
    { provider: 'cpu', installed: true, works: true, reason: '' },
    { provider: 'cuda', installed: false, works: false, reason: 'not part of this installation' },
    { provider: 'coreml', installed: false, works: false, reason: 'not part of this installation' },
  ],
  encoders: [{ name: 'libx264', codec: 'h264', hardware: false, works: true, reason: '' }],
  hardwareDecoders: [],
  modelFolder: '/models',
  models: [{ name: 'blazeface', available: true, reason: '' }],
};

test('what is missing is named with the command that adds it; what other systems have is not missing', async () => {
  const { context, terminal } = fakeContext({ inspectMachine: async () => machine });
  assert.equal(await run(['doctor'], context), 0);
  const text = terminal.printed.join('\n');
  assert.match(text, /provider cuda: not part of this installation; add it with: npm run add-cuda/);
  assert.doesNotMatch(text, /provider coreml/);
});

test('TensorRT that works is shown with what it costs', async () => {
  const providers = [{ provider: 'tensorrt', installed: true, works: true, reason: '' }];
  const { context, terminal } = fakeContext({ inspectMachine: async () => ({ ...machine, providers }) });
  assert.equal(await run(['doctor'], context), 0);
  assert.match(terminal.printed.join('\n'), /tensorrt +yes +compiles every model anew at each start/);
});

test('a missing model makes doctor fail with 4', async () => {
  const models = [{ name: 'blazeface', available: false, reason: 'no file' }];
  const { context, terminal } = fakeContext({ inspectMachine: async () => ({ ...machine, models }) });
  assert.equal(await run(['doctor', '--json'], context), 4);
  const report = JSON.parse(terminal.printed.at(-1) ?? '') as { missing: unknown[] };
  assert.deepEqual(report.missing[0], { what: 'model blazeface', why: 'no file', command: 'npm ci', needed: true });
});
