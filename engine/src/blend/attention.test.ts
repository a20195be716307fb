import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flatMap } from '../../test/synthetic-face.ts';
import { rings } from '../faces/mesh-indices.ts';
import { lookUp } from '../faces/uv/maps.ts';
import { uv } from '../faces/uv/topology.ts';
import {
  attentionMap,
  newFaceMap,
  occludersOf,
  poseAttention,
  presenceAttention,
  reachingIn,
  YAW_FADE,
} from './attention.ts';
import { regionMaps } from './regions.ts';

const SIZE = 64;
const { edge, eyeZones, eyeballs, regions } = regionMaps(SIZE);

type Shape = (u: number, v: number) => boolean;

/** How like the face each texel is, when something covers a shape. */
function likeness(...shapes: readonly Shape[]): Float32Array {
  return flatMap(SIZE, (u, v) => (shapes.some((covers) => covers(u, v)) ? 0 : 1));
}

function at(map: Float32Array, u: number, v: number): number {
  return map[Math.floor(v * SIZE) * SIZE + Math.floor(u * SIZE)]!;
}

const hand: Shape = (u, v) => u > 0.68 && v > 0.45;
const mole: Shape = (u, v) => Math.hypot(u - 0.3, v - 0.65) < 0.05;
const paint: Shape = (u, v) => u > 0.35 && u < 0.65 && v > 0.55 && v < 0.62;
const fringe: Shape = (_, v) => v < 0.17;
const mean = (map: Float32Array, zone: Float32Array) =>
  zone.reduce((sum, weight, i) => sum + weight * map[i]!, 0) / zone.reduce((sum, weight) => sum + weight, 0);

test('what reaches in from the outline is before the face; a mole and paint lie on it', () => {
  const open = reachingIn(likeness(hand, fringe, mole, paint), SIZE);
  assert.equal(at(open, 0.8, 0.6), 0, 'the hand');
  assert.equal(at(open, 0.5, 0.12), 0, 'the fringe');
  assert.equal(at(open, 0.3, 0.65), 1, 'the mole');
  assert.equal(at(open, 0.5, 0.58), 1, 'the paint');
  assert.equal(at(open, 0.5, 0.4), 1);
});

test('one chain of texels is enough to reach in, a gap is enough to stop', () => {
  const stick: Shape = (u, v) => v > 0.6 && v < 0.6 + 1 / SIZE && u > 0.4;
  const cut: Shape = (u, v) => stick(u, v) && !(u > 0.7 && u < 0.7 + 1 / SIZE);
  const reached = (shape: Shape) => reachingIn(likeness(shape), SIZE).filter((value) => value === 0).length;
  assert.ok(reached(stick) > 20);
  assert.equal(at(reachingIn(likeness(stick), SIZE), 0.42, 0.6 + 0.5 / SIZE), 0);
  assert.equal(at(reachingIn(likeness(cut), SIZE), 0.42, 0.6 + 0.5 / SIZE), 1);
});

test('doubt keeps its degree where it reaches in; a little doubt reaches nowhere', () => {
  const half = reachingIn(
    likeness(hand).map((value) => 0.6 + 0.4 * value),
    SIZE,
  );
  assert.ok(Math.abs(at(half, 0.8, 0.6) - 0.6) < 1e-6);
  const faint = reachingIn(
    likeness(hand).map((value) => 0.75 + 0.25 * value),
    SIZE,
  );
  assert.ok(faint.every((value) => value === 1));
});

test('dark make-up that touches the fringe uncovers the whole eye, hair over most of it covers the whole eye', () => {
  const shadowed: Shape = (u, v) => u > 0.3 && u < 0.4 && v < 0.35;
  const light = occludersOf(likeness(fringe, shadowed), SIZE);
  const core = eyeZones[0].map((value, i) => value * eyeballs[i]!);
  assert.ok(mean(light, core) > 0.97, `eye ${mean(light, core)}`);
  assert.equal(at(light, 0.5, 0.12), 0, 'the fringe itself stays');
  const lock: Shape = (u, v) => u < 0.45 && v < 0.5;
  const heavy = occludersOf(likeness(lock), SIZE);
  assert.ok(mean(heavy, core) < 0.05, `covered eye ${mean(heavy, core)}`);
  const other = eyeZones[1].map((value, i) => value * eyeballs[i]!);
  assert.ok(mean(heavy, other) > 0.99, 'the other eye is free');
});

test('an open face stays open, and the argument is left as it is', () => {
  const own = likeness(fringe);
  const before = own.slice();
  occludersOf(own, SIZE);
  assert.deepEqual(own, before);
  assert.ok(occludersOf(likeness(), SIZE).every((value) => value === 1));
});

test('the attention map is strength × soft outline × what is uncovered', () => {
  const free = attentionMap(likeness(), SIZE, 0.5);
  assert.equal(free.size, SIZE);
  free.values.forEach((value, i) => {
    assert.ok(Math.abs(value - 0.5 * edge[i]!) < 1e-6);
  });
  const { values } = attentionMap(likeness(hand), SIZE, 1);
  assert.ok(at(values, 0.8, 0.6) < 1e-3);
  assert.ok(at(values, 0.4, 0.6) > 0.99);
  const rim = [0.64, 0.66, 0.68, 0.7, 0.72].map((u) => at(values, u, 0.6));
  assert.ok(
    rim.some((value) => value > 0.1 && value < 0.9),
    `a soft rim, not ${rim}`,
  );
});

test('a turned head fades from 60° to 75° of yaw, either way', () => {
  const pose = (yaw: number) => ({ yaw, pitch: 0, roll: 0 });
  assert.deepEqual([...YAW_FADE], [60, 75]);
  for (const side of [1, -1]) {
    for (const yaw of [0, 30, 60]) assert.equal(poseAttention(pose(side * yaw)), 1);
    assert.equal(poseAttention(pose(side * 67.5)), 0.5);
    for (const yaw of [75, 89]) assert.equal(poseAttention(pose(side * yaw)), 0);
  }
  assert.equal(poseAttention({ yaw: 0, pitch: 80, roll: 180 }), 1);
});

test('a mesh that the network doubts fades out', () => {
  assert.equal(presenceAttention(1), 1);
  assert.equal(presenceAttention(0.95), 1);
  assert.ok(Math.abs(presenceAttention(0.825) - 0.5) < 1e-6);
  assert.equal(presenceAttention(0.7), 0);
  assert.equal(presenceAttention(0), 0);
});

test("of a new face the mouth's inside and the eyeballs stay the target's, and the regions to keep", () => {
  const point = (map: Float32Array, index: number) => lookUp(map, SIZE, 1, 0, uv.u[index]!, uv.v[index]!);
  const [brow, noseTip, cheek] = [rings.leftBrow[2], 1, 50];
  const whole = newFaceMap(SIZE, [], 1).values;
  whole.forEach((value, i) => {
    assert.ok(Math.abs(value - (1 - eyeballs[i]!) * (1 - regions.mouth[i]!)) < 1e-6);
  });
  assert.ok(point(whole, brow) > 0.99 && point(whole, noseTip) > 0.99);
  const kept = newFaceMap(SIZE, ['brows', 'nose'], 1).values;
  assert.ok(point(kept, brow) < 0.2 && point(kept, noseTip) < 0.05);
  assert.ok(point(kept, cheek) > 0.99);
  assert.ok(point(newFaceMap(SIZE, ['skin'], 1).values, cheek) < 0.01);
});

test("with the source's gaze its eyeballs are shown too; the mouth's inside stays the target's", () => {
  const { values } = newFaceMap(SIZE, [], 1, 'source');
  values.forEach((value, i) => {
    assert.ok(Math.abs(value - (1 - regions.mouth[i]!)) < 1e-6);
  });
  assert.equal(newFaceMap(SIZE, [], 1, 'target'), newFaceMap(SIZE, [], 1));
});

test('blend is the share of the new face everywhere', () => {
  const whole = newFaceMap(SIZE, ['lips'], 1).values;
  const third = newFaceMap(SIZE, ['lips'], 0.3).values;
  whole.forEach((value, i) => {
    assert.ok(Math.abs(third[i]! - 0.3 * value) < 1e-6);
  });
  assert.ok(newFaceMap(SIZE, [], 0).values.every((value) => value === 0));
});

test('the same arguments give the same map, others another', () => {
  const map = newFaceMap(SIZE, ['eyes', 'nose'], 0.8);
  assert.equal(newFaceMap(SIZE, ['eyes', 'nose'], 0.8), map);
  assert.notEqual(newFaceMap(SIZE, ['eyes'], 0.8), map);
  assert.notEqual(newFaceMap(SIZE, ['eyes', 'nose'], 0.7), map);
  assert.notEqual(newFaceMap(32, ['eyes', 'nose'], 0.8), map);
});
