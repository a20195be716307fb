import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire, findPackageJSON } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import sharp from 'sharp';
import { ModelProto } from '../../onnx/schema.ts';
import { openSession } from '../../onnx/session.ts';
import { openModelStore } from '../store.ts';
import { type BuiltInName, type BuiltInRecord, builtInNames, builtInPack } from './pack.ts';

// The parts of TensorFlow.js that are used here. Its own types need a browser's.
interface TfTensor {
  readonly shape: readonly number[];
  dataSync(): Float32Array;
}
interface TensorFlow {
  setBackend(name: string): Promise<boolean>;
  ready(): Promise<void>;
  tensor(data: Float32Array, shape: readonly number[]): TfTensor;
  loadGraphModel(source: { load(): Promise<object> }): Promise<{
    execute(input: TfTensor, outputs: string[]): TfTensor[] | TfTensor;
  }>;
}

/** The values each model's input has in use, so that the comparison is made where it counts. */
const ranges: Record<BuiltInName, readonly [number, number]> = {
  blazeface: [-1, 1],
  facemesh: [0, 1],
  faceres: [0, 255],
  iris: [0, 1],
};

function packageFolder(name: string): string {
  return dirname(findPackageJSON(name, import.meta.url) ?? '');
}

async function loadTensorFlow(): Promise<TensorFlow> {
  const require = createRequire(import.meta.url);
  const tf: TensorFlow = require('@tensorflow/tfjs');
  const wasm = require('@tensorflow/tfjs-backend-wasm');
  wasm.setWasmPaths(join(packageFolder('@tensorflow/tfjs-backend-wasm'), 'dist/'));
  wasm.setThreadsCount(1);
  await tf.setBackend('wasm');
  await tf.ready();
  return tf;
}

/** The original graph, run by TensorFlow.js itself. */
async function original(
  tf: TensorFlow,
  record: BuiltInRecord,
  interleaved: Float32Array,
): Promise<Map<string, TfTensor>> {
  const [json, bin] = await Promise.all(
    record.source.files.map(({ file }) => readFile(join(packageFolder(record.source.package), file))),
  );
  const { weightsManifest, ...model } = JSON.parse(String(json));
  const weightSpecs = weightsManifest.flatMap((group: { weights: object[] }) => group.weights);
  const weightData = new Uint8Array(bin!).buffer;
  const graph = await tf.loadGraphModel({ load: async () => ({ ...model, weightSpecs, weightData }) });
  const results = [
    graph.execute(tf.tensor(interleaved, record.ports.input.dims), Object.values(record.ports.outputs)),
  ].flat();
  return new Map(Object.keys(record.ports.outputs).map((name, index) => [name, results[index]!]));
}

/** Reproducible noise (mulberry32). */
function noise(length: number): Float32Array {
  let state = 1;
  return Float32Array.from({ length }, () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  });
}

async function photo(width: number, height: number): Promise<Float32Array> {
  const face = sharp(join(packageFolder('@vladmandic/face-api'), 'demo', 'sample1.jpg')).extract({
    left: 780,
    top: 350,
    width: 300,
    height: 300,
  });
  return Float32Array.from(await face.resize(width, height).removeAlpha().raw().toBuffer(), (value) => value / 255);
}

function toPlanes(interleaved: Float32Array): Float32Array {
  const size = interleaved.length / 3;
  return interleaved.map((_value, index) => interleaved[(index % size) * 3 + Math.floor(index / size)]!);
}

describe('built-in pack', () => {
  let tf: TensorFlow;
  let folder: string;
  before(async () => {
    tf = await loadTensorFlow();
    folder = await mkdtemp(join(tmpdir(), 'mirrorworks-pack-'));
  });
  after(() => rm(folder, { recursive: true }));

  for (const name of builtInNames) {
    test(`${name} computes what TensorFlow.js computes, on noise and on a face`, async () => {
      const record: BuiltInRecord = builtInPack[name];
      const [, height, width] = record.ports.input.dims;
      const [low, high] = ranges[name];
      await using session = await openSession(await openModelStore(folder).path(name), {
        providers: ['cpu'],
        threads: 1,
      });
      for (const picture of [noise(3 * height * width), await photo(width, height)]) {
        const interleaved = picture.map((value) => low + value * (high - low));
        const expected = await original(tf, record, interleaved);
        const outputs = await session.run({ image: { data: toPlanes(interleaved), dims: [1, 3, height, width] } });
        for (const [output, reference] of expected) {
          const { data, dims } = outputs[output]!;
          assert.deepEqual(dims, reference.shape);
          const values = reference.dataSync();
          const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
          const error = values.reduce((most, value, index) => Math.max(most, Math.abs(value - data[index]!)), 0);
          assert.ok(error <= 1e-5 * largest, `${output}: off by ${error}, largest value ${largest}`);
        }
      }
    });

    test(`${name} keeps one layout from input to output`, async () => {
      const { graph } = ModelProto.toObject(ModelProto.decode(await readFile(await openModelStore(folder).path(name))));
      const kinds: string[] = graph.node.map((node: { opType: string }) => node.opType);
      // BlazeFace's four heads are flattened from pictures of many pixels; the other outputs come from single pixels.
      assert.equal(kinds.filter((kind) => kind === 'Transpose').length, name === 'blazeface' ? 4 : 0);
      assert.ok(
        !kinds.includes('PRelu') && !kinds.includes('Pad'),
        'kinds that onnxruntime cannot keep in its blocked layout',
      );
    });
  }
});
