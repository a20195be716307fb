import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FilmVerdict } from './film-verdict.ts';

function wanted(framesPerSecond: number, frames: number): number[] {
  const verdict = new FilmVerdict(framesPerSecond);
  return Array.from({ length: frames }, (_, frame) => frame).filter((frame) => verdict.wants(frame));
}

test('looks at one frame a second', () => {
  assert.deepEqual(wanted(25, 101), [0, 25, 50, 75, 100]);
  assert.deepEqual(wanted(29.97, 60), [0, 29, 58]);
});

test('slow films are looked at frame by frame, and so are those that do not say', () => {
  for (const framesPerSecond of [1, 0.5, 0, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.deepEqual(wanted(framesPerSecond, 3), [0, 1, 2], `${framesPerSecond} a second`);
  }
});

test('more than a tenth must not be unfit', () => {
  const verdict = new FilmVerdict(25);
  assert.equal(verdict.positive, false, 'nothing looked at');
  for (let sample = 0; sample < 9; sample++) verdict.add(false);
  verdict.add(true);
  assert.equal(verdict.positive, false, '1 of 10');
  verdict.add(true);
  assert.equal(verdict.positive, true, '2 of 11');
  for (let sample = 0; sample < 9; sample++) verdict.add(false);
  assert.equal(verdict.positive, false, '2 of 20');
});

test('a film is given up as soon as the rest cannot make up for what was unfit', () => {
  const verdict = new FilmVerdict(1);
  verdict.add(true);
  assert.equal(verdict.isSettled(10), false, 'one of ten is allowed');
  verdict.add(false);
  verdict.add(true);
  assert.equal(verdict.isSettled(10), true, 'two of ten are not, whatever comes');
  assert.equal(verdict.isSettled(100), false);
});
