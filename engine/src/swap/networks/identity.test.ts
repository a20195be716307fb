import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EngineError } from '../../errors.ts';
import { templates } from '../../faces/align/templates.ts';
import type { LandmarkFace } from '../../faces/landmark-face.ts';
import { allocateFrame } from '../../frame/frame.ts';
import { ModelWriter } from '../../onnx/model-writer.ts';
import { openTestSessions } from '../../onnx/testing/test-sessions.ts';
import { EMBEDDING, prepareIdentity, project, weighted } from './identity.ts';
import { swapperNetworks } from './models.ts';

/** 512 numbers that are 0 but for those given. */
function vector(values: Readonly<Record<number, number>>): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: EMBEDDING }, (_, i) => values[i] ?? 0);
}

/** A matrix whose row 0 holds 3 at column 1, whose row 1 holds 5 at column 2: not the same when it is turned over. */
const matrix = new Float32Array(EMBEDDING * EMBEDDING);
matrix[1] = 3;
matrix[EMBEDDING + 2] = 5;

const person = { embedding: vector({ 0: 6, 1: 8 }), normalised: vector({ 0: 0.5, 1: 0.75 }) };
const projected = vector({ 1: (6 * 3) / 10, 2: (8 * 5) / 10 });

function near(found: Float32Array, wanted: Float32Array, limit = 1e-6): void {
  assert.equal(found.length, wanted.length);
  for (const [i, value] of found.entries()) assert.ok(Math.abs(value - wanted[i]!) <= limit, `${i}: ${value}`);
}

function inswapper(emap: Float32Array | Float16Array): Uint8Array {
  const writer = new ModelWriter('inswapper');
  writer.node('Identity', ['target'], 'output');
  writer.constant('buff2fs', [EMBEDDING, EMBEDDING], emap);
  const image = { dims: [1, 3, 128, 128] };
  const inputs = [
    { name: 'target', ...image },
    { name: 'source', dims: [1, EMBEDDING] },
  ];
  return writer.encode(inputs, [{ name: 'output', ...image }]);
}

/** Doubles an embedding. */
function converter(): Uint8Array {
  const writer = new ModelWriter('crossface');
  writer.node('Add', ['input', 'input'], 'output');
  const port = (name: string) => ({ name, dims: [1, EMBEDDING] });
  return writer.encode([port('input')], [port('output')]);
}

test('inswapper: the embedding as a row, times the matrix, over its length', () => {
  near(project(person.embedding, matrix), projected);
});

test('inswapper reads the matrix out of its own file, floats or halves, and opens no network for it', async () => {
  for (const emap of [matrix, Float16Array.from(matrix)]) {
    await using models = await openTestSessions({ inswapper_128: inswapper(emap) });
    const { data, dims } = await prepareIdentity(models.sessions, 'inswapper_128', [], person);
    near(data, projected);
    assert.deepEqual(dims, [1, EMBEDDING]);
    assert.equal(models.sessions.providers().size, 0);
  }
});

test('an inswapper file without the matrix is refused by its shape', async () => {
  const hyperswap = new ModelWriter('other');
  hyperswap.node('Identity', ['target'], 'output');
  const image = (name: string) => ({ name, dims: [1, 3, 128, 128] });
  await using models = await openTestSessions({
    inswapper_128: hyperswap.encode([image('target')], [image('output')]),
  });
  await assert.rejects(prepareIdentity(models.sessions, 'inswapper_128', [], person), (error: unknown) => {
    return error instanceof EngineError && error.code === 'model-invalid' && /\[512,512\]/.test(error.message);
  });
});

test('hyperswap takes the mean of the normalised embeddings as it is, though it is shorter than one', async () => {
  await using models = await openTestSessions({});
  const { data } = await prepareIdentity(models.sessions, 'hyperswap_1b_256', [], person);
  assert.deepEqual(data, person.normalised);
  assert.notEqual(data, person.normalised, 'a copy: it may go to another thread');
});

test('ghost takes the converted embedding as it is, simswap and hififace made one long', async () => {
  const names = ['crossface_ghost', 'crossface_simswap', 'crossface_hififace'];
  await using models = await openTestSessions(Object.fromEntries(names.map((name) => [name, converter()])));
  const of = async (model: keyof typeof swapperNetworks) =>
    (await prepareIdentity(models.sessions, model, [], person)).data;
  near(await of('ghost_2_256'), vector({ 0: 12, 1: 16 }));
  assert.deepEqual(models.asked, ['crossface_ghost']);
  near(await of('simswap_256'), vector({ 0: 0.6, 1: 0.8 }));
  near(await of('simswap_unofficial_512'), vector({ 0: 0.6, 1: 0.8 }));
  near(await of('hififace_unofficial_256'), vector({ 0: 0.6, 1: 0.8 }));
  assert.deepEqual(models.asked, names);
});

test('uniface and blendswap take the source’s own picture: RGB planes in 0..1, aligned by their own templates', async () => {
  const color = { matrix: 'identity', fullRange: true } as const;
  const format = { model: 'rgb', bitDepth: 8, chromaShiftX: 0, chromaShiftY: 0 } as const;
  const frame = allocateFrame({ width: 300, height: 300, pixelAspect: 1, format, color });
  for (const [i, plane] of frame.planes.entries()) plane.data.fill([255, 51, 0][i]!);
  // One green pixel in a red picture says where the crop was cut.
  frame.planes[1]!.data[90 * 300 + 80] = 255;
  await using models = await openTestSessions({});
  const cases = [
    ['uniface_256', 'ffhq_512', 256],
    ['blendswap_256', 'arcface_112_v2', 112],
  ] as const;
  for (const [model, template, size] of cases) {
    const alignment = Float32Array.from(templates[template], (share, i) => share * size + (i % 2 ? 30 : 20));
    const face = { alignment } as LandmarkFace;
    const { data, dims } = await prepareIdentity(models.sessions, model, [{ frame, face }], undefined);
    assert.deepEqual(dims, [1, 3, size, size]);
    const at = (channel: number, x: number, y: number) => data[(channel * size + y) * size + x]!;
    assert.ok(Math.abs(at(0, 10, 10) - 1) < 1e-6 && Math.abs(at(1, 10, 10) - 0.2) < 1e-6 && at(2, 10, 10) === 0);
    assert.ok(at(1, 60, 60) > 0.95, `${model}: the green pixel, 20 to the left and 30 up: ${at(1, 60, 60)}`);
  }
});

test('what a network needs of the source and was not given is said', async () => {
  await using models = await openTestSessions({});
  const refuses = (text: RegExp) => (error: unknown) => error instanceof EngineError && text.test(error.message);
  await assert.rejects(prepareIdentity(models.sessions, 'uniface_256', [], person), refuses(/needs a source picture/));
  await assert.rejects(
    prepareIdentity(models.sessions, 'ghost_1_256', [], undefined),
    refuses(/ghost_1_256 needs the source's embedding/),
  );
});

test('weight 0 mixes 35 % of the target in, .5 nothing, 1 takes it away; the mixture is not normalised', () => {
  const source = vector({ 0: 1 });
  const target = vector({ 0: 3, 1: 4 });
  const { source: normalised } = swapperNetworks.inswapper_128;
  near(weighted(source, target, normalised, 0), vector({ 0: 0.65 + 0.35 * 0.6, 1: 0.35 * 0.8 }));
  near(weighted(source, target, normalised, 0.5), source);
  near(weighted(source, target, normalised, 1), vector({ 0: 1.35 - 0.35 * 0.6, 1: -0.35 * 0.8 }));
  near(weighted(source, target, normalised, 0.25), vector({ 0: 0.825 + 0.175 * 0.6, 1: 0.175 * 0.8 }));
});

test('the target’s embedding goes in made one long, for ghost as it is', () => {
  const source = vector({ 0: 1 });
  const target = vector({ 0: 3, 1: 4 });
  for (const [model, { source: input }] of Object.entries(swapperNetworks)) {
    if (input.from === 'picture') continue;
    const length = model.startsWith('ghost') ? 5 : 1;
    near(weighted(source, target, input, 0), vector({ 0: 0.65 + 0.21 * length, 1: 0.28 * length }), 1e-5);
  }
});
