import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EngineError, type EngineErrorCode } from '../../errors.ts';
import { type Template, templates } from '../../faces/align/templates.ts';
import type { LandmarkFace } from '../../faces/landmark-face.ts';
import { allocateFrame, type Frame } from '../../frame/frame.ts';
import type { MaskSettings } from '../../masks/settings.ts';
import { ModelWriter } from '../../onnx/model-writer.ts';
import { openTestSessions } from '../../onnx/testing/test-sessions.ts';
import { maskAreas, maskRegions, swapperModels } from '../../process-options.ts';
import { EMBEDDING, type SourceIdentity, sourceDims } from './identity.ts';
import { type SwapperModel, swapperNetworks } from './models.ts';
import { createNetworkSwapper } from './network-swapper.ts';

const mask: MaskSettings = {
  ...{ types: ['box'], areas: maskAreas, regions: maskRegions, blur: 0.3, padding: [0, 0, 0, 0] },
  ...{ occluder: 'xseg_1', parser: 'bisenet_resnet_34' },
};
const [left, top] = [30, 20];

/** A frame of one colour, or of a pattern in which neighbours differ. */
function newFrame(side: number, ...color: number[]): Frame {
  const format = { model: 'rgb', bitDepth: 8, chromaShiftX: 0, chromaShiftY: 0 } as const;
  const shape = { width: side + 80, height: side + 60, pixelAspect: 1, format };
  const frame = allocateFrame({ ...shape, color: { matrix: 'identity', fullRange: true } });
  for (const [channel, { data }] of frame.planes.entries()) {
    for (let i = 0; i < data.length; i++) data[i] = color[channel] ?? (i * 31 + channel * 85) % 256;
  }
  return frame;
}

/** A face that is aligned just so that the crop is the frame's part from (left, top) on, pixel by pixel. */
function faceFor(template: Template, side: number, embedding?: Float32Array): LandmarkFace {
  const alignment = Float32Array.from(templates[template], (share, i) => share * side + (i % 2 ? top : left));
  return { alignment, points68: new Float32Array(136), ...(embedding && { embedding }) } as LandmarkFace;
}

type Build = (writer: ModelWriter) => void;
const copy: Build = (writer) => void writer.node('Identity', ['target'], 'output');

/** A swapper's file: `build` makes `output` of `target` and `source`; `batch` is the first size of both. */
function networkFile(
  model: SwapperModel,
  build: Build = copy,
  batch: number | string = 1,
  outputs = ['output'],
): Uint8Array {
  const { size, source } = swapperNetworks[model];
  const writer = new ModelWriter(model);
  build(writer);
  writer.constant('buff2fs', [EMBEDDING, EMBEDDING], new Float32Array(EMBEDDING * EMBEDDING));
  const image = { dims: [batch, 3, size, size] };
  const inputs = [
    { name: 'target', ...image },
    { name: 'source', dims: [batch, ...sourceDims(source).slice(1)] },
  ];
  return writer.encode(
    inputs,
    outputs.map((name) => ({ name, ...image })),
  );
}

function identityFor(model: SwapperModel, value = 0): SourceIdentity {
  const dims = sourceDims(swapperNetworks[model].source);
  return { data: new Float32Array(dims.reduce((product, dim) => product * dim)).fill(value), dims };
}

/** Adds `source`'s first number to every pixel. */
const addSource: Build = (writer) => {
  const bounds = [writer.integers('from', [0]), writer.integers('to', [1]), writer.integers('axis', [1])];
  writer.node('Slice', ['source', ...bounds], 'first');
  writer.node('Reshape', ['first', writer.integers('shape', [-1, 1, 1, 1])], 'added');
  writer.node('Add', ['target', 'added'], 'output');
};

const fails = (code: EngineErrorCode, text: RegExp) => (error: unknown) =>
  error instanceof EngineError && error.code === code && text.test(error.message);

describe('network swapper', () => {
  test('every network that only copies gives the crop back, in its own terms', async () => {
    for (const model of swapperModels) {
      const { size, template } = swapperNetworks[model];
      await using models = await openTestSessions({ [model]: networkFile(model) });
      const swapper = createNetworkSwapper(models.sessions, { model, weight: 0.5, mask });
      const { crop, swapped, matrix } = await swapper.draw(newFrame(size), faceFor(template, size), identityFor(model));
      assert.deepEqual(
        matrix.map((value) => Number(value.toFixed(3)) + 0),
        [1, 0, -left, 0, 1, -top],
      );
      assert.equal(swapped.width, size);
      // simswap_256 answers in 0..1 what it is asked in ImageNet's terms: a copy is not the crop.
      const { mean, deviation, denormalise } = swapperNetworks[model];
      for (const [i, value] of swapped.rgb.entries()) {
        const asked = (crop.rgb[i]! / 255 - mean[i % 3]!) / deviation[i % 3]!;
        const wanted = denormalise ? crop.rgb[i]! : Math.min(Math.max(asked * 255, 0), 255);
        if (Math.abs(value - wanted) > 1e-3) assert.fail(`${model} at ${i}: ${value}, not ${wanted}`);
      }
    }
  });

  test('the network sees and answers red, green, blue', async () => {
    const scale: Build = (writer) => {
      const factors = writer.constant('factors', [3, 1, 1], Float32Array.of(1, 0.5, 0));
      writer.node('Mul', ['target', factors], 'output');
    };
    await using models = await openTestSessions({ inswapper_128: networkFile('inswapper_128', scale) });
    const swapper = createNetworkSwapper(models.sessions, { model: 'inswapper_128', weight: 0.5, mask });
    const frame = newFrame(128, 200, 100, 50);
    const region = await swapper.swap(frame, faceFor('arcface_128', 128), identityFor('inswapper_128'));
    const at = (x: number, y: number) => frame.planes.map(({ data, stride }) => data[y * stride + x]);
    assert.deepEqual(at(left + 64, top + 64), [200, 50, 0]);
    assert.deepEqual(at(left - 5, top + 64), [200, 100, 50], 'outside the crop');
    assert.ok(region!.x >= left && region!.x + region!.width <= left + 128, `changed from ${region!.x}`);
  });

  test('the identity goes in under its name, wherever the graph lists it; other outputs are passed over', async () => {
    // hyperswap: half terms, so .1 more is .05 · 255 more. A mask of another size stands first.
    const { size, template } = swapperNetworks.hyperswap_1a_256;
    const writer = new ModelWriter('hyperswap');
    addSource(writer);
    writer.node('Identity', ['source'], 'mask');
    const image = { dims: [1, 3, size, size] };
    const file = writer.encode(
      [
        { name: 'source', dims: [1, EMBEDDING] },
        { name: 'target', ...image },
      ],
      [
        { name: 'mask', dims: [1, EMBEDDING] },
        { name: 'output', ...image },
      ],
    );
    await using models = await openTestSessions({ hyperswap_1a_256: file });
    const swapper = createNetworkSwapper(models.sessions, { model: 'hyperswap_1a_256', weight: 0.5, mask });
    const face = faceFor(template, size);
    const { swapped } = await swapper.draw(newFrame(size, 100, 100, 100), face, identityFor('hyperswap_1a_256', 0.1));
    assert.ok(
      swapped.rgb.every((value) => Math.abs(value - 112.75) < 1e-3),
      `${swapped.rgb[0]}`,
    );
  });

  test('weight wants the target’s embedding only where it mixes it in', async () => {
    await using models = await openTestSessions({ inswapper_128: networkFile('inswapper_128', addSource) });
    const make = (model: SwapperModel, weight: number) =>
      createNetworkSwapper(models.sessions, { model, weight, mask });
    assert.equal(make('inswapper_128', 0.5).needsTargetEmbedding, false);
    assert.equal(make('uniface_256', 0).needsTargetEmbedding, false);
    const swapper = make('inswapper_128', 0);
    assert.equal(swapper.needsTargetEmbedding, true);
    const frame = newFrame(128, 0, 0, 0);
    const identity = identityFor('inswapper_128', 0.2);
    await assert.rejects(swapper.draw(frame, faceFor('arcface_128', 128), identity), fails('internal', /embedding/));
    const target = new Float32Array(EMBEDDING);
    target.set([3, 4]);
    const { swapped } = await swapper.draw(frame, faceFor('arcface_128', 128, target), identity);
    assert.ok(Math.abs(swapped.rgb[0]! - 255 * (0.65 * 0.2 + 0.35 * 0.6)) < 1e-3, `${swapped.rgb[0]}`);
    assert.equal(identity.data[0], Math.fround(0.2), 'the identity itself stays as it is');
  });

  test('occlusion is seen in the crop as it was, regions in the swapped crop', async () => {
    // The occluder calls blue the face; the swapper makes all of it red; the parser calls red skin.
    const red: Build = (writer) => {
      const values = Float32Array.from({ length: 3 * 128 * 128 }, (_, i) => (i < 128 * 128 ? 1 : 0));
      writer.node('Mul', ['target', writer.constant('none', [1], new Float32Array(1))], 'nothing');
      writer.node('Add', ['nothing', writer.constant('red', [1, 3, 128, 128], values)], 'output');
    };
    const occluder = new ModelWriter('xseg');
    const bounds = ['from', 'to', 'axis'].map((name, i) => occluder.integers(name, [[0, 1, 3][i]!]));
    occluder.node('Slice', ['input', ...bounds], 'output');
    const parser = new ModelWriter('bisenet');
    const weights = new Float32Array(19 * 3);
    weights[1 * 3] = 1;
    weights[17 * 3 + 2] = 1;
    parser.node('Conv', ['input', parser.constant('w', [19, 3, 1, 1], weights)], 'output');
    const wide = (name: string, depth: number) => ({ name, dims: [1, 256, 256, depth] });
    const deep = (name: string, depth: number) => ({ name, dims: [1, depth, 512, 512] });
    await using models = await openTestSessions({
      inswapper_128: networkFile('inswapper_128', red),
      xseg_1: occluder.encode([wide('input', 3)], [wide('output', 1)]),
      bisenet_resnet_34: parser.encode([deep('input', 3)], [deep('output', 19)]),
    });
    const settings = { ...mask, types: ['occlusion', 'region'], regions: ['skin'] } as const;
    const pieces: string[] = [];
    const swapper = createNetworkSwapper(models.sessions, {
      ...{ model: 'inswapper_128', weight: 0.5, mask: settings },
      time(piece, work) {
        pieces.push(piece);
        return work();
      },
    });
    const frame = newFrame(128, 0, 0, 255);
    await swapper.swap(frame, faceFor('arcface_128', 128), identityFor('inswapper_128'));
    const middle = (top + 64) * frame.width + left + 64;
    assert.deepEqual(
      frame.planes.map(({ data }) => data[middle]),
      [255, 0, 0],
    );
    assert.deepEqual(pieces, ['crop', 'mask', 'model', 'mask', 'paste']);
  });

  test('a boost that the network cannot take is refused, with those that it can', async () => {
    await using models = await openTestSessions({});
    const make = (model: SwapperModel, pixelBoost: number) => () =>
      createNetworkSwapper(models.sessions, { model, pixelBoost, weight: 0.5, mask });
    assert.throws(make('inswapper_128', 192), fails('option-invalid', /192 .*128, 256, 384, 512, 768, 1024/));
    assert.throws(make('blendswap_256', 384), fails('option-invalid', /384 .*256, 512, 768, 1024/));
    assert.throws(make('simswap_unofficial_512', 768), fails('option-invalid', /768 .*512, 1024/));
  });

  test('a boosted crop goes through in parts and comes back whole, together or one by one', async () => {
    // Reshaping to one crop breaks when several come together, though the graph calls the axis free.
    const oneOnly: Build = (writer) => {
      writer.node('Reshape', ['target', writer.integers('one', [1, 3, 128, 128])], 'copy');
      writer.node('Relu', ['copy'], 'output');
    };
    const results: Float32Array[] = [];
    const runs: number[] = [];
    for (const [batch, build] of [
      [1, addSource],
      ['n', addSource],
      [1, oneOnly],
      ['n', oneOnly],
    ] as const) {
      const files = { inswapper_128: networkFile('inswapper_128', build, batch) };
      await using models = await openTestSessions(files);
      const swapper = createNetworkSwapper(models.sessions, {
        model: 'inswapper_128',
        pixelBoost: 512,
        weight: 0.5,
        mask,
      });
      const identity = identityFor('inswapper_128', build === addSource ? 0.1 : 0);
      const draw = () => swapper.draw(newFrame(512), faceFor('arcface_128', 512), identity);
      // Two at a time: the input buffers must not be shared.
      const [first, second] = await Promise.all([draw(), draw()]);
      assert.deepEqual(first.swapped.rgb, second.swapped.rgb);
      const added = build === addSource ? 25.5 : 0;
      assert.ok(
        first.swapped.rgb.every((value, i) => Math.abs(value - Math.min(first.crop.rgb[i]! + added, 255)) < 1e-3),
      );
      results.push(first.swapped.rgb);
      runs.push(models.runs);
    }
    assert.deepEqual(results[0], results[1]);
    assert.deepEqual(results[2], results[3]);
    // Twice 16 parts; twice one run; and twice one run that fails before them.
    assert.deepEqual(runs, [32, 2, 32, 34]);
  });

  test('sizes that the graph leaves free are the network’s own', async () => {
    const writer = new ModelWriter('free');
    copy(writer);
    const image = { dims: ['n', 3, 'height', 'width'] };
    const inputs = [
      { name: 'target', ...image },
      { name: 'source', dims: ['n', EMBEDDING] },
    ];
    await using models = await openTestSessions({ ghost_3_256: writer.encode(inputs, [{ name: 'output', ...image }]) });
    const swapper = createNetworkSwapper(models.sessions, { model: 'ghost_3_256', weight: 0.5, mask });
    const { swapped } = await swapper.draw(newFrame(256), faceFor('arcface_112_v1', 256), identityFor('ghost_3_256'));
    assert.equal(swapped.width, 256);
  });

  test('a file with another network inside is refused by the tensor’s name before the work begins', async () => {
    const opens = async (model: SwapperModel, file: Uint8Array, text: RegExp) => {
      await using models = await openTestSessions({ [model]: file });
      const swapper = createNetworkSwapper(models.sessions, { model, weight: 0.5, mask });
      await assert.rejects(swapper.open(), fails('model-invalid', text));
    };
    await opens(
      'inswapper_128',
      networkFile('ghost_1_256'),
      /inswapper_128 .*'target' of \[1,3,256,256\], not \[1,3,128,128\]/,
    );
    await opens(
      'uniface_256',
      networkFile('hyperswap_1a_256'),
      /uniface_256 .*'source' of \[1,512\], not \[1,3,256,256\]/,
    );
    const shrink: Build = (writer) =>
      void writer.node('AveragePool', ['target'], 'output', { kernel_shape: [2, 2], strides: [2, 2] });
    const writer = new ModelWriter('small');
    shrink(writer);
    const inputs = [
      { name: 'target', dims: [1, 3, 128, 128] },
      { name: 'source', dims: [1, EMBEDDING] },
    ];
    const file = writer.encode(inputs, [{ name: 'output', dims: [1, 3, 64, 64] }]);
    await using models = await openTestSessions({ inswapper_128: file });
    const swapper = createNetworkSwapper(models.sessions, { model: 'inswapper_128', weight: 0.5, mask });
    const drawn = swapper.draw(newFrame(128), faceFor('arcface_128', 128), identityFor('inswapper_128'));
    await assert.rejects(drawn, fails('model-invalid', /'output' is \[1,3,64,64\], not \[1,3,128,128\]/));
  });
});
