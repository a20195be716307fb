import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { EngineError, type EngineErrorCode } from '../errors.ts';
import { builtInPack } from './built-in/pack.ts';
import { defaultModelFolder, openModelStore } from './store.ts';

const human = dirname(findPackageJSON('@vladmandic/human', import.meta.url) ?? '');

function failsWith(code: EngineErrorCode, message: RegExp) {
  return (error: unknown) => error instanceof EngineError && error.code === code && message.test(error.message);
}

describe('model store', () => {
  let scratch: string;
  let folder: string;
  let count = 0;

  before(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'mirrorworks-store-'));
  });
  beforeEach(() => {
    folder = join(scratch, `store-${count++}`, 'made', 'when', 'needed');
  });
  after(() => rm(scratch, { recursive: true }));

  test('translates a model at first use, names it by its content, and leaves nothing beside it', async () => {
    const path = await openModelStore(folder).path('blazeface');
    assert.deepEqual(await readdir(folder), [basename(path)]);
    assert.match(path, new RegExp(`blazeface-${builtInPack.blazeface.onnx.sha256.slice(0, 16)}\\.onnx$`));
    assert.equal((await stat(path)).size, builtInPack.blazeface.onnx.bytes);
    const before = (await stat(path)).mtimeMs;
    assert.equal(await openModelStore(folder).path('blazeface'), path);
    assert.equal((await stat(path)).mtimeMs, before, 'a good file is not written again');
  });

  test('translates a broken file again', async () => {
    const path = await openModelStore(folder).path('blazeface');
    const good = await readFile(path);
    await writeFile(path, good.subarray(0, 1000));
    assert.equal(await openModelStore(folder).path('blazeface'), path);
    assert.deepEqual(await readFile(path), good);
  });

  test('may be filled by several threads at once', async () => {
    const code = `
      const { workerData: [module, folder], parentPort } = require('node:worker_threads');
      import(module).then(({ openModelStore }) => openModelStore(folder).path('facemesh')).then((path) => parentPort.postMessage(path));
    `;
    const module = new URL('./store.ts', import.meta.url).href;
    const answers = [0, 1, 2].map(() => {
      const worker = new Worker(code, { eval: true, workerData: [module, folder] });
      return new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
    });
    const paths = await Promise.all(answers);
    assert.equal(new Set(paths).size, 1);
    assert.deepEqual(await readdir(folder), [basename(String(paths[0]))]);
  });

  test('says what to do when the package is not there, or is another', async () => {
    const packageFolder = join(scratch, `package-${count}`);
    const store = openModelStore(folder, { packageFolder });
    await assert.rejects(
      store.path('iris'),
      failsWith('model-missing', /iris needs .*models\/iris\.json, .* `npm ci`/),
    );
    await mkdir(join(packageFolder, 'models'), { recursive: true });
    await cp(join(human, 'models', 'iris.json'), join(packageFolder, 'models', 'iris.json'));
    await writeFile(join(packageFolder, 'models', 'iris.bin'), 'not the weights');
    await assert.rejects(store.path('iris'), failsWith('model-invalid', /iris\.bin is not the file of the catalogue/));
    await cp(join(human, 'models', 'iris.bin'), join(packageFolder, 'models', 'iris.bin'));
    assert.match(await store.path('iris'), /iris-/, 'a failure is not remembered');
  });

  test('names the folder that cannot be written', async () => {
    const file = join(scratch, 'a-file');
    await writeFile(file, '');
    const inside = join(file, 'models');
    await assert.rejects(openModelStore(inside).path('blazeface'), failsWith('output-unwritable', /a-file\/models: /));
  });

  test("lies in the platform's cache folder unless told otherwise", () => {
    assert.equal(defaultModelFolder({}, 'linux', '/home/ada'), '/home/ada/.cache/mirrorworks/models');
    assert.equal(defaultModelFolder({ XDG_CACHE_HOME: '/fast' }, 'linux', '/home/ada'), '/fast/mirrorworks/models');
    assert.equal(
      defaultModelFolder({ XDG_CACHE_HOME: 'here' }, 'linux', '/home/ada'),
      '/home/ada/.cache/mirrorworks/models',
    );
    assert.equal(defaultModelFolder({}, 'darwin', '/Users/ada'), '/Users/ada/Library/Caches/mirrorworks/models');
    const local = String.raw`C:\Users\ada\AppData\Local`;
    const expected = String.raw`C:\Users\ada\AppData\Local\mirrorworks\models`;
    assert.equal(defaultModelFolder({ LOCALAPPDATA: local }, 'win32', String.raw`C:\Users\ada`), expected);
    assert.equal(defaultModelFolder({}, 'win32', String.raw`C:\Users\ada`), expected);
  });
});
