import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Engine } from '../engine.ts';
import { run } from '../run.ts';
import { fakeContext } from '../testing/fake-engine.ts';

type Pulled = Parameters<Engine['pullModels']>;

function downloading() {
  const calls: Pulled[] = [];
  const model = (name: string, pack: string, standsInFor?: string) => ({ name, pack, standsInFor });
  const listModels = () => [
    ...[model('mesh', 'built-in'), model('inswapper_128', 'facefusion')],
    model('arcface_converter_ghost', 'facefusion', 'crossface_ghost'),
  ];
  const pullModels = (...call: Pulled) => {
    calls.push(call);
    return {
      result: Promise.resolve([{ name: 'inswapper_128', path: '', bytes: 5e6, source: 'github.com', notes: ['look'] }]),
      async *[Symbol.asyncIterator]() {
        const progress = {
          model: 'inswapper_128',
          index: 1,
          count: 1,
          source: 'github.com',
          totalBytes: 5e6,
          seconds: 1,
        };
        for (const bytes of [1e6, 5e6]) yield { ...progress, bytes };
      },
    };
  };
  const parts = { listModels, pullModels } as unknown as Partial<Engine>;
  return { calls, ...fakeContext(parts) };
}

test('all files that FaceFusion publishes are fetched, from its providers in the order asked for', async () => {
  const { calls, context, terminal } = downloading();
  assert.equal(await run(['force-download', '--download-providers', 'huggingface', 'github'], context), 0);
  const [names, { from = [] } = {}] = calls[0] ?? assert.fail();
  assert.deepEqual(names, ['inswapper_128']);
  assert.deepEqual(
    from.map((address) => new URL(address).host),
    ['huggingface.co', 'hf-mirror.com', 'github.com'],
  );
  assert.deepEqual(terminal.told, ['1 of 1: inswapper_128 from github.com', 'note: look']);
  assert.deepEqual(terminal.printed, ['1 models, 5.0 MB']);
});

test('full is lite here, and says why', async () => {
  const { context, terminal } = downloading();
  assert.equal(await run('force-download --download-scope full'.split(' '), context), 0);
  assert.match(terminal.told[0] ?? '', /deep_swapper/);
  assert.equal(await run('force-download --download-scope huge'.split(' '), context), 2);
});
