import assert from 'node:assert/strict';
import { test } from 'node:test';
import { apply } from '../../frame/affine.ts';
import { angleOf, quarterAngles, turnPicture } from './quarter-turn.ts';

/** A rotation matrix about a centre, the new size and the shift, by the textbook. */
function rotate(angle: number, width: number, height: number, x: number, y: number): [number, number] {
  const [cos, sin] = [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)];
  const newWidth = Math.abs(cos) * width + Math.abs(sin) * height;
  const newHeight = Math.abs(sin) * width + Math.abs(cos) * height;
  const [dx, dy] = [x - width / 2, y - height / 2];
  return [cos * dx + sin * dy + newWidth / 2, -sin * dx + cos * dy + newHeight / 2];
}

for (const angle of quarterAngles) {
  test(`turned by ${angle}° and back`, () => {
    const { width, height, back } = turnPicture(angle, 640, 360);
    assert.deepEqual([width, height], angle % 180 === 0 ? [640, 360] : [360, 640]);
    const [turnedX, turnedY] = rotate(angle, 640, 360, 100, 30);
    const [x, y] = apply(back, turnedX, turnedY);
    assert.ok(Math.hypot(x - 100, y - 30) < 1e-9, `${x}, ${y}`);
  });
}

for (const [degrees, angle] of [
  [0, 0],
  [44, 0],
  [46, 90],
  [90, 90],
  [136, 180],
  [-136, 180],
  [-91, 270],
  [-44, 0],
] as const) {
  test(`a jaw at ${degrees}° belongs to a face at ${angle}°`, () => {
    const points = new Float32Array(136);
    const radians = (degrees * Math.PI) / 180;
    points.set([50, 60], 0);
    points.set([50 + 20 * Math.cos(radians), 60 + 20 * Math.sin(radians)], 32);
    assert.equal(angleOf(points), angle);
  });
}

test('a face turned clockwise stands upright after a turn by its angle', () => {
  // In a picture whose top is a person's left, the jaw runs from (80, 20) down to (80, 90).
  const points = new Float32Array(136);
  points.set([80, 20], 0);
  points.set([80, 90], 32);
  const start = rotate(angleOf(points), 100, 100, 80, 20);
  const end = rotate(angleOf(points), 100, 100, 80, 90);
  assert.ok(end[0] - start[0] > 69.9 && Math.abs(end[1] - start[1]) < 1e-9);
});
