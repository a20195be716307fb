import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EngineError } from '../errors.ts';
import { allocateFrame } from '../frame/frame.ts';
import { ModelWriter } from '../onnx/model-writer.ts';
import { openTestSessions } from '../onnx/testing/test-sessions.ts';
import { createContentAnalyser } from './content-analyser.ts';

const frame = allocateFrame({
  ...{ width: 16, height: 9, pixelAspect: 1, format: { model: 'rgb', bitDepth: 8, chromaShiftX: 0, chromaShiftY: 0 } },
  color: { matrix: 'identity', fullRange: true },
});

/** A network that always says the same. */
function saying(size: number, dims: readonly number[], values: readonly number[]): Uint8Array {
  const writer = new ModelWriter('saying');
  writer.node('Identity', [writer.constant('values', dims, Float32Array.from(values))], 'said');
  return writer.encode([{ name: 'input', dims: [1, 3, size, size] }], [{ name: 'said', dims }]);
}

/** Two places: rows of boxes, which are no scores, then two classes. */
function detector(score: number): Uint8Array {
  return saying(640, [1, 6, 2], [300, 300, 200, 200, 90, 90, 80, 80, 0.01, 0, 0.1, score]);
}

function pair(first: number, second: number): Uint8Array {
  return saying(384, [1, 2], [first, second]);
}

function four(values: readonly [number, number, number, number]): Uint8Array {
  return saying(448, [1, 4], values);
}

async function judge(models: Readonly<Record<string, Uint8Array>>) {
  await using made = await openTestSessions(models);
  const verdict = await createContentAnalyser(made.sessions).judge(frame);
  return { ...verdict, asked: made.asked };
}

test('two that agree decide; the third is not even opened', async () => {
  const fit = await judge({ nsfw_1: detector(0.15), nsfw_2: pair(0.5, 0.5) });
  assert.deepEqual([fit.flagged, fit.asked], [false, ['nsfw_1', 'nsfw_2']]);
  assert.deepEqual(
    fit.votes.map(({ model, score, flagged }) => [model, Math.fround(score), flagged]),
    [
      ['nsfw_1', Math.fround(0.15), false],
      ['nsfw_2', 0, false],
    ],
  );
  const unfit = await judge({ nsfw_1: detector(0.25), nsfw_2: pair(0.75, 0.25) });
  assert.deepEqual([unfit.flagged, unfit.votes.map(({ flagged }) => flagged)], [true, [true, true]]);
});

test('where they do not agree, the third decides', async () => {
  const models = { nsfw_1: detector(0.9), nsfw_2: pair(0, 1) };
  const unfit = await judge({ ...models, nsfw_3: four([1, -1, 6, 6]) });
  assert.deepEqual([unfit.flagged, unfit.votes.map(({ flagged }) => flagged)], [true, [true, false, true]]);
  assert.equal(unfit.votes[2]!.score, 12);
  const fit = await judge({ ...models, nsfw_3: four([6, 6, 1, 1]) });
  assert.deepEqual([fit.flagged, fit.votes.map(({ flagged }) => flagged)], [false, [true, false, false]]);
});

test('a score must be above its limit, not at it', async () => {
  const third = (value: number) => four([0, 0, value, 0]);
  const votes = async (...scores: [number, number, number]) => {
    const models = { nsfw_1: detector(scores[0]), nsfw_2: pair(scores[1], 0), nsfw_3: third(scores[2]) };
    return (await judge(models)).votes.map(({ flagged }) => flagged);
  };
  assert.deepEqual(await votes(0.2, 0.25, 0), [false, false]);
  assert.deepEqual(await votes(0.2001, 0.25, 10.5), [true, false, false]);
  assert.deepEqual(await votes(0.2, 0.2501, 10.501), [false, true, true]);
});

test('a file that is another network, or that says nothing, is refused by the name of its tensor', async () => {
  const refused = (tensor: string, message: RegExp) => (error: unknown) =>
    error instanceof EngineError &&
    error.code === 'model-invalid' &&
    error.data['tensor'] === tensor &&
    message.test(error.message);
  const input = saying(384, [1, 6, 1], [0, 0, 0, 0, 0, 0]);
  await assert.rejects(judge({ nsfw_1: input }), refused('input', /nsfw_1 .*'input' of \[1,3,384,384\]/));
  const boxesOnly = saying(640, [1, 4, 1], [0, 0, 0, 0]);
  await assert.rejects(judge({ nsfw_1: boxesOnly }), refused('said', /nsfw_1 .*'said' is \[1,4,1\]/));
  await assert.rejects(judge({ nsfw_1: detector(Number.NaN) }), refused('said', /'said' is no number/));
  const three = saying(384, [1, 3], [0, 0, 0]);
  await assert.rejects(judge({ nsfw_1: detector(0), nsfw_2: three }), refused('said', /nsfw_2 .*'said' is \[1,3\]/));
});
