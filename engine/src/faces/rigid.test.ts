import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applySimilarity3, fitSimilarity3, invertSimilarity3, type Similarity3 } from './rigid.ts';

const turned: Similarity3 = {
  // 30° about z after 50° about y.
  rotation: product(aboutZ(Math.PI / 6), aboutY(0.87)),
  scale: 3.5,
  translation: [100, -20, 7],
};

function aboutZ(angle: number): number[] {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  return [c, -s, 0, s, c, 0, 0, 0, 1];
}

function aboutY(angle: number): number[] {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  return [c, 0, -s, 0, 1, 0, s, 0, c];
}

function product(a: readonly number[], b: readonly number[]): number[] {
  return a.map((_, at) => {
    const [row, column] = [at - (at % 3), at % 3];
    return a[row]! * b[column]! + a[row + 1]! * b[column + 3]! + a[row + 2]! * b[column + 6]!;
  });
}

const points = Float32Array.from({ length: 60 }, (_, at) => Math.sin(at * 12.9898) * 2);

test('finds a known similarity exactly, and half turns too', () => {
  for (const rotation of [turned.rotation, aboutZ(Math.PI), aboutY(Math.PI), aboutZ(0)]) {
    const map = { ...turned, rotation };
    const found = fitSimilarity3(points, applySimilarity3(map, points));
    rotation.forEach((value, at) => {
      assert.ok(Math.abs(found.rotation[at]! - value) < 1e-6);
    });
    assert.ok(Math.abs(found.scale - map.scale) < 1e-5);
    map.translation.forEach((value, at) => {
      assert.ok(Math.abs(found.translation[at]! - value) < 1e-4);
    });
  }
});

test('points of weight 0 have no say', () => {
  const moved = applySimilarity3(turned, points);
  const weights = new Float32Array(20).fill(1);
  for (const wild of [3, 11]) {
    moved[3 * wild] = 1e4;
    weights[wild] = 0;
  }
  assert.ok(Math.abs(fitSimilarity3(points, moved, weights).scale - turned.scale) < 1e-5);
});

test('the inverse undoes the map', () => {
  const back = applySimilarity3(invertSimilarity3(turned), applySimilarity3(turned, points));
  back.forEach((value, at) => {
    assert.ok(Math.abs(value - points[at]!) < 1e-4);
  });
});
