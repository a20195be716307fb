import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { EngineError } from '../../errors.ts';
import { openSession, type Tensor } from '../../onnx/session.ts';
import { readGraphModel } from './graph-model.ts';
import { translate } from './translate.ts';

interface Weight {
  readonly shape: readonly number[];
  readonly values: readonly number[];
  readonly dtype?: 'float32' | 'int32';
  readonly quantization?: { readonly dtype: string; readonly scale?: number; readonly min?: number };
}

interface Node {
  readonly op: string;
  readonly input?: readonly string[];
  readonly text?: Readonly<Record<string, string>>;
  readonly texts?: Readonly<Record<string, readonly string[]>>;
  readonly numbers?: Readonly<Record<string, readonly number[]>>;
}

const base64 = (text: string) => Buffer.from(text).toString('base64');

/** A graph model as tfjs-converter would write it. Every model here reads `image`, one picture of 3 channels. */
function graphModel(nodes: Readonly<Record<string, Node>>, weights: Readonly<Record<string, Weight>>) {
  const bytes: Uint8Array[] = [];
  const manifest = Object.entries(weights).map(([name, { shape, values, dtype = 'float32', quantization }]) => {
    const arrays = { float32: Float32Array, int32: Int32Array, float16: Float16Array, uint8: Uint8Array };
    const array = arrays[(quantization?.dtype ?? dtype) as keyof typeof arrays].from(values);
    bytes.push(new Uint8Array(array.buffer));
    return { name, shape, dtype, quantization };
  });
  const all: Readonly<Record<string, Node>> = { image: { op: 'Placeholder' }, ...nodes };
  const node = Object.entries(all).map(([name, { op, input, text = {}, texts = {}, numbers = {} }]) => ({
    name,
    op,
    input,
    attr: {
      ...Object.fromEntries(Object.entries(text).map(([key, value]) => [key, { s: base64(value) }])),
      ...Object.fromEntries(Object.entries(texts).map(([key, list]) => [key, { list: { s: list.map(base64) } }])),
      ...Object.fromEntries(Object.entries(numbers).map(([key, list]) => [key, { list: { i: list.map(String) } }])),
    },
  }));
  const json = JSON.stringify({
    format: 'graph-model',
    modelTopology: { node },
    weightsManifest: [{ weights: manifest }],
  });
  return readGraphModel('sample', json, Buffer.concat(bytes));
}

/** Translates, runs on a picture whose value at (channel, y, x) is 100·channel + 10·y + x, and returns the output. */
async function run(
  model: ReturnType<typeof graphModel>,
  height: number,
  width: number,
  output: string,
): Promise<Tensor> {
  const input = { name: 'image', dims: [1, height, width, 3] } as const;
  const folder = await mkdtemp(join(tmpdir(), 'mirrorworks-translate-'));
  try {
    const file = join(folder, 'sample.onnx');
    await writeFile(file, translate('sample', model, { input, outputs: { result: output } }));
    await using session = await openSession(file, { providers: ['cpu'], threads: 1 });
    const data = Float32Array.from({ length: 3 * height * width }, (_value, index) => {
      const inPlane = index % (height * width);
      return 100 * Math.floor(index / (height * width)) + 10 * Math.floor(inPlane / width) + (inPlane % width);
    });
    const { result } = await session.run({ image: { data, dims: [1, 3, height, width] } });
    assert.ok(result);
    return result;
  } finally {
    await rm(folder, { recursive: true });
  }
}

const ones = (count: number, value = 1) => Array.from({ length: count }, () => value);

describe('translator', () => {
  test('gives a picture back in TensorFlow order: height, width, channels', async () => {
    const model = graphModel({ out: { op: 'Relu', input: ['image'] } }, {});
    const { data, dims } = await run(model, 1, 2, 'out');
    assert.deepEqual(
      [dims, [...data]],
      [
        [1, 1, 2, 3],
        [0, 100, 200, 1, 101, 201],
      ],
    );
  });

  test('puts the odd row and column of SAME padding at the end', async () => {
    const numbers = { strides: [1, 2, 2, 1] };
    const depthwise = { op: 'DepthwiseConv2dNative', input: ['image', 'kernel'], text: { padding: 'SAME' }, numbers };
    const kernel = { shape: [3, 3, 3, 1], values: ones(27) };
    // 2×2 pixels, kernel 3, stride 2: padded by nothing before and one after, so that each sum is over the four pixels.
    const { data } = await run(graphModel({ out: depthwise }, { kernel }), 2, 2, 'out');
    assert.deepEqual([...data], [22, 422, 822]);
  });

  test('expands float16 and uint8 weights, and orders a kernel by output channel', async () => {
    const numbers = { strides: [1, 1, 1, 1] };
    const convolution: Node = {
      op: '_FusedConv2D',
      input: ['image', 'kernel', 'bias', 'slopes'],
      text: { padding: 'VALID' },
      texts: { fused_ops: ['BiasAdd', 'Prelu'] },
      numbers,
    };
    const model = graphModel(
      { out: convolution },
      {
        // Channel 0 → red − 2, channel 1 → 0.5·blue − 150, then slopes 0.5 and 2 below zero.
        kernel: { shape: [1, 1, 3, 2], values: [1, 0, 0, 0, 0, 0.5], quantization: { dtype: 'float16' } },
        bias: { shape: [2], values: [148, 0], quantization: { dtype: 'uint8', scale: 1, min: -150 } },
        slopes: { shape: [1, 1, 2], values: [0.5, 2] },
      },
    );
    const { data } = await run(model, 1, 4, 'out');
    assert.deepEqual([...data], [-1, -100, -0.5, -99, 0, -98, 1, -97]);
  });

  test('clamps, scales and adds one number a channel', async () => {
    const model = graphModel(
      {
        scaled: { op: 'Mul', input: ['image', 'scale'] },
        moved: { op: 'AddV2', input: ['scaled', 'offset'] },
        low: { op: 'Maximum', input: ['moved', 'zero'] },
        out: { op: 'Minimum', input: ['low', 'six'] },
      },
      {
        scale: { shape: [3], values: [1, 0.01, -1] },
        offset: { shape: [3], values: [-1, 0, 0] },
        zero: { shape: [], values: [0] },
        six: { shape: [], values: [6] },
      },
    );
    const { data } = await run(model, 1, 9, 'out');
    assert.deepEqual(
      [...data].filter((_value, index) => index % 3 === 0),
      [0, 0, 1, 2, 3, 4, 5, 6, 6],
    );
    assert.deepEqual([...data.subarray(0, 3)], [0, 1, 0]);
  });

  test('pools, adds empty channels, joins, and flattens in TensorFlow order', async () => {
    const pool = {
      op: 'MaxPool',
      input: ['image'],
      text: { padding: 'VALID' },
      numbers: { ksize: [1, 2, 2, 1], strides: [1, 2, 2, 1] },
    };
    const model = graphModel(
      {
        pool,
        padded: { op: 'Pad', input: ['pool', 'paddings'] },
        joined: { op: 'ConcatV2', input: ['padded', 'pool', 'axis'] },
        same: { op: 'Identity', input: ['joined:0'] },
        out: { op: 'Reshape', input: ['same', 'shape'] },
      },
      {
        paddings: { shape: [4, 2], values: [0, 0, 0, 0, 0, 0, 0, 1], dtype: 'int32' },
        axis: { shape: [], values: [3], dtype: 'int32' },
        shape: { shape: [2], values: [-1, 7], dtype: 'int32' },
      },
    );
    const { data, dims } = await run(model, 2, 4, 'out');
    assert.deepEqual(dims, [2, 7]);
    assert.deepEqual([...data], [11, 111, 211, 0, 11, 111, 211, 13, 113, 213, 0, 13, 113, 213]);
  });

  test('averages a picture and multiplies by a matrix', async () => {
    const model = graphModel(
      {
        mean: { op: 'Mean', input: ['image', 'axes'] },
        dense: { op: '_FusedMatMul', input: ['mean', 'matrix', 'bias'], texts: { fused_ops: ['BiasAdd', 'Relu'] } },
        out: { op: 'Softmax', input: ['dense'] },
      },
      {
        axes: { shape: [2], values: [1, 2], dtype: 'int32' },
        matrix: { shape: [3, 2], values: [1, 0, 0, 0, 0, 0] },
        bias: { shape: [2], values: [-5.5, -1] },
      },
    );
    // The mean of red is 5.5: both sums are 0 after the clamp, so each class gets one half.
    const { data, dims } = await run(model, 2, 2, 'out');
    assert.deepEqual(
      [dims, [...data]],
      [
        [1, 2],
        [0.5, 0.5],
      ],
    );
  });

  test('names the operator and the node that it cannot translate', () => {
    const refused = (
      nodes: Readonly<Record<string, Node>>,
      message: RegExp,
      weights: Readonly<Record<string, Weight>> = {},
    ) =>
      assert.throws(
        () =>
          translate('sample', graphModel(nodes, weights), {
            input: { name: 'image', dims: [1, 4, 4, 3] },
            outputs: { out: 'out' },
          }),
        (error: unknown) =>
          error instanceof EngineError && error.code === 'model-invalid' && message.test(error.message),
      );
    refused(
      { out: { op: 'ResizeBilinear', input: ['image'] } },
      /operator ResizeBilinear at 'out' is not one that can be/,
    );
    refused({ out: { op: 'Relu', input: ['lost'] } }, /no node 'lost'/);
    refused({ out: { op: 'Conv2D', input: ['image', 'image'] } }, /Conv2D at 'out' needs a constant as its input 1/);
    const kernel = { shape: [1, 1, 3, 1], values: ones(3) };
    const dilated = { op: 'Conv2D', input: ['image', 'kernel'], numbers: { dilations: [1, 2, 2, 1] } };
    refused({ out: dilated }, /has dilations 1,2,2,1/, { kernel });
    const elu = {
      op: '_FusedConv2D',
      input: ['image', 'kernel', 'bias'],
      text: { padding: 'SAME' },
      texts: { fused_ops: ['BiasAdd', 'Elu'] },
    };
    refused({ out: elu }, /fuses Elu/, { kernel, bias: { shape: [1], values: [0] } });
  });

  test('refuses a file that is not a graph model, or whose weights are cut off', () => {
    assert.throws(() => readGraphModel('sample', '{', new Uint8Array()), /sample: its description is not JSON/);
    assert.throws(
      () => readGraphModel('sample', '{"format":"layers-model"}', new Uint8Array()),
      /format 'layers-model'/,
    );
    const weights = [{ name: 'w', shape: [2], dtype: 'float32' }];
    const json = JSON.stringify({ format: 'graph-model', modelTopology: { node: [] }, weightsManifest: [{ weights }] });
    assert.throws(() => readGraphModel('sample', json, new Uint8Array(7)), /has 7 bytes, the manifest says 8/);
  });
});
