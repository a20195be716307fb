import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonicalMesh } from './canonical-mesh.ts';
import { MESH_POINTS } from './face.ts';
import { landmarks, rings } from './mesh-indices.ts';
import { mirrors } from './mirrors.ts';
import { fitPose } from './pose.ts';

/** The canonical face nodded, then turned, then rolled (degrees), as it would stand in a picture. */
function posed(yaw: number, pitch: number, roll: number): Float32Array {
  const [cy, sy, cp, sp, cr, sr] = [yaw, pitch, roll].flatMap((angle) => [
    Math.cos((angle * Math.PI) / 180),
    Math.sin((angle * Math.PI) / 180),
  ]) as [number, number, number, number, number, number];
  const mesh = new Float32Array(3 * MESH_POINTS);
  for (let at = 0; at < mesh.length; at += 3) {
    const [x, y, z] = canonicalMesh.subarray(at, at + 3) as unknown as [number, number, number];
    const [y1, z1] = [cp * y - sp * z, sp * y + cp * z];
    const [x2, z2] = [cy * x - sy * z1, sy * x + cy * z1];
    mesh.set([400 + 80 * (cr * x2 - sr * y1), 300 + 80 * (sr * x2 + cr * y1), 80 * z2], at);
  }
  return mesh;
}

test('reads back the angles of a turned head', () => {
  for (const [yaw, pitch, roll] of [
    [0, 0, 0],
    [35, 0, 0],
    [-60, 10, 5],
    [20, -30, 90],
    [5, 15, -170],
  ] as const) {
    const { pose, scale } = fitPose(posed(yaw, pitch, roll));
    assert.ok(Math.abs(pose.yaw - yaw) < 0.01, `yaw ${pose.yaw} for ${yaw}`);
    assert.ok(Math.abs(pose.pitch - pitch) < 0.01, `pitch ${pose.pitch} for ${pitch}`);
    assert.ok(Math.abs(pose.roll - roll) < 0.01, `roll ${pose.roll} for ${roll}`);
    assert.ok(Math.abs(scale - 80) < 0.01);
  }
});

test('signs: the nose goes where the person turns', () => {
  const nose = 3 * landmarks.noseTip;
  const bridge = 3 * landmarks.noseBridge;
  const right = posed(30, 0, 0);
  assert.ok(right[nose]! > right[bridge]! + 5, 'yaw > 0 moves the nose to the right of the picture');
  const down = posed(0, 30, 0);
  assert.ok(down[nose + 1]! > posed(0, 0, 0)[nose + 1]! + 5, 'pitch > 0 moves the nose down');
  const clockwise = posed(0, 0, 30);
  assert.ok(clockwise[3 * landmarks.rightEyeOuter + 1]! > clockwise[3 * landmarks.leftEyeOuter + 1]! + 5);
});

test('the canonical face is exactly symmetric and upright', () => {
  mirrors.forEach((partner, point) => {
    assert.equal(mirrors[partner], point);
    assert.equal(canonicalMesh[3 * point]!, 0 - canonicalMesh[3 * partner]!);
    assert.equal(canonicalMesh[3 * point + 1], canonicalMesh[3 * partner + 1]);
    assert.equal(canonicalMesh[3 * point + 2], canonicalMesh[3 * partner + 2]);
  });
  assert.ok(canonicalMesh[3 * landmarks.foreheadTop + 1]! < canonicalMesh[3 * landmarks.chin + 1]!);
  assert.ok(canonicalMesh[3 * landmarks.leftEyeOuter]! < 0, 'the left eye is at the left of the picture');
  assert.ok(canonicalMesh[3 * landmarks.noseTip + 2]! < canonicalMesh[3 * landmarks.leftEar + 2]!, 'z grows away');
});

test('rings run clockwise and mirrored rings mirror', () => {
  for (const [name, ring] of Object.entries(rings)) {
    let area = 0;
    ring.forEach((point, at) => {
      const next = ring[(at + 1) % ring.length]!;
      area +=
        canonicalMesh[3 * point]! * canonicalMesh[3 * next + 1]! -
        canonicalMesh[3 * next]! * canonicalMesh[3 * point + 1]!;
    });
    assert.ok(area > 0, `${name} runs clockwise`);
    assert.equal(new Set(ring).size, ring.length, `${name} names no point twice`);
  }
  for (const part of ['Eye', 'Lids', 'Socket', 'Brow'] as const) {
    const mirrored = rings[`left${part}`].map((point) => mirrors[point]);
    assert.deepEqual(new Set<number | undefined>(rings[`right${part}`]), new Set(mirrored), part);
  }
});
