import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonicalMesh } from './canonical-mesh.ts';
import { mirrors } from './mirrors.ts';
import { points5OfMesh, points68, points68OfMesh } from './views.ts';

/** The partner of each of the 68 points on the other half of the face, as the iBUG annotation has it. */
function partner(index: number): number {
  if (index <= 16) return 16 - index;
  if (index <= 26) return 43 - index;
  if (index <= 30) return index;
  if (index <= 35) return 66 - index;
  if (index <= 39) return 81 - index;
  if (index <= 41) return 87 - index;
  if (index <= 45) return 81 - index;
  if (index <= 47) return 87 - index;
  if (index <= 54) return 102 - index;
  if (index <= 59) return 114 - index;
  if (index <= 64) return 124 - index;
  return 132 - index;
}

test('the 68 points mirror as the annotation does', () => {
  assert.equal(new Set(points68).size, 68);
  points68.forEach((point, index) => {
    assert.equal(mirrors[point], points68[partner(index)], `point ${index}`);
  });
});

test('the 68 points lie where their names say', () => {
  const points = points68OfMesh(canonicalMesh);
  const x = (index: number) => points[2 * index]!;
  const y = (index: number) => points[2 * index + 1]!;
  const rising = (from: number, to: number, value: (index: number) => number) => {
    for (let index = from; index < to; index += 1)
      assert.ok(value(index) < value(index + 1), `${index} before ${index + 1}`);
  };
  rising(0, 16, x);
  rising(0, 8, y);
  rising(17, 26, x);
  rising(27, 30, y);
  rising(31, 35, x);
  rising(48, 54, x);
  rising(60, 64, x);
  assert.ok(y(8) === Math.max(...Array.from({ length: 68 }, (_, index) => y(index))), 'the chin is lowest');
  for (const [upper, lower] of [
    [37, 41],
    [38, 40],
    [43, 47],
    [44, 46],
    [51, 57],
    [62, 66],
  ] as const) {
    assert.ok(y(upper) < y(lower), `${upper} above ${lower}`);
  }
  for (const index of [37, 38, 43, 44]) assert.ok(y(index - 18) < y(index), 'brows above eyes');
});

test('five points: eyes, nose tip, corners of the mouth', () => {
  const [leftX, leftY, rightX, rightY, noseX, noseY, mouthLeftX, mouthLeftY, mouthRightX] =
    points5OfMesh(canonicalMesh);
  assert.ok(Math.abs(rightX! - leftX! - 1) < 1e-3, 'the canonical face’s unit is the distance of its eyes');
  assert.ok(Math.abs(leftY! - rightY!) < 1e-6 && Math.abs(noseX!) < 1e-6);
  assert.ok(leftY! < noseY! && noseY! < mouthLeftY! && mouthLeftX! < mouthRightX!);
});
