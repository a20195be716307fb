import assert from 'node:assert/strict';
import { test } from 'node:test';
import { landmarks, rings } from '../faces/mesh-indices.ts';
import { lookUp, mirrored } from '../faces/uv/maps.ts';
import { uv } from '../faces/uv/topology.ts';
import { faceRegions } from '../swap-options.ts';
import { regionMaps } from './regions.ts';

const SIZE = 64;
const maps = regionMaps(SIZE);
const { regions, eyeballs, skin, depth, lit, edge, middle, eyeZones, border } = maps;
const whole = { ...regions, eyeballs, plainSkin: skin, depth, lit, edge, middle, border };

/** A map's value at a mesh point. */
function at(map: Float32Array, point: number): number {
  return lookUp(map, SIZE, 1, 0, uv.u[point]!, uv.v[point]!);
}

test('every map has one number a texel in 0..1, and is not empty', () => {
  for (const [name, map] of Object.entries({ ...whole, left: eyeZones[0], right: eyeZones[1] })) {
    assert.equal(map.length, SIZE * SIZE, name);
    assert.ok(
      map.every((value) => value >= 0 && value <= 1),
      name,
    );
    assert.ok(Math.max(...map) > 0.4, name);
  }
  assert.deepEqual(Object.keys(regions).sort(), [...faceRegions].sort());
});

test("both halves are alike, and the eye zones are each other's mirror image, image-left first", () => {
  const apart = (a: Float32Array, b: Float32Array) => Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));
  for (const [name, map] of Object.entries(whole)) {
    assert.ok(apart(map, mirrored(map, SIZE, 1)) < 1e-4, `${name}: ${apart(map, mirrored(map, SIZE, 1))}`);
  }
  assert.ok(apart(eyeZones[0], mirrored(eyeZones[1], SIZE, 1)) < 1e-4);
  assert.ok(at(eyeZones[0], rings.leftEye[4]) > 0.9 && at(eyeZones[1], rings.leftEye[4]) < 0.1);
});

test('each region lies where the mesh has its points', () => {
  const middleOf = (ring: readonly number[], map: Float32Array) =>
    ring.reduce((sum, point) => sum + at(map, point) / ring.length, 0);
  assert.ok(middleOf(rings.leftBrow, regions.brows) > 0.8);
  assert.ok(middleOf(rings.rightLids, regions.eyes) > 0.8);
  assert.ok(middleOf(rings.lipsOuter, regions.lips) > 0.5);
  assert.ok(at(regions.nose, landmarks.noseTip) > 0.95);
  assert.ok(at(regions.skin, 50) > 0.95, 'a cheek is skin');
  const others = [regions.brows, regions.eyes, regions.nose, regions.lips, regions.mouth];
  for (const map of others) assert.equal(at(map, 50), 0);
  for (const name of ['brows', 'eyes', 'nose', 'lips'] as const) {
    assert.ok(middleOf(rings.silhouette, regions[name]) < 0.05, name);
  }
});

test('skin and the features share the face out; outside there is none', () => {
  for (let i = 0; i < SIZE * SIZE; i++) {
    if (depth[i] === 0) {
      assert.equal(regions.skin[i]! + skin[i]! + lit[i]! + edge[i]!, 0);
      assert.equal(border[i], 1);
      continue;
    }
    const feature = Math.max(
      regions.brows[i]!,
      regions.eyes[i]!,
      regions.nose[i]!,
      regions.lips[i]!,
      regions.mouth[i]!,
    );
    assert.ok(regions.skin[i]! + feature <= 1 + 1e-6, `texel ${i}`);
    assert.ok(regions.lips[i]! + regions.mouth[i]! <= 1 + 1e-6, 'a texel is lip or mouth');
    assert.ok(skin[i]! <= lit[i]! + 1e-6, 'light can be measured on all plain skin');
    assert.ok(skin[i]! <= regions.skin[i]! + 1e-6, 'plain skin keeps away from the features');
  }
});

test('edge, middle and border follow the depth', () => {
  const byDepth = Array.from(depth.keys()).sort((a, b) => depth[a]! - depth[b]!);
  for (let at = 1; at < byDepth.length; at++) {
    const [outer, inner] = [byDepth[at - 1]!, byDepth[at]!];
    assert.ok(edge[inner]! >= edge[outer]! && middle[inner]! >= middle[outer]! && border[inner]! <= border[outer]!);
  }
  const centre = (SIZE / 2) * SIZE + SIZE / 2;
  assert.deepEqual([edge[centre], middle[centre], border[centre]], [1, 1, 0]);
});

test('maps are made once for each size, and the same at every size', () => {
  assert.equal(regionMaps(SIZE), maps);
  const large = regionMaps(128);
  for (const name of ['brows', 'eyes', 'nose'] as const) {
    for (const point of [rings.leftBrow[2], rings.rightLids[3], landmarks.noseTip, 50]) {
      const fine = lookUp(large.regions[name], 128, 1, 0, uv.u[point]!, uv.v[point]!);
      assert.ok(Math.abs(fine - at(regions[name], point)) < 0.1, `${name} at ${point}`);
    }
  }
});
