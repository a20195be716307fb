import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainStudy } from '../../../test/plain-study.ts';
import { settleStudy } from './settle.ts';

const studyOf = (brightness: number, noise = 0) => plainStudy({ brightness, noise });

test('measuring noise is averaged out of light, cover and detail', () => {
  const around = [1, -1, 0.5, -0.5, 0].map((noise) => studyOf(100, noise));
  const settled = settleStudy(around[0]!, around);
  assert.ok(Math.abs(settled.light.wide[7]! - 100) < 1e-3);
  assert.ok(Math.abs(settled.light.fine[7]! - 100) < 1e-3);
  assert.ok(Math.abs(settled.uncovered[9]! - 0.9) < 1e-6);
  assert.ok(Math.abs(settled.detail.edges - 4) < 1e-6 && Math.abs(settled.detail.grain - 1) < 1e-6);
  assert.equal(settled.appearance, around[0]!.appearance, "what is the frame's own stays");
  assert.equal(settled.proportions, around[0]!.proportions);
});

test('a flash is neither smeared over its neighbours nor dimmed by them', () => {
  const dark = [0.5, -0.5, 0.2].map((noise) => studyOf(100, noise));
  const flash = studyOf(180);
  const around = [dark[0]!, dark[1]!, flash, dark[2]!];
  assert.equal(settleStudy(flash, around), flash, 'one of its kind');
  const beside = settleStudy(dark[0]!, around);
  assert.ok(beside.light.wide.every((value) => value < 102));
  const second = studyOf(182);
  const pair = settleStudy(flash, [...around, second]);
  assert.ok(Math.abs(pair.light.wide[0]! - 181) < 1e-3, 'two frames of one flash');
});

test('light that rises slowly keeps its pace', () => {
  const ramp = Array.from({ length: 7 }, (_, i) => studyOf(100 + 4 * i));
  assert.ok(Math.abs(settleStudy(ramp[3]!, ramp).light.wide[0]! - 112) < 0.5);
});

test('arguments stay as they are, and a study alone is itself', () => {
  const alone = studyOf(100, 1);
  assert.equal(settleStudy(alone, [alone]), alone);
  assert.equal(settleStudy(alone, []), alone);
  const other = studyOf(100, -1);
  const before = structuredClone(alone);
  settleStudy(alone, [alone, other]);
  assert.deepEqual(alone, before);
});

test('a face in the dark, where any change is large, is no error', () => {
  const night = studyOf(0);
  assert.equal(settleStudy(night, [night]).light.wide[0], 0);
  assert.equal(settleStudy(night, [night, studyOf(0)]).light.wide[0], 0);
});
