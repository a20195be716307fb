import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MESH_POINTS } from '../face.ts';
import { rings } from '../mesh-indices.ts';
import { mirrors } from '../mirrors.ts';
import { distanceToPolygon, insidePolygon, polygon, triangles, uv } from './topology.ts';

const all = Array.from({ length: triangles.length / 3 }, (_, t) => [...triangles.subarray(3 * t, 3 * t + 3)]);

/** Twice the signed area in the UV square; positive runs clockwise on the screen. */
function area([i, j, k]: readonly number[]): number {
  const [a, b, c] = [i!, j!, k!];
  return (uv.u[b]! - uv.u[a]!) * (uv.v[c]! - uv.v[a]!) - (uv.u[c]! - uv.u[a]!) * (uv.v[b]! - uv.v[a]!);
}

/** Which of the triangles cover (u, v); rims do not count. */
function covering(u: number, v: number): number {
  return all.filter((corners) =>
    corners.every((point, at) => {
      const next = corners[(at + 1) % 3]!;
      return (uv.u[next]! - uv.u[point]!) * (v - uv.v[point]!) > (uv.v[next]! - uv.v[point]!) * (u - uv.u[point]!);
    }),
  ).length;
}

test('every triangle faces the camera and every point is used', () => {
  for (const corners of all) assert.ok(area(corners) > 0, `${corners} is turned away`);
  assert.equal(new Set(triangles).size, MESH_POINTS);
});

test('the triangles tile the face: no place in two, none missing, nothing outside the outline', () => {
  const outline = polygon(rings.silhouette);
  let [sum, inside] = [0, 0];
  for (const corners of all) sum += area(corners) / 2;
  for (let i = 0, j = outline.length - 2; i < outline.length; j = i, i += 2) {
    inside += (outline[j]! * outline[i + 1]! - outline[i]! * outline[j + 1]!) / 2;
  }
  assert.ok(Math.abs(sum - inside) < 1e-5, `triangles cover ${sum}, the outline holds ${inside}`);
  // Off the lattice of the points, so that hardly a probe lies on a rim.
  for (let v = 0.0137; v < 1; v += 0.0271) {
    for (let u = 0.0093; u < 1; u += 0.0233) {
      if (distanceToPolygon(outline, u, v) < 1e-3) continue;
      assert.equal(covering(u, v), insidePolygon(outline, u, v) ? 1 : 0, `at ${u}, ${v}`);
    }
  }
});

test('both halves mirror each other, points and triangles', () => {
  const name = (corners: readonly number[]) => corners.toSorted((a, b) => a - b).join();
  const names = new Set(all.map(name));
  assert.equal(names.size, all.length);
  for (const corners of all) assert.ok(names.has(name(corners.map((point) => mirrors[point]!))), `${corners}`);
  mirrors.forEach((partner, point) => {
    assert.ok(Math.abs(uv.u[point]! + uv.u[partner]! - 1) < 1e-6);
    assert.equal(uv.v[point], uv.v[partner]);
  });
});

test('the face fills the square but for a margin, upright', () => {
  for (const axis of [uv.u, uv.v]) {
    assert.ok(Math.abs(Math.min(...axis) - 0.02) < 1e-6);
    assert.ok(Math.abs(Math.max(...axis) - 0.98) < 1e-6);
  }
  const middle = (ring: readonly number[], axis: Float32Array) =>
    ring.reduce((sum, point) => sum + axis[point]! / ring.length, 0);
  assert.ok(middle(rings.leftEye, uv.u) < 0.45 && middle(rings.rightEye, uv.u) > 0.55);
  assert.ok(middle(rings.leftBrow, uv.v) < middle(rings.leftEye, uv.v));
  assert.ok(middle(rings.leftEye, uv.v) < middle(rings.lipsOuter, uv.v));
});

test('a polygon knows its inside and its distance', () => {
  const notched = Float32Array.of(0, 0, 4, 0, 4, 4, 2, 2, 0, 4);
  assert.equal(insidePolygon(notched, 1, 1), true);
  assert.equal(insidePolygon(notched, 2, 3), false);
  assert.equal(insidePolygon(notched, 5, 1), false);
  assert.equal(distanceToPolygon(notched, 1, -2), 2);
  assert.equal(distanceToPolygon(notched, 7, -4), 5);
  assert.ok(Math.abs(distanceToPolygon(notched, 2, 3) - Math.SQRT1_2) < 1e-12);
});
