import assert from 'node:assert/strict';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { Scratch } from '../../../test/scratch.ts';
import { EngineError, type EngineErrorCode } from '../../errors.ts';
import { modelEntry } from '../catalogue/catalogue.ts';
import { readLedger } from '../folder/ledger.ts';
import { type Handler, hashOf, ModelServer, serve, stallAt, status, whole } from '../testing/model-server.ts';
import { pullModel } from './pull-model.ts';
import { type Network, patientNetwork } from './request.ts';

const name = 'yunet_2023_mar';
const path = `/${name}.onnx`;
const size = 300_000;
const file = Uint8Array.from({ length: size }, (_value, index) => (index * 7 + (index >> 8)) % 251);
const other = file.map((value) => value ^ 1);
const network: Network = { ...patientNetwork, connectMs: 2000, stallMs: 150, tries: 3, backoffMs: 1 };
const installed = ['mirrorworks-models.json', `${name}.hash`, `${name}.onnx`];
const halted = [`.${name}.onnx.mw.part`, `.${name}.onnx.mw.part.json`];

function failsWith(code: EngineErrorCode, message: RegExp) {
  return (error: unknown) => {
    assert.ok(error instanceof EngineError, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, message);
    return true;
  };
}

describe('pulling a model', () => {
  let scratch: Scratch;
  let first: ModelServer;
  let second: ModelServer;
  beforeEach(async () => {
    [scratch, first, second] = await Promise.all([Scratch.create(), ModelServer.start(), ModelServer.start()]);
    for (const server of [first, second]) server.put(name, file);
  });
  afterEach(async () => {
    await Promise.all([first, second, scratch].map((each) => each[Symbol.asyncDispose]()));
  });

  const pull = (
    model = name,
    more: { signal?: AbortSignal; onBytes?: (source: string, bytes: number) => void; network?: Network } = {},
  ) =>
    pullModel(modelEntry(model), scratch.folder, {
      mirrors: [first.address, second.address],
      network: more.network ?? network,
      signal: more.signal,
      onBytes: more.onBytes ?? (() => {}),
    });
  /** Lets the first server send some bytes, and then breaks the line or stops the work. */
  const cut = (after: readonly Handler[] = [], then = () => first.hangUp()) => {
    first.misbehave(path, stallAt(100_000), ...after);
    let done = false;
    return (_source: string, bytes: number) => {
      if (bytes === 100_000 && !done) then();
      done ||= bytes === 100_000;
    };
  };
  const content = async () => new Uint8Array(await readFile(scratch.file(`${name}.onnx`)));
  const ranges = () => first.models().map(({ range }) => range);

  test('writes the file, its checksum and what it is, and asks for nothing the second time', async () => {
    const { source, crc32 } = await pull();
    assert.equal(source, new URL(first.address).host);
    assert.equal(crc32, hashOf(file));
    assert.deepEqual(await scratch.names(), installed);
    assert.deepEqual(await content(), file);
    assert.equal(await readFile(scratch.file(`${name}.hash`), 'latin1'), hashOf(file));
    const pin = (await readLedger(scratch.folder)).get(name);
    assert.deepEqual([pin?.origin, pin?.ownHash, pin?.bytes, pin?.crc32], ['pulled', true, size, hashOf(file)]);
    const asked = first.seen.length;
    assert.equal((await pull()).source, undefined);
    assert.equal(first.seen.length + second.seen.length, asked);
  });

  test('goes on where the line broke, with the validator of the server', async () => {
    await pull(name, { onBytes: cut() });
    const [begin, more] = first.models();
    assert.deepEqual([begin?.range, begin?.ifRange], [undefined, undefined]);
    assert.equal(more?.range, 'bytes=100000-');
    assert.equal(more?.ifRange, `"${hashOf(file)}"`);
    assert.deepEqual(await content(), file);
    assert.deepEqual(await scratch.names(), installed);
  });

  test('keeps what it has when it is stopped, and goes on at the next call', async () => {
    const controller = new AbortController();
    const onBytes = cut([], () => controller.abort());
    await assert.rejects(
      pull(name, { signal: controller.signal, onBytes }),
      failsWith('canceled', /download of yunet/),
    );
    assert.deepEqual(await scratch.names(), halted);
    await pull();
    assert.deepEqual(ranges(), [undefined, 'bytes=100000-']);
    assert.deepEqual(await content(), file);
  });

  test('begins anew when the file on the server is another now', async () => {
    first.put(name, other);
    const controller = new AbortController();
    const onBytes = cut([], () => controller.abort());
    await assert.rejects(pull(name, { signal: controller.signal, onBytes }));
    first.put(name, file);
    await pull();
    assert.deepEqual(await content(), file);
    assert.equal(second.seen.length, 0);
  });

  test('begins anew with a server that knows no ranges, or gives another range than asked for', async () => {
    const shifted = (start: number, total: number) =>
      status(206, { 'content-range': `bytes ${start}-${total - 1}/${total}` }, 'x');
    const lie: Handler = (response) => {
      const etag = `"${hashOf(file)}"`;
      response
        .writeHead(206, { etag, 'content-range': `bytes 100000-${size - 1}/${size}` })
        .end(other.subarray(100_000));
    };
    for (const answer of [whole, shifted(0, size), shifted(100_000, size + 5), status(416), status(206), lie]) {
      await using folder = await Scratch.create();
      const options = { mirrors: [first.address], network, signal: undefined, onBytes: cut([answer]) };
      await pullModel(modelEntry(name), folder.folder, options);
      assert.deepEqual(new Uint8Array(await readFile(folder.file(`${name}.onnx`))), file);
    }
    assert.equal(second.seen.length, 0);
  });

  test('lets another source finish what the first one began', async () => {
    const { source } = await pull(name, { onBytes: cut([status(403)]) });
    assert.equal(source, new URL(second.address).host);
    const [more] = second.models();
    assert.equal(more?.range, 'bytes=100000-');
    assert.equal(more?.ifRange, undefined, 'a validator is good for its own server only');
    assert.deepEqual(await content(), file);
  });

  test('follows a redirection with its range, waits for a busy server, and leaves one that has nothing', async () => {
    const redirect = status(302, { location: `${second.address}${path}` });
    await pull(name, { onBytes: cut([status(503), redirect]) });
    assert.equal(first.models().length, 3);
    assert.equal(second.models()[0]?.range, 'bytes=100000-');
    assert.deepEqual(await content(), file);

    await using empty = await ModelServer.start();
    await using folder = await Scratch.create();
    const mirrors = [`${empty.address}/{base}/{file}`, first.address];
    const options = { mirrors, network, signal: undefined, onBytes: () => {} };
    const { source } = await pullModel(modelEntry(name), folder.folder, options);
    assert.equal(source, new URL(first.address).host);
    assert.deepEqual(
      empty.seen.map((seen) => seen.path),
      [`/models-3.4.0/${name}.hash`, `/models-3.4.0/${name}.onnx`],
    );
  });

  test('gives up a source that answers nothing or stops sending', async () => {
    first.misbehave(path, stallAt(1000), stallAt(1000), stallAt(1000));
    assert.equal((await pull()).source, new URL(second.address).host);
    assert.deepEqual(await content(), file);
    const silent = () => {};
    second.misbehave('/fairface.hash', silent, silent, silent);
    first.misbehave('/fairface.hash', silent, silent, silent);
    const hasty = { ...network, connectMs: 50 };
    await assert.rejects(pull('fairface', { network: hasty }), failsWith('download-failed', /no answer for 0\.05 s/));
  });

  test('takes no file that is not what its checksum says', async () => {
    first.put(name, other, hashOf(file));
    assert.equal((await pull()).source, new URL(second.address).host);
    assert.deepEqual(await content(), file);
    second.put('2dfan4', other, hashOf(file));
    first.put('2dfan4', file, null);
    const wrong =
      /it publishes [0-9a-f]{8}\); fetch it elsewhere from http.*2dfan4\.onnx .*\/2dfan4\.onnx, with 2dfan4\.hash/;
    await assert.rejects(pull('2dfan4'), failsWith('download-failed', wrong));
    await assert.rejects(pull('2dfan4'), failsWith('download-failed', /others report a948738e/));
    assert.deepEqual(await scratch.names(), installed);
  });

  test('begins anew when what it had fetched before was damaged', async () => {
    const controller = new AbortController();
    const onBytes = cut([], () => controller.abort());
    await assert.rejects(pull(name, { signal: controller.signal, onBytes }));
    await writeFile(scratch.file(halted[0]!), other.subarray(0, 100_000));
    await pull();
    assert.deepEqual(ranges(), [undefined, 'bytes=100000-', undefined]);
    assert.deepEqual(await content(), file);
  });

  test('says so when nobody publishes a checksum', async () => {
    first.put(name, file, null);
    const { notes } = await pull();
    assert.match(notes.join(), /no checksum of yunet_2023_mar\.onnx is published/);
    assert.deepEqual(await scratch.names(), ['mirrorworks-models.json', `${name}.onnx`]);
  });

  test('refuses web pages, compressed and empty files', async () => {
    const html = status(200, { 'content-type': 'text/html' }, '<p>Log in first');
    first.misbehave(path, html);
    second.misbehave(path, status(200, { 'content-encoding': 'gzip' }, 'x'));
    await assert.rejects(pull(), failsWith('download-failed', /with a web page; .*compressed\)/));
    first.put(name, new Uint8Array());
    second.misbehave(path, html);
    await assert.rejects(pull(), failsWith('download-failed', /an empty file; .*web page/));
  });

  test('offline it names the file, where to get it and where to put it', async () => {
    await Promise.all([first, second].map((server) => server[Symbol.asyncDispose]()));
    const failure = await pull().catch((error: unknown) => error);
    assert.ok(failure instanceof EngineError && failure.retryable);
    assert.equal(failure.code, 'download-failed');
    assert.match(failure.message, /ECONNREFUSED .*; fetch it elsewhere from http/);
    assert.ok(failure.message.includes(`put it at ${scratch.file(`${name}.onnx`)}`));
  });

  test('names a folder that cannot be written, and a disk that is too small', async () => {
    await writeFile(scratch.file('a-file'), '');
    const inside = { mirrors: [first.address], network, signal: undefined, onBytes: () => {} };
    const unwritable = pullModel(modelEntry(name), scratch.file('a-file/models'), inside);
    await assert.rejects(unwritable, failsWith('output-unwritable', /a-file\/models/));
    first.misbehave(path, status(200, { 'content-length': 1e17 }));
    await assert.rejects(pull(), failsWith('disk-full', /bytes free, 100000000000000000 are needed/));
  });

  test('never touches a file of the user', async () => {
    const own = scratch.file(`${name}.onnx`);
    await writeFile(own, 'mine');
    assert.equal((await pull()).source, undefined, 'without a checksum it is right as it is');
    await writeFile(scratch.file(`${name}.hash`), hashOf(file));
    await assert.rejects(pull(), failsWith('model-invalid', /is damaged .* move it away/));
    assert.equal(await readFile(own, 'latin1'), 'mine');
    assert.equal(first.seen.length, 0);
    await symlink(scratch.file('nowhere'), scratch.file('2dfan4.onnx'));
    await assert.rejects(pull('2dfan4'), failsWith('output-exists', /remove the link first/));
    // A file that comes while the download runs is not replaced either.
    const late = scratch.file('fairface.onnx');
    first.put('fairface', file);
    first.misbehave('/fairface.onnx', (response, bytes, request) => {
      void writeFile(late, 'late').then(() => serve(response, bytes, request));
    });
    await assert.rejects(pull('fairface'), failsWith('output-exists', /is not replaced/));
    assert.equal(await readFile(late, 'latin1'), 'late');
  });

  test("holds the download against the user's checksum when there is one", async () => {
    await writeFile(scratch.file(`${name}.hash`), hashOf(other));
    second.put(name, other);
    assert.equal((await pull()).source, new URL(second.address).host);
    assert.deepEqual(await content(), other);
    assert.equal((await readLedger(scratch.folder)).get(name)?.ownHash, false);
  });

  test('is done once when several threads ask at once', async () => {
    const code = `
      const { workerData: [module, catalogue, name, folder, address], parentPort } = require('node:worker_threads');
      Promise.all([import(module), import(catalogue)])
        .then(([{ pullModel }, { modelEntry }]) => pullModel(modelEntry(name), folder, {
          mirrors: [address], signal: undefined, onBytes() {},
          network: { fetch, connectMs: 5000, stallMs: 5000, tries: 2, backoffMs: 1 },
        }))
        .then(({ source }) => parentPort.postMessage(source === undefined ? 'there' : 'pulled'));
    `;
    const modules = ['./pull-model.ts', '../catalogue/catalogue.ts'].map(
      (module) => new URL(module, import.meta.url).href,
    );
    await mkdir(scratch.folder, { recursive: true });
    const workerData = [...modules, name, scratch.folder, first.address];
    const answers = [0, 1, 2].map(() => {
      const worker = new Worker(code, { eval: true, workerData });
      return new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
    });
    assert.deepEqual((await Promise.all(answers)).sort(), ['pulled', 'there', 'there']);
    assert.equal(first.models().length, 1);
    assert.deepEqual(await scratch.names(), installed);
  });
});
