import assert from 'node:assert/strict';
import { test } from 'node:test';
import { apply } from '../../frame/affine.ts';
import { canonicalMesh } from '../canonical-mesh.ts';
import type { Crop } from '../face.ts';
import { rings } from '../mesh-indices.ts';
import { cropFromDetection, cropFromMesh, cropToFrame, leashCrop, meshToFrame } from './crop.ts';

const crop: Crop = { x: 300, y: 200, size: 96, angle: 0.5 };

/** The canonical face at the crop's place. */
function meshAt({ x, y, angle }: Crop, scale = 40): Float32Array {
  const [cos, sin] = [Math.cos(angle) * scale, Math.sin(angle) * scale];
  return canonicalMesh.map((value, at) => {
    if (at % 3 === 0) return x + cos * value - sin * canonicalMesh[at + 1]!;
    if (at % 3 === 1) return y + sin * canonicalMesh[at - 1]! + cos * value;
    return scale * value;
  });
}

test('the middle of the crop’s picture is the crop’s middle, its x axis the crop’s', () => {
  const map = cropToFrame(crop, 192);
  const [x, y] = apply(map, 95.5, 95.5);
  assert.ok(Math.hypot(x - 300, y - 200) < 1e-9);
  const [right, down] = apply(map, 191.5, 95.5);
  assert.ok(Math.hypot(right - 300 - 48 * Math.cos(0.5), down - 200 - 48 * Math.sin(0.5)) < 1e-9);
});

test('the network’s coordinates count from the corner of the first pixel', () => {
  const raw = new Float32Array(1404).fill(96);
  const mesh = meshToFrame(raw, crop, 192);
  assert.deepEqual([...mesh.subarray(0, 3)].map(Math.round), [300, 200, 48]);
});

test('a crop lies around the whole face, level with its eyes, and does not mind an open mouth', () => {
  const mesh = meshAt(crop);
  const around = cropFromMesh(mesh);
  assert.ok(Math.abs(around.angle - crop.angle) < 1e-4);
  const [cos, sin] = [Math.cos(around.angle), Math.sin(around.angle)];
  for (const point of rings.silhouette) {
    const [dx, dy] = [mesh[3 * point]! - around.x, mesh[3 * point + 1]! - around.y];
    assert.ok(Math.max(Math.abs(cos * dx + sin * dy), Math.abs(cos * dy - sin * dx)) < around.size / 2);
  }
  const yawning = mesh.slice();
  for (const point of rings.lipsOuter.slice(11)) yawning[3 * point + 1]! += 12;
  const same = cropFromMesh(yawning);
  assert.ok(Math.hypot(same.x - around.x, same.y - around.y) < 0.01 * around.size);
  assert.ok(Math.abs(same.size / around.size - 1) < 0.01);
});

test('a detection’s roll comes from eyes and mouth, also where the eyes fall together', () => {
  const detection = (points: number[]) => ({
    box: [0, 0, 100, 100] as const,
    score: 1,
    points5: Float32Array.from(points),
  });
  const level = cropFromDetection(detection([30, 40, 70, 40, 50, 60, 35, 80, 65, 80]));
  assert.ok(Math.abs(level.angle) < 1e-6);
  const profile = cropFromDetection(detection([20, 38, 22, 42, 10, 60, 20, 80, 22, 80]));
  assert.ok(Math.abs(profile.angle) < 0.15, `${profile.angle}`);
});

test('the leash: small changes leave the crop as it is, large ones pull it after', () => {
  const near = { x: 300.3, y: 200.2, size: 96.5, angle: 0.503 };
  assert.deepEqual(leashCrop(crop, near), crop);
  const far = leashCrop(crop, { x: 320, y: 200, size: 120, angle: 0.5 + 2 * Math.PI - 0.3 });
  assert.ok(Math.abs(320 - far.x - 0.005 * 120) < 1e-9, 'stays behind by the slack');
  assert.ok(far.size > 118 && far.size < 120);
  assert.ok(Math.abs(far.angle - (0.5 - 0.3 + 0.008)) < 1e-9, 'the short way round');
});
