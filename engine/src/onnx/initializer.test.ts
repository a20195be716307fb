import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { EngineError, type EngineErrorCode } from '../errors.ts';
import { readSpareInitializer } from './initializer.ts';
import { ModelWriter } from './model-writer.ts';
import { ElementType, ModelProto } from './schema.ts';

const dims = [2, 3];
const wanted = Float32Array.of(0.5, -1, 2, 0.25, 3, -4);

function failsWith(code: EngineErrorCode, message: RegExp) {
  return (error: unknown) => error instanceof EngineError && error.code === code && message.test(error.message);
}

/** A graph that reads some constants of [2, 3] and of other shapes, and then has `add` its say. */
function modelWith(add: (writer: ModelWriter) => void): Uint8Array {
  const writer = new ModelWriter('spare');
  writer.constant('read', dims, new Float32Array(6).fill(9));
  // Longer than what is read of a file at a time.
  writer.constant('long', [40_000], new Float32Array(40_000));
  writer.node('Add', ['x', 'read'], 'y');
  add(writer);
  const port = (name: string) => ({ name, dims });
  return writer.encode([port('x')], [port('y')]);
}

describe('spare initializer', () => {
  let folder: string;
  const read = async (bytes: Uint8Array) => {
    const path = join(folder, 'inswapper.onnx');
    await writeFile(path, bytes);
    return readSpareInitializer(path, dims);
  };
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mirrorworks-initializer-'));
  });
  after(() => rm(folder, { recursive: true }));

  test('the one of that shape that no node reads, though others come before and after it', async () => {
    const model = modelWith((writer) => {
      writer.constant('buff2fs', dims, wanted);
      writer.constant('other', [3, 2], new Float32Array(6));
    });
    assert.deepEqual(await read(model), wanted);
  });

  test('halves become floats', async () => {
    const model = modelWith((writer) => writer.constant('buff2fs', dims, Float16Array.from(wanted)));
    assert.deepEqual(await read(model), wanted);
  });

  test('numbers outside the raw bytes, as some exporters write them', async () => {
    const tensor = { name: 'buff2fs', dims, dataType: ElementType.float, floatData: [...wanted] };
    const bytes = ModelProto.encode({ irVersion: 8, graph: { name: 'g', initializer: [tensor] } }).finish();
    assert.deepEqual(await read(bytes), wanted);
  });

  test('when nodes read all of that shape, the last constant counts', async () => {
    const model = modelWith((writer) => {
      writer.constant('last', dims, wanted);
      writer.node('Mul', ['y', 'last'], 'z');
    });
    assert.deepEqual(await read(model), wanted);
  });

  test('a model without one is refused, and the shape that was sought is named', async () => {
    const model = modelWith((writer) => writer.constant('other', [3, 2], new Float32Array(6)));
    await assert.rejects(
      read(model),
      failsWith('model-invalid', /inswapper\.onnx .* none of its 3 constants .*\[2,3\]/),
    );
    const integers = modelWith((writer) => writer.constant('whole', dims, new BigInt64Array(6)));
    await assert.rejects(
      read(integers),
      failsWith('model-invalid', /'whole' of \[2,3\], but not 6 float32 or float16/),
    );
  });

  test('broken files say so instead of being guessed at', async () => {
    const whole = modelWith((writer) => writer.constant('buff2fs', dims, wanted));
    await assert.rejects(
      read(whole.subarray(0, whole.length - 70)),
      failsWith('model-invalid', /\[2,3\] was sought, but/),
    );
    await assert.rejects(read(new TextEncoder().encode('not a model')), failsWith('model-invalid', /is not a model/));
    const nowhere = join(folder, 'nowhere.onnx');
    await assert.rejects(readSpareInitializer(nowhere, dims), failsWith('model-missing', /nowhere\.onnx/));
  });
});
