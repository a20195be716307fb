import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainFrame } from '../../../test/plain-frame.ts';
import { ScriptedSessions } from '../../../test/scripted-networks.ts';
import { similarity } from '../../frame/affine.ts';
import { mapPoints } from '../align/map-points.ts';
import { templates } from '../align/templates.ts';
import { createArcFace } from './arcface.ts';

const answer = Float32Array.from({ length: 512 }, (_, at) => at - 200);

test('sees the aligned face as red, green, blue in -1..1 with the border going on, and answers as it is', async () => {
  const sessions = new ScriptedSessions({ arcface_w600k_r50: { dims: [1, 3, 112, 112], answer: () => [answer] } });
  // The crop's left half lies beyond the frame.
  const frame = plainFrame(100, 112, (x, y) => [255 - x, 51, 2 * y]);
  const alignment = mapPoints(
    similarity(0, 1, -56, 0),
    templates.arcface_112_v2.map((fraction) => fraction * 112),
  );
  const embedding = await createArcFace(sessions)(frame, alignment);
  assert.deepEqual(embedding, answer);
  const { data, dims } = sessions.seen[0]!;
  assert.deepEqual(dims, [1, 3, 112, 112]);
  // The template's points lie on themselves, 56 pixels to the left.
  for (const [x, y] of [
    [0, 0],
    [50, 50],
    [60, 0],
    [111, 0],
    [60, 111],
    [111, 111],
  ] as const) {
    const color = [255 - Math.max(0, x - 56), 51, 2 * y];
    color.forEach((value, plane) => {
      assert.ok(Math.abs(data[plane * 12544 + y * 112 + x]! - (value / 127.5 - 1)) < 1e-5, `${x}, ${y}`);
    });
  }
});
