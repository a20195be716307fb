import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorCodes, errorReport, exitCodeOf, exitCodes, facesReport, progressReport, swapReport } from './index.ts';

const film = {
  output: 'out.mp4',
  kind: 'film',
  frames: 180,
  framesChanged: 178,
  faces: 1,
  seconds: 7.4,
  framesPerSecond: 24.3,
  secondsToFirstChange: 0.9,
  stages: {
    ...{
      decode: 1,
      moderate: 0,
      detect: 2,
      landmarks: 3,
      describe: 4,
      study: 5,
      mask: 0,
      swap: 6,
      enhance: 0,
      blend: 7,
    },
    encode: 8,
  },
  ran: { provider: 'cpu', decoder: 'h264', encoder: 'libx264' },
  notes: [],
};

test('a swap report is accepted as printed and refused when a stage is missing', () => {
  assert.deepEqual(swapReport.parse(film), film);
  const { blend: _, ...stages } = film.stages;
  assert.equal(swapReport.safeParse({ ...film, stages }).success, false);
  assert.equal(swapReport.safeParse({ ...film, frames: 1.5 }).success, false);
});

test('a faces report needs five points a face', () => {
  const face = { box: [1, 2, 3, 4], score: 0.9, points5: Array(5).fill([1, 2]), yaw: 0, pitch: 0, roll: 0 };
  assert.equal(facesReport.safeParse({ width: 10, height: 10, faces: [face] }).success, true);
  assert.equal(
    facesReport.safeParse({ width: 10, height: 10, faces: [{ ...face, points5: [[1, 2]] }] }).success,
    false,
  );
});

test('progress says null for what is not known', () => {
  const progress = { frame: 1, frames: null, framesChanged: 0, seconds: 1, framesPerSecond: 1, secondsLeft: null };
  assert.equal(progressReport.safeParse({ progress }).success, true);
});

test('an error report takes known codes only', () => {
  const error = { code: 'face-not-found', message: 'a.jpg has no face', data: { file: 'a.jpg' }, retryable: false };
  assert.equal(errorReport.safeParse({ error }).success, true);
  assert.equal(errorReport.safeParse({ error: { ...error, code: 'oops' } }).success, false);
});

test('every code ends the command with a failure', () => {
  for (const name of Object.values(errorCodes)) assert.notEqual(exitCodes[name], 0);
  assert.equal(exitCodeOf('option-invalid'), 2);
  assert.equal(exitCodeOf('canceled'), 130);
});
