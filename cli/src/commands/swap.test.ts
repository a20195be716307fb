import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorReport, swapReport } from '@mirrorworks/contract';
import { EngineError } from '@mirrorworks/engine/errors';
import { run } from '../run.ts';
import { doneSwap, fakeContext, recordingSwap } from '../testing/fake-engine.ts';

const files = ['--source', 'a.jpg', '--target', 'b.mp4', '--output', 'out.mp4'];

test('options reach the engine as numbers, lists and bytes', async () => {
  const { calls, swapFaces } = recordingSwap();
  const { context } = fakeContext({ swapFaces });
  const more = '--source a2.jpg --blend 0.8 --keep brows,eyes --max-memory 600 --trim 2s..7.5s --threads 2 --overwrite';
  assert.equal(await run(['swap', ...files, ...more.split(' ')], context), 0);
  const { signal: _, ...options } = calls[0] ?? assert.fail();
  assert.deepEqual(options, {
    source: ['a.jpg', 'a2.jpg'],
    target: 'b.mp4',
    output: 'out.mp4',
    faces: 'one',
    blend: 0.8,
    keep: ['brows', 'eyes'],
    maxMemoryBytes: 600e6,
    trim: { start: 2, end: 7.5 },
    threads: 2,
    overwrite: true,
  });
});

test('a reference picture implies the selection by reference, and contradictions are wrong use', async () => {
  const { calls, swapFaces } = recordingSwap();
  const { context, terminal } = fakeContext({ swapFaces });
  assert.equal(await run(['swap', ...files, '--reference', 'r.jpg'], context), 0);
  assert.equal(calls[0]?.faces, 'reference');
  assert.equal(await run(['swap', ...files, '--reference', 'r.jpg', '--faces', 'many'], context), 2);
  assert.equal(await run(['swap', ...files, '--faces', 'reference'], context), 2);
  assert.match(terminal.told.at(-1) ?? '', /^mirrorworks: --faces reference needs .* \[option-invalid\]$/);
});

test('a network and what goes with it reach the engine by their names', async () => {
  const { calls, swapFaces } = recordingSwap();
  const { context, terminal } = fakeContext({ swapFaces });
  const more =
    '--model inswapper_128 --enhance gfpgan_1.4 --enlarge real_esrgan_x2 --mask box,occlusion --detector scrfd';
  assert.equal(await run(['swap', ...files, ...more.split(' '), '--commercial'], context), 0);
  const { model, enhance, enlarge, mask, detector, commercial } = calls[0] ?? assert.fail();
  assert.deepEqual(
    { model, enhance, enlarge, mask, detector, commercial },
    {
      ...{ model: 'inswapper_128', enhance: 'gfpgan_1.4', enlarge: 'real_esrgan_x2', mask: ['box', 'occlusion'] },
      ...{ detector: 'scrfd', commercial: true },
    },
  );
  assert.equal(await run(['swap', ...files, '--model', 'inswapper'], context), 2);
  assert.match(
    terminal.told.at(-1) ?? '',
    /--model takes one of mesh, blendswap_256, .*got 'inswapper' \[option-invalid\]/,
  );
});

test('people read a summary, programs one JSON object in the last line of stdout', async () => {
  const { swapFaces } = recordingSwap();
  const plain = fakeContext({ swapFaces });
  await run(['swap', ...files], plain.context);
  assert.deepEqual(plain.terminal.printed, ['out.mp4: 3 of 4 frames changed, 1 face, 2.0 s (2.0 frames/s)']);
  assert.deepEqual(plain.terminal.told, ['note: audio was copied']);
  const json = fakeContext({ swapFaces });
  await run(['swap', ...files, '--json'], json.context);
  const report = swapReport.parse(JSON.parse(json.terminal.printed.at(-1) ?? ''));
  assert.deepEqual(report, { ...doneSwap, secondsToFirstChange: null, notes: [...doneSwap.notes] });
});

test('a refusal is one line with its code on stderr, JSON on stdout when asked, and the exit code of its kind', async () => {
  const refusal = new EngineError('face-not-found', 'a.jpg shows no face', { data: { file: 'a.jpg' } });
  const { context, terminal } = fakeContext(recordingSwap(refusal));
  assert.equal(await run(['swap', ...files, '--json'], context), 3);
  assert.deepEqual(terminal.told, ['mirrorworks: a.jpg shows no face [face-not-found]']);
  const { error } = errorReport.parse(JSON.parse(terminal.printed.at(-1) ?? ''));
  assert.deepEqual(error, {
    code: 'face-not-found',
    message: 'a.jpg shows no face',
    data: { file: 'a.jpg' },
    retryable: false,
  });
});

test('after Ctrl-C every failure counts as the interrupt', async () => {
  const aborted = AbortSignal.abort();
  const { context, terminal } = fakeContext(recordingSwap(new DOMException('aborted', 'AbortError')), aborted);
  assert.equal(await run(['swap', ...files], context), 130);
  assert.match(terminal.told[0] ?? '', /\[canceled\]$/);
});

test('a fault of the program exits with 1 and shows its trace', async () => {
  const { context, terminal } = fakeContext(recordingSwap(new TypeError('x is not a function')));
  assert.equal(await run(['swap', ...files], context), 1);
  assert.equal(terminal.told[0], 'mirrorworks: x is not a function [internal]');
  assert.match(terminal.told[1] ?? '', /TypeError/);
});
