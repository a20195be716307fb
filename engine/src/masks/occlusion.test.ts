import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EngineError } from '../errors.ts';
import { ModelWriter } from '../onnx/model-writer.ts';
import { openTestSessions } from '../onnx/testing/test-sessions.ts';
import { openOccluder } from './occlusion.ts';

const SIDE = 256;

/** A network that says of each pixel `gain` times one channel of its input, the last axis. */
function channelNetwork(channel: number, gain = 1): Uint8Array {
  const writer = new ModelWriter('xseg');
  const bounds = [
    writer.integers('from', [channel]),
    writer.integers('to', [channel + 1]),
    writer.integers('axis', [3]),
  ];
  writer.node('Slice', ['input', ...bounds], 'channel');
  writer.node('Mul', ['channel', writer.constant('gain', [1], Float32Array.of(gain))], 'output');
  const port = (name: string, depth: number) => ({ name, dims: [1, SIDE, SIDE, depth] });
  return writer.encode([port('input', 3)], [port('output', 1)]);
}

function plain(size: number, ...color: [red: number, green: number, blue: number]) {
  return { width: size, height: size, rgb: Float32Array.from({ length: size * size * 3 }, (_, i) => color[i % 3]!) };
}

const middle = (size: number) => (size / 2) * size + size / 2;

test('the network sees blue, green, red in 0..1, pixel by pixel', async () => {
  await using models = await openTestSessions({ xseg_1: channelNetwork(0), xseg_2: channelNetwork(2) });
  const first = await openOccluder(models.sessions, 'xseg_1');
  assert.deepEqual(models.asked, ['xseg_1'], 'only what is asked for is opened');
  assert.ok((await first(plain(64, 0, 0, 255))).values.every((value) => value > 0.999));
  assert.ok((await first(plain(64, 255, 255, 0))).values.every((value) => value === 0));
  const last = await openOccluder(models.sessions, 'xseg_2');
  // T(.8) = 2 · .8 - 1
  const values = (await last(plain(128, 204, 0, 0))).values;
  assert.ok(values.length === 128 * 128 && Math.abs(values[middle(128)]! - 0.6) < 1e-5);
});

test('many: what any of the three calls hidden is hidden', async () => {
  const names = { xseg_1: channelNetwork(0), xseg_2: channelNetwork(1), xseg_3: channelNetwork(2) };
  await using models = await openTestSessions(names);
  const mask = await openOccluder(models.sessions, 'many');
  const at = async (...color: [number, number, number]) => (await mask(plain(32, ...color))).values[middle(32)]!;
  assert.ok((await at(255, 255, 255)) > 0.999);
  assert.deepEqual([await at(0, 255, 255), await at(255, 0, 255), await at(255, 255, 0)], [0, 0, 0]);
  assert.ok(Math.abs((await at(255, 191.25, 255)) - 0.5) < 1e-5);
});

test('a network that oversteps 0..1 does not spread: its result is cut before it is softened', async () => {
  await using models = await openTestSessions({ xseg_1: channelNetwork(0, 4), xseg_2: channelNetwork(0) });
  const crop = plain(SIDE, 0, 0, 0);
  for (let i = 0; i < SIDE * SIDE; i++) if (i % SIDE < 100) crop.rgb[i * 3 + 2] = 255;
  const over = await (await openOccluder(models.sessions, 'xseg_1'))(crop);
  const cut = await (await openOccluder(models.sessions, 'xseg_2'))(crop);
  assert.deepEqual(over.values, cut.values);
  assert.equal(cut.values[120 * SIDE + 100], 0);
});

test('a file with another network inside is refused by the tensor’s name', async () => {
  const planar = new ModelWriter('planar');
  planar.node('Identity', ['input'], 'output');
  const chw = { dims: [1, 3, SIDE, SIDE] };
  const wide = new ModelWriter('wide');
  wide.node('Identity', ['input'], 'mask');
  const hwc = { dims: [1, SIDE, SIDE, 3] };
  await using models = await openTestSessions({
    xseg_1: planar.encode([{ name: 'input', ...chw }], [{ name: 'output', ...chw }]),
    xseg_2: wide.encode([{ name: 'input', ...hwc }], [{ name: 'mask', ...hwc }]),
  });
  const refuses = (text: RegExp) => (error: unknown) =>
    error instanceof EngineError && error.code === 'model-invalid' && text.test(error.message);
  await assert.rejects(openOccluder(models.sessions, 'xseg_1'), refuses(/xseg_1 .* 'input' of \[1,3,256,256\]/));
  const mask = await openOccluder(models.sessions, 'xseg_2');
  await assert.rejects(mask(plain(64, 0, 0, 0)), refuses(/xseg_2 .* 'mask' is \[1,256,256,3\], not \[1,256,256,1\]/));
});
