import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rings } from '../mesh-indices.ts';
import { spread, uvGrid } from './grid.ts';
import { distanceToPolygon, insidePolygon, polygon, uv } from './topology.ts';

test('weights of a texel sum to 1, lie in its triangle, and lead back to its own place', () => {
  const size = 64;
  const { points, weights, inside } = uvGrid(size);
  const outline = polygon(rings.silhouette);
  for (let texel = 0; texel < size * size; texel++) {
    const [u, v] = [((texel % size) + 0.5) / size, (Math.floor(texel / size) + 0.5) / size];
    const own = [0, 1, 2].map((corner) => ({
      point: points[texel * 3 + corner]!,
      weight: weights[texel * 3 + corner]!,
    }));
    if (distanceToPolygon(outline, u, v) > 1e-4) assert.equal(inside[texel], insidePolygon(outline, u, v) ? 1 : 0);
    const sum = (value: (point: number) => number) =>
      own.reduce((total, { point, weight }) => total + weight * value(point), 0);
    if (inside[texel] === 0) {
      assert.equal(Math.max(...own.map(({ weight }) => Math.abs(weight))), 0);
      continue;
    }
    assert.ok(Math.abs(sum(() => 1) - 1) < 1e-5, `texel ${texel}`);
    assert.ok(Math.min(...own.map(({ weight }) => weight)) > -1e-4, `texel ${texel}`);
    assert.ok(Math.hypot(sum((point) => uv.u[point]!) - u, sum((point) => uv.v[point]!) - v) < 1e-5, `texel ${texel}`);
  }
});

test('a point attribute that is linear over the square comes out linear, from any channel', () => {
  const size = 48;
  const grid = uvGrid(size);
  const attribute = new Float32Array(uv.u.length * 2);
  for (const [point, u] of uv.u.entries()) attribute.set([-1, 3 * u - 2 * uv.v[point]! + 1], point * 2);
  const map = spread(grid, attribute, 2, 1);
  map.forEach((value, texel) => {
    const [u, v] = [((texel % size) + 0.5) / size, (Math.floor(texel / size) + 0.5) / size];
    assert.ok(Math.abs(value - (grid.inside[texel] === 1 ? 3 * u - 2 * v + 1 : 0)) < 1e-5, `texel ${texel}`);
  });
});

test('a grid is made once for each size', () => {
  assert.equal(uvGrid(48), uvGrid(48));
  assert.equal(uvGrid(32).size, 32);
});
