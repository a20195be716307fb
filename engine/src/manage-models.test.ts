import assert from 'node:assert/strict';
import { mkdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { Scratch } from '../test/scratch.ts';
import { EngineError, type EngineErrorCode } from './errors.ts';
import { importModels } from './import-models.ts';
import { inspectModels, removeModels, verifyModels } from './manage-models.ts';
import { pullModels } from './pull-models.ts';
import { hashOf, ModelServer } from './weights/testing/model-server.ts';

const network = Buffer.from('a network');

function failsWith(code: EngineErrorCode, message: RegExp) {
  return (error: unknown) => error instanceof EngineError && error.code === code && message.test(error.message);
}

describe('the models of a folder', () => {
  let scratch: Scratch;
  let modelFolder: string;
  beforeEach(async () => {
    scratch = await Scratch.create();
    modelFolder = scratch.folder;
  });
  afterEach(() => scratch[Symbol.asyncDispose]());

  const put = (name: string) => writeFile(scratch.file(`${name}.onnx`), network);
  const pull = async (name: string) => {
    await using server = await ModelServer.start();
    server.put(name, network);
    await pullModels([name], { modelFolder, from: [server.address] }).result;
  };

  test('are listed with whether they are there, and how they came', async () => {
    await put('fairface');
    await pull('yunet_2023_mar');
    const models = await inspectModels({ modelFolder });
    const there = models.filter(({ installed }) => installed);
    assert.deepEqual(
      there.map(({ name, origin, pinned }) => [name, origin, pinned?.crc32]),
      [
        ['yunet_2023_mar', 'pulled', hashOf(network)],
        ['fairface', undefined, undefined],
      ],
    );
    assert.equal(models.find(({ name }) => name === 'xseg_1')?.path, scratch.file('xseg_1.onnx'));
    assert.deepEqual(
      (await inspectModels({ modelFolder: scratch.file('nowhere') })).filter((model) => model.installed),
      [],
    );
  });

  test('are verified: all that are there, or those that are named', async () => {
    await put('fairface');
    await pull('yunet_2023_mar');
    await pullModels(['iris'], { modelFolder }).result;
    const verify = async (names?: string[], accept = false) =>
      (await verifyModels(names, { modelFolder, accept })).map(({ name, ok, against }) => [name, ok, against]);
    assert.deepEqual(await verify(), [
      ['iris', true, 'catalogue'],
      ['yunet_2023_mar', true, 'hash file'],
      ['fairface', true, 'nothing'],
    ]);
    await writeFile(scratch.file('fairface.onnx'), 'A network');
    // As a bad disk would have it: neither size nor time tells.
    await utimes(scratch.file('fairface.onnx'), 1, 1);
    assert.deepEqual(await verify(['yunet', 'fairface', 'xseg_1']), [
      ['yunet_2023_mar', true, 'hash file'],
      ['fairface', false, undefined],
      ['xseg_1', false, undefined],
    ]);
    assert.deepEqual(await verify(['fairface'], true), [['fairface', true, 'nothing']]);
    assert.deepEqual(await verify(['fairface']), [['fairface', true, 'first use']]);
    await assert.rejects(verify([], true), failsWith('option-invalid', /name the models/));
  });

  test('are removed when the engine put them there, together with its checksum', async () => {
    await pull('yunet_2023_mar');
    const dry = await removeModels(['yunet'], { modelFolder, dryRun: true });
    assert.deepEqual(dry, [
      {
        name: 'yunet_2023_mar',
        files: [scratch.file('yunet_2023_mar.onnx'), scratch.file('yunet_2023_mar.hash')],
        bytes: network.length,
      },
    ]);
    assert.equal((await scratch.names()).length, 3);
    assert.deepEqual(await removeModels(['yunet'], { modelFolder }), dry);
    assert.deepEqual(await scratch.names(), ['mirrorworks-models.json']);
    await pullModels(['iris'], { modelFolder }).result;
    await removeModels(['iris'], { modelFolder });
    assert.deepEqual(await scratch.names(), ['mirrorworks-models.json']);
    await assert.rejects(
      removeModels(['yunet'], { modelFolder }),
      failsWith('model-missing', /yunet_2023_mar is not in/),
    );
  });

  test('of the user are never removed, and then none of the others that were named', async () => {
    await put('fairface');
    await verifyModels(['fairface'], { modelFolder });
    await pull('yunet_2023_mar');
    const both = removeModels(['yunet', 'fairface'], { modelFolder });
    await assert.rejects(
      both,
      failsWith('option-invalid', /fairface\.onnx was not pulled or imported by Mirrorworks, so it is/),
    );
    await rm(scratch.file('yunet_2023_mar.onnx'));
    await writeFile(scratch.file('yunet_2023_mar.onnx'), 'replaced by the user');
    const replaced = removeModels(['yunet'], { modelFolder });
    await assert.rejects(
      replaced,
      failsWith('option-invalid', /was replaced since Mirrorworks put it there, so it is yours/),
    );
    await rm(scratch.file('yunet_2023_mar.onnx'));
    await symlink(scratch.file('fairface.onnx'), scratch.file('yunet_2023_mar.onnx'));
    await assert.rejects(removeModels(['yunet'], { modelFolder }), failsWith('option-invalid', /was replaced/));
    assert.equal((await scratch.names()).length, 4);
  });

  test('that were imported are removed, their originals stay', async () => {
    const from = scratch.file('facefusion');
    await mkdir(from);
    await writeFile(join(from, 'xseg_1.onnx'), network);
    const inside = scratch.file('models');
    await importModels(from, { modelFolder: inside });
    await removeModels(['xseg_1'], { modelFolder: inside });
    assert.deepEqual(
      await importModels(from, { modelFolder: inside, copy: true }).then(([file]) => file?.outcome),
      'copy',
    );
  });
});
