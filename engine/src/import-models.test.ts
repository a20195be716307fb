import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, readlink, realpath, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { Scratch } from '../test/scratch.ts';
import { EngineError } from './errors.ts';
import { importModels } from './import-models.ts';
import { readLedger } from './weights/folder/ledger.ts';
import { hashOf } from './weights/testing/model-server.ts';

const network = Buffer.from('a network');

describe('taking over the models of FaceFusion', () => {
  let scratch: Scratch;
  let from: string;
  let modelFolder: string;
  beforeEach(async () => {
    scratch = await Scratch.create();
    [from, modelFolder] = [scratch.file('facefusion/.assets/models'), scratch.file('models')];
    await mkdir(from, { recursive: true });
    await put('inswapper_128');
    await put('xseg_1');
  });
  afterEach(() => scratch[Symbol.asyncDispose]());

  const put = async (name: string, hash = hashOf(network)) => {
    await writeFile(join(from, `${name}.onnx`), network);
    await writeFile(join(from, `${name}.hash`), hash);
  };
  const outcomes = async (options = {}, folder = from) =>
    Object.fromEntries(
      (await importModels(folder, { modelFolder, ...options })).map(({ file, outcome }) => [file, outcome]),
    );

  test('gives each a second name, with its checksum, and finds them there the next time', async () => {
    const told: string[] = [];
    const linked = await outcomes({ onFile: ({ file }: { file: string }) => told.push(file) });
    assert.deepEqual(linked, { 'inswapper_128.onnx': 'hard-link', 'xseg_1.onnx': 'hard-link' });
    assert.deepEqual(told, ['inswapper_128.onnx', 'xseg_1.onnx']);
    const [here, there] = await Promise.all([modelFolder, from].map((folder) => stat(join(folder, 'xseg_1.onnx'))));
    assert.equal(here?.ino, there?.ino);
    assert.equal(await readFile(join(modelFolder, 'xseg_1.hash'), 'latin1'), hashOf(network));
    assert.deepEqual(await outcomes(), { 'inswapper_128.onnx': 'present', 'xseg_1.onnx': 'present' });
    assert.equal((await readLedger(modelFolder)).get('xseg_1')?.origin, 'hard-link');
    assert.deepEqual((await readdir(from)).length, 4, 'nothing was written there');
  });

  test('copies where asked to, and takes the folder that FaceFusion is installed in', async () => {
    assert.equal((await outcomes({ copy: true }, scratch.file('facefusion')))['xseg_1.onnx'], 'copy');
    const [here, there] = await Promise.all([modelFolder, from].map((folder) => stat(join(folder, 'xseg_1.onnx'))));
    assert.notEqual(here?.ino, there?.ino);
    assert.deepEqual(await readFile(join(modelFolder, 'xseg_1.onnx')), network);
    assert.equal((await outcomes())['xseg_1.onnx'], 'present', 'the same content by another name is no conflict');
  });

  test('links to another disk by a symbolic link', async (context) => {
    const disks = await Promise.all(['/dev/shm', scratch.folder].map((path) => stat(path).catch(() => undefined)));
    if (disks[0] === undefined || disks[0].dev === disks[1]?.dev) return context.skip('there is no second disk here');
    const far = join('/dev/shm', `mirrorworks-test-${process.pid}`);
    await using _disk = {
      [Symbol.asyncDispose]: async () => rm(far, { recursive: true }),
    };
    await mkdir(far);
    await writeFile(join(far, 'xseg_2.onnx'), network);
    assert.deepEqual(await outcomes({}, far), { 'xseg_2.onnx': 'symlink' });
    assert.equal(await readlink(join(modelFolder, 'xseg_2.onnx')), join(await realpath(far), 'xseg_2.onnx'));
    assert.deepEqual(await outcomes({}, far), { 'xseg_2.onnx': 'present' });
  });

  test('takes neither what is damaged nor what it does not know', async () => {
    await put('fairface', '00000000');
    await writeFile(join(from, 'wav2lip_96.onnx'), network);
    await writeFile(join(from, 'notes.txt'), '');
    await symlink('gone', join(from, 'xseg_3.onnx'));
    const files = await importModels(from, { modelFolder });
    const refused = files.filter(({ outcome }) => outcome !== 'hard-link');
    assert.deepEqual(
      refused.map(({ file, outcome }) => `${file} ${outcome}`),
      ['fairface.onnx refused', 'notes.txt unknown', 'wav2lip_96.onnx unknown', 'xseg_3.onnx refused'],
    );
    assert.match(refused[0]?.reason ?? '', /fairface\.onnx is damaged or not whole: .* its \.hash file says 00000000/);
    assert.equal((await readdir(modelFolder)).includes('fairface.onnx'), false);
  });

  test('says so when others report another checksum and none decides', async () => {
    await writeFile(join(from, 'fairface.onnx'), network);
    const [fairface] = await importModels(from, { modelFolder });
    assert.match(fairface?.notes.join() ?? '', /others report 10d79769/);
  });

  test("never touches the user's file of the same name", async () => {
    await mkdir(modelFolder);
    await writeFile(join(modelFolder, 'xseg_1.onnx'), 'mine');
    const [, xseg] = await importModels(from, { modelFolder });
    assert.equal(xseg?.outcome, 'refused');
    assert.match(xseg?.reason ?? '', /another xseg_1\.onnx is in the model folder .* and is not replaced/);
    assert.equal(await readFile(join(modelFolder, 'xseg_1.onnx'), 'latin1'), 'mine');
    assert.equal((await readdir(modelFolder)).includes('xseg_1.hash'), false);
  });

  test('refuses a folder that is none, or is the model folder itself', async () => {
    const refused = (folder: string, message: RegExp) =>
      assert.rejects(
        importModels(folder, { modelFolder: from }),
        (error) => error instanceof EngineError && error.code === 'option-invalid' && message.test(error.message),
      );
    await refused(scratch.file('nowhere'), /nowhere is not a folder; import takes the folder of FaceFusion's models/);
    await refused(from, /is the model folder itself/);
    const aborted = importModels(from, { modelFolder, signal: AbortSignal.abort() });
    await assert.rejects(aborted, { code: 'canceled' });
  });
});
