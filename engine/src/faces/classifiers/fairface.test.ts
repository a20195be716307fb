import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainFrame } from '../../../test/plain-frame.ts';
import { ScriptedSessions } from '../../../test/scripted-networks.ts';
import { templates } from '../align/templates.ts';
import { createFairFace, toAttributes } from './fairface.ts';

test('sees the aligned face as ImageNet networks do, and answers race, gender, age in that order', async () => {
  const sessions = new ScriptedSessions({ fairface: { dims: [1, 3, 224, 224], answer: () => [[5], [1], [3]] } });
  const alignment = Float32Array.from(templates.arcface_112_v2, (fraction) => fraction * 224);
  const attributes = await createFairFace(sessions)(
    plainFrame(224, 224, () => [255, 51, 0]),
    alignment,
  );
  assert.deepEqual(attributes, { gender: 'female', age: [20, 29], race: 'indian' });
  const { data, dims } = sessions.seen[0]!;
  assert.deepEqual(dims, [1, 3, 224, 224]);
  const middle = 112 * 224 + 112;
  const wanted = [(1 - 0.485) / 0.229, (0.2 - 0.456) / 0.224, (0 - 0.406) / 0.225];
  wanted.forEach((value, plane) => {
    assert.ok(Math.abs(data[plane * 50176 + middle]! - value) < 1e-5);
  });
});

test('classes in words', () => {
  const races = [0, 1, 2, 3, 4, 5, 6].map((race) => toAttributes(race, 0, 0).race);
  assert.deepEqual(races, ['white', 'black', 'latino', 'asian', 'asian', 'indian', 'arabic']);
  assert.deepEqual(
    [0, 1].map((gender) => toAttributes(0, gender, 0).gender),
    ['male', 'female'],
  );
  const ages = [0, 1, 2, 7, 8].map((age) => toAttributes(0, 0, age).age);
  assert.deepEqual(ages, [
    [0, 2],
    [3, 9],
    [10, 19],
    [60, 69],
    [70, 100],
  ]);
});
