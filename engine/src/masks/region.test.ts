import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EngineError } from '../errors.ts';
import { ModelWriter } from '../onnx/model-writer.ts';
import { openTestSessions } from '../onnx/testing/test-sessions.ts';
import type { MaskRegion } from '../process-options.ts';
import { openRegionParser, whereBest } from './region.ts';

/** A parser whose scores are, of each pixel in the network's terms: class 1 its red, class 10 its green, class 17 its blue, class 0 `none`. */
function colourParser(none: number, classes = 19): Uint8Array {
  const weights = new Float32Array(classes * 3);
  for (const [channel, index] of [1, 10, 17].entries()) weights[index * 3 + channel] = 1;
  const bias = new Float32Array(classes).fill(-100);
  bias[0] = none;
  for (const index of [1, 10, 17]) bias[index] = 0;
  const writer = new ModelWriter('bisenet');
  const inputs = ['input', writer.constant('w', [classes, 3, 1, 1], weights), writer.constant('b', [classes], bias)];
  writer.node('Conv', inputs, 'output');
  const port = (name: string, depth: number) => ({ name, dims: [1, depth, 512, 512] });
  return writer.encode([port('input', 3)], [port('output', classes)]);
}

function plain(size: number, ...color: [red: number, green: number, blue: number]) {
  return { width: size, height: size, rgb: Float32Array.from({ length: size * size * 3 }, (_, i) => color[i % 3]!) };
}

test('1 where the best of all 19 classes is a chosen region', async () => {
  await using models = await openTestSessions({ bisenet_resnet_34: colourParser(0) });
  const at = async (regions: readonly MaskRegion[], ...color: [number, number, number]) => {
    const mask = await openRegionParser(models.sessions, 'bisenet_resnet_34', regions);
    return (await mask(plain(64, ...color))).values[32 * 64 + 32]!;
  };
  assert.ok((await at(['skin'], 255, 0, 0)) > 0.999);
  assert.equal(await at(['nose', 'mouth'], 255, 0, 0), 0);
  assert.ok((await at(['skin', 'nose'], 0, 255, 0)) > 0.999);
  assert.equal(await at(['skin', 'nose'], 0, 0, 255), 0, 'hair is no region');
  assert.equal(await at(['skin', 'nose'], 0, 0, 0), 0, 'background is none either');
});

test('the network sees red, green, blue less ImageNet’s mean, over its deviation', async () => {
  // (1 - .485) / .229 = 2.2489, (1 - .456) / .224 = 2.4286: the background scores a little under red, then over it.
  await using models = await openTestSessions({
    bisenet_resnet_34: colourParser(2.24),
    bisenet_resnet_18: colourParser(2.26),
  });
  for (const [parser, red, green] of [
    ['bisenet_resnet_34', 1, 1],
    ['bisenet_resnet_18', 0, 1],
  ] as const) {
    const mask = await openRegionParser(models.sessions, parser, ['skin', 'nose']);
    const value = async (...color: [number, number, number]) => (await mask(plain(32, ...color))).values[16 * 32 + 16]!;
    assert.ok(Math.abs((await value(255, 0, 0)) - red) < 1e-3, `${parser} red`);
    assert.ok(Math.abs((await value(0, 255, 0)) - green) < 1e-3, `${parser} green`);
  }
});

test('of equal scores the first class counts, over all pixels', () => {
  const pixels = 5000;
  const scores = new Float32Array(3 * pixels);
  for (let i = 0; i < pixels; i++) scores.set([1], (i % 3) * pixels + i);
  scores.fill(1, pixels + 4999, pixels + 5000);
  scores.fill(1, 2 * pixels + 4999);
  const inside = whereBest(scores, Uint8Array.of(0, 1, 0), pixels);
  assert.deepEqual([...inside.subarray(0, 6)], [0, 1, 0, 0, 1, 0]);
  assert.deepEqual([...inside.subarray(4995)], [0, 1, 0, 0, 1], 'the last pixel has a tie of classes 1 and 2');
  const none = new Float32Array(3 * 4).fill(Number.NEGATIVE_INFINITY);
  assert.deepEqual([...whereBest(none, Uint8Array.of(1, 0, 0), 4)], [1, 1, 1, 1], 'all equal, however low');
});

test('a parser with other classes is refused', async () => {
  await using models = await openTestSessions({ bisenet_resnet_18: colourParser(0, 18) });
  const mask = await openRegionParser(models.sessions, 'bisenet_resnet_18', ['skin']);
  await assert.rejects(mask(plain(64, 0, 0, 0)), (error: unknown) => {
    return (
      error instanceof EngineError &&
      error.code === 'model-invalid' &&
      /'output' is \[1,18,512,512\]/.test(error.message)
    );
  });
});
