import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ScriptedSessions } from '../../../test/scripted-networks.ts';
import { similarity } from '../../frame/affine.ts';
import { mapPoints } from '../align/map-points.ts';
import { templates } from '../align/templates.ts';
import { fiveOf68, guess68 } from './fan-68-5.ts';

test('the network sees the five points in an aligned crop one wide, and its 68 come back to the frame', async () => {
  // A face turned and enlarged: in the crop it must lie on the template again.
  const toFrame = similarity(0.4, 200, 50, 80);
  const points5 = mapPoints(toFrame, templates.ffhq_512);
  const answer = Array.from({ length: 136 }, (_, at) => at / 136);
  const sessions = new ScriptedSessions({ fan_68_5: { dims: [1, 5, 2], answer: () => [answer] } });
  const points68 = await guess68(sessions, points5);
  sessions.seen[0]!.data.forEach((value, at) => {
    assert.ok(Math.abs(value - templates.ffhq_512[at]!) < 1e-5);
  });
  mapPoints(toFrame, answer).forEach((value, at) => {
    assert.ok(Math.abs(value - points68[at]!) < 1e-3);
  });
});

test('five of 68: middles of the eyes, nose tip, mouth corners', () => {
  const points = Float32Array.from({ length: 136 }, (_, at) => (at % 2 === 0 ? at / 2 : 1000 - at));
  const y = (point: number) => 1000 - (point * 2 + 1);
  assert.deepEqual(
    [...fiveOf68(points)].map((value) => Math.round(value * 1e3) / 1e3),
    [...[38.5, (y(36) + y(41)) / 2, 44.5, (y(42) + y(47)) / 2], ...[30, y(30), 48, y(48), 54, y(54)]],
  );
});
