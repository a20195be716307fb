import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BenchOptions, BenchResult } from '@mirrorworks/engine';
import { run } from '../run.ts';
import { doneSwap, fakeContext } from '../testing/fake-engine.ts';

const measured: BenchResult = {
  ...{ width: 640, height: 360, frames: 50, threads: 2, stages: doneSwap.stages },
  ran: { provider: 'cuda, cpu', decoder: 'h264', encoder: 'libx264' },
  models: [
    { model: 'inswapper_128', provider: 'cuda', ms: 31.25 },
    { model: 'yoloface_8n', provider: 'cpu', ms: 20 },
  ],
  ...{ swapFramesPerSecond: 20, transcodeFramesPerSecond: 40, swapPerTranscode: 0.5, pipelineEfficiency: 0.93 },
  ...{ peakMemoryBytes: 5e8, secondsToFirstChange: 1.5 },
};

test('a chain of networks is measured by their names, and each one has its line', async () => {
  const calls: BenchOptions[] = [];
  const runBench = async (options: BenchOptions) => {
    calls.push(options);
    return measured;
  };
  const { context, terminal } = fakeContext({ runBench });
  const files = ['--source', 'a.png', '--target', 'b.mp4', '--model-folder', 'models'];
  const chain = ['--model', 'inswapper_128', '--enhance', 'gfpgan_1.4', '--mask', 'box,region', '--detector', 'scrfd'];
  assert.equal(await run(['bench', ...files, ...chain, '--json'], context), 0);
  const { signal: _, onPart: __, ...options } = calls[0] ?? assert.fail();
  assert.deepEqual(options, {
    ...{ source: 'a.png', target: 'b.mp4', modelFolder: 'models', model: 'inswapper_128', enhance: 'gfpgan_1.4' },
    ...{ mask: ['box', 'region'], detector: 'scrfd' },
  });
  const text = terminal.printed.join('\n');
  assert.match(text, /network +provider +ms\/frame\ninswapper_128 +cuda +31\.25\nyoloface_8n +cpu +20\.00/);
  assert.match(text, /pipeline efficiency +0\.93/);
  assert.deepEqual(JSON.parse(terminal.printed.at(-1) ?? ''), measured);
});

test('the mesh has no table of networks', async () => {
  const { context, terminal } = fakeContext({ runBench: async () => ({ ...measured, models: [] }) });
  assert.equal(await run(['bench', '--source', 'a.png', '--target', 'b.mp4'], context), 0);
  assert.doesNotMatch(terminal.printed.join('\n'), /network/);
});
