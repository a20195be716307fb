import assert from 'node:assert/strict';
import { test } from 'node:test';
import { modelsReport } from '@mirrorworks/contract';
import { run } from '../run.ts';
import { fakeContext } from '../testing/fake-engine.ts';

const listModels = () =>
  [
    {
      name: 'blazeface',
      role: 'detector',
      licence: 'Apache-2.0',
      licenceSource: 'https://example.org/licence',
      commercialUse: 'yes',
      trainingData: 'not published',
      bytes: 538_928,
      sha256: 'a'.repeat(64),
      source: 'npm:@vladmandic/human',
    },
  ] as const;

test('models list says the licence and whether results may be sold', async () => {
  const { context, terminal } = fakeContext({ listModels });
  assert.equal(await run(['models', 'list'], context), 0);
  assert.match(terminal.printed[1] ?? '', /^blazeface +detector +Apache-2\.0 +yes +539 kB/);
  assert.equal(await run(['models', 'list', '--json'], context), 0);
  assert.equal(modelsReport.parse(JSON.parse(terminal.printed.at(-1) ?? '')).models[0]?.maySell, 'yes');
});

test('models without list is wrong use', async () => {
  assert.equal(await run(['models'], fakeContext().context), 2);
});
