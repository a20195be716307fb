import assert from 'node:assert/strict';
import { mkdir, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { Scratch } from '../../../test/scratch.ts';
import { EngineError, type EngineErrorCode } from '../../errors.ts';
import { openModelStore } from '../store.ts';
import { hashOf } from '../testing/model-server.ts';
import { type CheckOptions, checkModel } from './check-model.ts';
import { changeLedger, ledgerFile, readLedger } from './ledger.ts';

const name = 'gfpgan_1.4';
const [good, bad] = [Buffer.from('a network'), Buffer.from('A network')];

function failsWith(code: EngineErrorCode, message: RegExp) {
  return (error: unknown) => {
    assert.ok(error instanceof EngineError, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, message);
    assert.doesNotMatch(error.message, /\n/);
    return true;
  };
}

describe('a model of a folder', () => {
  let scratch: Scratch;
  let onnx: string;
  let hash: string;
  beforeEach(async () => {
    scratch = await Scratch.create();
    [onnx, hash] = [scratch.file(`${name}.onnx`), scratch.file(`${name}.hash`)];
  });
  afterEach(() => scratch[Symbol.asyncDispose]());

  const check = (options: CheckOptions = {}) => checkModel(scratch.folder, name, options);

  test('is held against the .hash file beside it', async () => {
    await writeFile(onnx, good);
    await writeFile(hash, `${hashOf(good).toUpperCase()}\n`);
    assert.equal(await openModelStore(scratch.folder).path(name), onnx);
    assert.equal((await check()).against, 'hash file');
    await writeFile(hash, hashOf(bad));
    const damaged =
      /gfpgan_1\.4: .*gfpgan_1\.4\.onnx is damaged or not whole: its CRC-32 is .* gfpgan_1\.4\.hash beside it/;
    await assert.rejects(openModelStore(scratch.folder).path(name), failsWith('model-invalid', damaged));
    await writeFile(hash, 'deadbee');
    await assert.rejects(check(), failsWith('model-invalid', /gfpgan_1\.4\.hash is not a checksum: .* 8 hexadecimal/));
  });

  test('without one is taken as it is, with a note when others report another checksum', async () => {
    await writeFile(onnx, good);
    const notes: string[] = [];
    const store = openModelStore(scratch.folder, { onNote: (note) => notes.push(note) });
    assert.equal(await store.path(name), onnx);
    assert.match(notes.join(), /gfpgan_1\.4\.onnx has the CRC-32 [0-9a-f]{8}, others report 5a6c6364/);
    await writeFile(scratch.file('my_own.onnx'), good);
    assert.deepEqual((await checkModel(scratch.folder, 'my_own')).notes, []);
  });

  test('is refused when it is not the file that was first used, until the user accepts it', async () => {
    await writeFile(onnx, good);
    await check();
    await writeFile(onnx, bad);
    await utimes(onnx, 1, 1);
    const changed = /is not the file that was first used here .*`mirrorworks models verify gfpgan_1\.4 --accept`/;
    await assert.rejects(check(), failsWith('model-invalid', changed));
    await check({ accept: true });
    assert.equal((await check()).against, 'first use');
  });

  test('may be replaced together with its .hash file, but not by one that only has the same CRC-32', async () => {
    await writeFile(onnx, good);
    await writeFile(hash, hashOf(good));
    await check();
    await writeFile(onnx, bad);
    await utimes(onnx, 1, 1);
    await writeFile(hash, hashOf(bad));
    assert.match((await check()).notes.join(), /was replaced since it was first used; its \.hash file agrees/);
    await changeLedger(scratch.folder, async (pins) => {
      pins.set(name, { ...pins.get(name)!, sha256: '0'.repeat(64), mtimeMs: 0 });
    });
    await assert.rejects(check(), failsWith('model-invalid', /is not the file that was first used/));
  });

  test('is read again only when its size or time changed, or when asked to', async () => {
    await writeFile(onnx, good);
    await utimes(onnx, 1000, 1000);
    await check();
    await writeFile(onnx, bad);
    await utimes(onnx, 1000, 1000);
    await check();
    await assert.rejects(check({ fresh: true }), failsWith('model-invalid', /first used/));
    await writeFile(onnx, good);
    await check();
    const { mtimeMs } = await stat(onnx);
    assert.equal(
      (await readLedger(scratch.folder)).get(name)?.mtimeMs,
      mtimeMs,
      'the same content at another time is noted',
    );
  });

  test('that is missing is named with the folder, the commands and the addresses', async () => {
    const lines = [
      /gfpgan_1\.4\.onnx is not in the model folder/,
      /`mirrorworks models pull gfpgan_1\.4 --model-folder /,
    ];
    lines.push(/`mirrorworks models import /, /https:\/\/github\.com\/.*\/models-3\.0\.0\/gfpgan_1\.4\.onnx or https:/);
    for (const line of lines) await assert.rejects(check(), failsWith('model-missing', line));
    await symlink(scratch.file('gone'), onnx);
    await assert.rejects(check(), failsWith('model-missing', /is a link to .*\/gone, which is not there/));
    await assert.rejects(
      checkModel(scratch.folder, 'my_own'),
      failsWith('model-missing', /the catalogue does not know/),
    );
    await assert.rejects(checkModel(scratch.folder, '../x'), failsWith('option-invalid', /'\.\.\/x' is not the name/));
    assert.deepEqual(await scratch.names(), [`${name}.onnx`]);
  });

  test('may be a link, may be an older one, may not be a folder or empty', async () => {
    await writeFile(scratch.file('elsewhere'), good);
    await symlink(scratch.file('elsewhere'), onnx);
    assert.equal((await check()).path, onnx);
    const older = scratch.file('arcface_converter_ghost.onnx');
    await writeFile(older, good);
    const found = await checkModel(scratch.folder, 'crossface_ghost');
    assert.equal(found.path, older);
    assert.match(found.notes.join(), /the older arcface_converter_ghost takes its place/);
    await mkdir(scratch.file('fairface.onnx'));
    await assert.rejects(checkModel(scratch.folder, 'fairface'), failsWith('model-invalid', /is not a file/));
    await writeFile(scratch.file('xseg_1.onnx'), '');
    await assert.rejects(checkModel(scratch.folder, 'xseg_1'), failsWith('model-invalid', /is empty/));
  });

  test('is checked by several threads at once, and none forgets what another noted', async () => {
    const names = ['xseg_1', 'xseg_2', 'xseg_3', 'fairface'];
    for (const each of names) await writeFile(scratch.file(`${each}.onnx`), good);
    const code = `
      const { workerData: [module, folder, names], parentPort } = require('node:worker_threads');
      import(module).then(({ openModelStore }) => {
        const store = openModelStore(folder);
        return Promise.all(names.map((name) => store.path(name)));
      }).then((paths) => parentPort.postMessage(paths.length));
    `;
    const module = new URL('../store.ts', import.meta.url).href;
    const answers = [names, names.toReversed(), names].map((workerNames) => {
      const worker = new Worker(code, { eval: true, workerData: [module, scratch.folder, workerNames] });
      return new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
    });
    assert.deepEqual(await Promise.all(answers), [4, 4, 4]);
    assert.deepEqual([...(await readLedger(scratch.folder)).keys()].sort(), names.toSorted());
    assert.equal((await scratch.names()).length, names.length + 1);
  });

  test('is not taken when the list of first uses was broken', async () => {
    await writeFile(onnx, good);
    for (const text of ['{', '{}', '{"models":{"x":{}}}']) {
      await writeFile(ledgerFile(scratch.folder), text);
      await assert.rejects(check(), failsWith('model-invalid', /mirrorworks-models\.json is not readable; restore it/));
    }
    await rm(ledgerFile(scratch.folder));
    await check();
  });

  test('ends its check when the caller wants', async () => {
    await writeFile(onnx, good);
    await assert.rejects(check({ signal: AbortSignal.abort() }), failsWith('canceled', /was canceled/));
    assert.deepEqual(await scratch.names(), [`${name}.onnx`]);
  });
});
