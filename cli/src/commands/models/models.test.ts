import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { importReport, modelRoles, modelsReport, pullReport, removeReport, verifyReport } from '@mirrorworks/contract';
import * as engine from '@mirrorworks/engine';
import { run } from '../../run.ts';
import { fakeContext } from '../../testing/fake-engine.ts';

const { modelEntry, withNeeds, termsOf } = engine;

const inspectModels = async () =>
  ['iris', 'inswapper_128', 'ghost_1_256', 'arcface_w600k_r50'].map(modelEntry).map((entry, index) => ({
    ...entry,
    installed: index === 0,
    path: `/models/${entry.name}.onnx`,
    origin: index === 0 ? ('built-in' as const) : undefined,
    pinned: undefined,
  }));

const lastLine = (printed: readonly string[]) => JSON.parse(printed.at(-1) ?? '');

test('the roles of the contract are those of the engine', () => {
  assert.deepEqual([...modelRoles], [...engine.modelRoles]);
});

describe('models list and show', () => {
  test('list says the licence, whether results may be sold, and what is there; alone, models is list', async () => {
    for (const line of [['models'], ['models', 'list']]) {
      const { context, terminal } = fakeContext({ inspectModels, withNeeds });
      assert.equal(await run(line, context), 0);
      assert.match(terminal.printed[0] ?? '', /^name +role +licence +may sell +size +installed$/);
      assert.match(terminal.printed[1] ?? '', /^iris +eyes +Apache-2\.0 +yes +2\.8 MB +built in$/);
      assert.match(terminal.printed[2] ?? '', /^inswapper_128 +swapper +LicenseRef-\S+ +no +555\.3 MB +no$/);
      assert.match(terminal.printed[3] ?? '', /^ghost_1_256 +swapper +Apache-2\.0 +no, by its needs +514\.9 MB +no$/);
    }
  });

  test('list takes a role, what is installed, and --json', async () => {
    const names = async (...options: string[]) => {
      const { context, terminal } = fakeContext({ inspectModels, withNeeds });
      assert.equal(await run(['models', 'list', '--json', ...options], context), 0);
      return modelsReport.parse(lastLine(terminal.printed)).models.map(({ name }) => name);
    };
    assert.deepEqual(await names('--role', 'swapper'), ['inswapper_128', 'ghost_1_256']);
    assert.deepEqual(await names('--installed'), ['iris']);
    assert.equal(await run(['models', 'list', '--role', 'wig'], fakeContext().context), 2);
    assert.equal(await run(['models', 'list', 'iris'], fakeContext().context), 2);
  });

  test('show says everything of a model', async () => {
    const { context, terminal } = fakeContext({ inspectModels, modelEntry, withNeeds });
    assert.equal(await run(['models', 'show', 'inswapper_128'], context), 0);
    const text = terminal.printed.join('\n');
    assert.match(text, /^inswapper_128: swapper$/m);
    assert.match(text, /licence +LicenseRef-InsightFace-NonCommercial: results may not be sold; for non-commercial/);
    assert.match(text, /needs +arcface_w600k_r50 \(not installed; results may not be sold\)/);
    assert.match(text, /file +\/models\/inswapper_128\.onnx \(not there\)/);
    assert.match(text, /comes from +https:\/\/github\.com/);
    assert.equal(await run(['models', 'show', 'inswapper_128', '--json'], context), 0);
    assert.equal(modelsReport.parse(lastLine(terminal.printed)).models[0]?.maySell, 'no');
    assert.equal(await run(['models', 'show', 'nothing'], context), 2);
    assert.equal(await run(['models', 'show'], context), 2);
  });
});

describe('models pull', () => {
  const pulled = [
    { name: 'inswapper_128', path: '/m/inswapper_128.onnx', bytes: 5, source: 'a.example', notes: ['read me'] },
  ];
  const parts = (seen: unknown[]): Parameters<typeof fakeContext>[0] => ({
    withNeeds,
    termsOf,
    pullModels: (names, options) => {
      seen.push(names, options);
      return {
        result: Promise.resolve(pulled),
        async *[Symbol.asyncIterator]() {
          const progress = {
            model: 'inswapper_128',
            index: 1,
            count: 2,
            source: 'a.example',
            bytes: 1e6,
            totalBytes: 4e6,
          };
          yield { ...progress, secondsLeft: 3 };
          yield { ...progress, bytes: 2e6, secondsLeft: 2 };
        },
      };
    },
  });

  test('says first which of them may not be sold, then how far it is, then where they are', async () => {
    const seen: unknown[] = [];
    const { context, terminal } = fakeContext(parts(seen));
    assert.equal(await run(['models', 'pull', 'inswapper_128', '--from', 'https://a.example/{file}'], context), 0);
    assert.deepEqual(terminal.told, [
      'note: arcface_w600k_r50: its licence LicenseRef-InsightFace-NonCommercial forbids commercial use',
      'note: inswapper_128: its licence LicenseRef-InsightFace-NonCommercial forbids commercial use',
      'inswapper_128 (1 of 2): 1.0 MB of 4.0 MB (25 %) from a.example, 3.0 s left',
      'note: read me',
    ]);
    assert.match(terminal.printed[1] ?? '', /^inswapper_128 +5 B +from a\.example +\/m\/inswapper_128\.onnx$/);
    assert.deepEqual(seen, [['inswapper_128'], { from: ['https://a.example/{file}'], signal: context.signal }]);
  });

  test('prints a report with --json, and needs a name that is in the catalogue', async () => {
    const { context, terminal } = fakeContext(parts([]));
    assert.equal(await run(['models', 'pull', 'inswapper_128', '--json'], context), 0);
    assert.equal(pullReport.parse(lastLine(terminal.printed)).models[0]?.source, 'a.example');
    assert.equal(await run(['models', 'pull', 'nothing'], context), 2);
    assert.equal(await run(['models', 'pull'], context), 2);
  });
});

test('models import tells of each file, and ends with 4 when one was refused', async () => {
  const taken = { file: 'xseg_1.onnx', outcome: 'hard-link', bytes: 7, reason: '', notes: ['look'] } as const;
  const refused = { file: 'xseg_2.onnx', outcome: 'refused', bytes: 7, reason: 'it is damaged', notes: [] } as const;
  const importing = (...files: engine.ImportedFile[]) =>
    fakeContext({
      importModels: async (_folder, options) => {
        for (const file of files) options?.onFile?.(file);
        return files;
      },
    });
  const { context, terminal } = importing(taken);
  assert.equal(await run(['models', 'import', '/ff', '--copy'], context), 0);
  assert.deepEqual(terminal.told, ['xseg_1.onnx: hard-link', 'note: look']);
  assert.equal(terminal.printed.at(-1), '1 of 1 files are in the model folder');
  const second = importing(taken, refused);
  assert.equal(await run(['models', 'import', '/ff', '--json'], second.context), 4);
  assert.equal(importReport.parse(lastLine(second.terminal.printed)).files[1]?.reason, 'it is damaged');
  assert.equal(await run(['models', 'import'], context), 2);
});

test('models verify ends with 4 when a model is not right', async () => {
  const right = {
    name: 'xseg_1',
    ok: true,
    path: '/m',
    bytes: 1,
    reason: '',
    notes: [],
    against: 'hash file',
  } as const;
  const digests = { crc32: '00000000', sha256: 'a'.repeat(64) };
  const unknown = { path: undefined, bytes: undefined, crc32: undefined, sha256: undefined, against: undefined };
  const wrong = { name: 'xseg_2', ok: false, ...unknown, reason: 'it is damaged', notes: [] };
  const { context, terminal } = fakeContext({ verifyModels: async () => [{ ...right, ...digests }, wrong] });
  assert.equal(await run(['models', 'verify'], context), 4);
  assert.deepEqual(terminal.told, ['note: it is damaged']);
  assert.match(terminal.printed[1] ?? '', /^xseg_1 +right +hash file +a{64}$/);
  assert.equal(await run(['models', 'verify', '--json'], context), 4);
  assert.equal(verifyReport.parse(lastLine(terminal.printed)).models[1]?.sha256, null);
  assert.equal(await run(['models', 'verify', '--accept'], context), 2);
});

test('models remove deletes nothing without --yes', async () => {
  const calls: unknown[] = [];
  const { context, terminal } = fakeContext({
    removeModels: async (names, options) => {
      calls.push(options?.dryRun);
      return names.map((name) => ({ name, files: [`/m/${name}.onnx`], bytes: 555_300_000 }));
    },
  });
  assert.equal(await run(['models', 'remove', 'inswapper_128'], context), 2);
  assert.match(terminal.told[0] ?? '', /would delete \/m\/inswapper_128\.onnx \(555\.3 MB\); say --yes to do it/);
  assert.equal(await run(['models', 'remove', 'inswapper_128', '--yes', '--json'], context), 0);
  assert.equal(removeReport.parse(lastLine(terminal.printed)).models[0]?.bytes, 555_300_000);
  assert.deepEqual(calls, [true, false]);
});
