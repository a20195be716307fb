import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rings } from '../mesh-indices.ts';
import { depthMap, erode, lookUp, mirrored, ringMap, shrink, smoothstep, union } from './maps.ts';
import { distanceToPolygon, insidePolygon, polygon } from './topology.ts';

/** Repeatable numbers in 0..1. */
function scatter(length: number, seed = 3): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  });
}

function assertNear(actual: Float32Array, expected: Float32Array, tolerance = 1e-5): void {
  assert.equal(actual.length, expected.length);
  actual.forEach((value, i) => {
    assert.ok(Math.abs(value - expected[i]!) <= tolerance, `${i}: ${value} is not ${expected[i]}`);
  });
}

test('a ring map is half at the moved ring, full and empty half a feather away', () => {
  const size = 96;
  const outline = polygon(rings.leftEye);
  for (const [grow, feather] of [
    [0, 0.04],
    [0.03, 0.05],
    [-0.01, 0.02],
  ] as const) {
    const map = ringMap(size, rings.leftEye, grow, feather);
    for (let texel = 0; texel < size * size; texel++) {
      const [u, v] = [((texel % size) + 0.5) / size, (Math.floor(texel / size) + 0.5) / size];
      const inwards = distanceToPolygon(outline, u, v) * (insidePolygon(outline, u, v) ? 1 : -1) + grow;
      const t = Math.min(1, Math.max(0, inwards / feather + 0.5));
      assert.ok(Math.abs(map[texel]! - t * t * (3 - 2 * t)) < 1e-5, `grow ${grow} at ${u}, ${v}`);
    }
    assert.ok(map.some((value) => value > 0.5));
  }
});

test('depth is 0 outside and the distance from the outline inside', () => {
  const depth = depthMap(32);
  assert.equal(depth[0], 0);
  assert.equal(depth[31], 0);
  const middle = depth[16 * 32 + 16]!;
  assert.ok(middle > 0.4 && middle < 0.5, `${middle}`);
  const beside = depth[16 * 32 + 2]!;
  assert.ok(beside > 0 && beside < 0.09, `${beside}`);
});

test('union takes the greater, texel by texel', () => {
  const union3 = union(Float32Array.of(0, 3, 1), Float32Array.of(1, 2, 1), Float32Array.of(0, 0, 5));
  assert.deepEqual([...union3], [1, 3, 5]);
});

test('smoothstep rises from 0 to 1, half way at the middle, level at both ends', () => {
  assert.deepEqual(
    [1, 2, 3, 4, 5].map((value) => smoothstep(2, 4, value)),
    [0, 0, 0.5, 1, 1],
  );
  assert.ok(smoothstep(2, 4, 2.1) < 0.01 && smoothstep(2, 4, 3.9) > 0.99);
});

test('looking up: texel centres exactly, straight lines between, the border goes on', () => {
  const size = 5;
  const values = scatter(size * size * 2);
  const at = (x: number, y: number) => values[(y * size + x) * 2 + 1]!;
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const found = lookUp(values, size, 2, 1, (x + 0.5) / size, (y + 0.5) / size);
      assert.ok(Math.abs(found - at(x, y)) < 2e-3, `${x}, ${y}`);
    }
  }
  const between = (at(1, 2) * 0.75 + at(2, 2) * 0.25) * 0.5 + (at(1, 3) * 0.75 + at(2, 3) * 0.25) * 0.5;
  assert.ok(Math.abs(lookUp(values, size, 2, 1, 1.75 / size, 3 / size) - between) < 1e-6);
  assert.ok(Math.abs(lookUp(values, size, 2, 1, -0.4, -0.1) - at(0, 0)) < 1e-6);
  assert.ok(Math.abs(lookUp(values, size, 2, 1, 1.3, 1) - at(4, 4)) < 2e-3);
});

test('mirrored turns rows over and keeps channels in order', () => {
  assert.deepEqual([...mirrored(Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8), 2, 2)], [3, 4, 1, 2, 7, 8, 5, 6]);
  const map = scatter(49);
  assert.deepEqual(mirrored(mirrored(map, 7, 1), 7, 1), map);
});

test('erode takes the least of the square around', () => {
  const size = 9;
  const map = scatter(size * size);
  for (const radius of [0, 1, 3]) {
    const expected = map.map((_, texel) => {
      let least = Infinity;
      for (let dy = -radius; dy <= radius; dy++) {
        for (let dx = -radius; dx <= radius; dx++) {
          const [x, y] = [(texel % size) + dx, Math.floor(texel / size) + dy];
          if (x >= 0 && y >= 0 && x < size && y < size) least = Math.min(least, map[y * size + x]!);
        }
      }
      return least;
    });
    assert.deepEqual(erode(map, size, radius), expected);
  }
});

test('shrinking weighs texels, and says how much was known', () => {
  const [size, factor, stride] = [12, 3, 2];
  const values = scatter(size * size * stride);
  const weights = scatter(size * size, 5).map((weight, i) => (i % 12 < 3 && i < 36 ? 0 : weight));
  const small = shrink(values, weights, size, stride, factor);
  assert.equal(small.size, 4);
  const [expected, known] = [new Float32Array(4 * 4 * stride), new Float32Array(4 * 4)];
  for (let to = 0; to < 16; to++) {
    for (let part = 0; part < factor * factor; part++) {
      const y = Math.floor(to / 4) * factor + Math.floor(part / factor);
      const from = y * size + (to % 4) * factor + (part % factor);
      known[to]! += weights[from]! / 9;
      for (let c = 0; c < stride; c++) expected[to * stride + c]! += (values[from * stride + c]! * weights[from]!) / 9;
    }
    for (let c = 0; c < stride; c++) expected[to * stride + c] = expected[to * stride + c]! / (known[to]! || 1);
  }
  assertNear(small.values, expected);
  assertNear(small.weights, known);
  assert.equal(small.weights[0], 0);
  assert.equal(small.values[0], 0);
});
