import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawFace, formats, type Paint, plainFrame, poseMesh, type Stance } from '../../../test/synthetic-face.ts';
import type { Frame } from '../../frame/frame.ts';
import { uvGrid } from './grid.ts';
import { depthMap } from './maps.ts';
import { extent, facingOf, unwrap } from './unwrap.ts';

const SIZE = 64;
const depth = depthMap(SIZE);
const whereabouts: Paint = (u, v) => [u * 255, v * 255, 128];

/** Unwraps a face that is painted by its UV position; how far off each texel that faces the camera is, in texels. */
function errors(frame: Frame, stance: Stance): number[] {
  const mesh = poseMesh(stance);
  const flat = unwrap(drawFace(frame, mesh, whereabouts), mesh, uvGrid(SIZE));
  const off: number[] = [];
  for (let texel = 0; texel < SIZE * SIZE; texel++) {
    if (flat.grid.inside[texel] === 0) {
      assert.deepEqual([...flat.rgb.subarray(texel * 3, texel * 3 + 3)], [0, 0, 0]);
      continue;
    }
    // Along the outline a texel is mixed with what lies behind the face; where the face turns away, many share a pixel.
    if (flat.facing[texel]! < 0.5 || depth[texel]! < 2 / SIZE) continue;
    const [u, v] = [flat.rgb[texel * 3]! / 255, flat.rgb[texel * 3 + 1]! / 255];
    off.push(Math.hypot(u * SIZE - 0.5 - (texel % SIZE), v * SIZE - 0.5 - Math.floor(texel / SIZE)));
  }
  return off;
}

const stances: Readonly<Record<string, readonly [stance: Stance, frame: Frame]>> = {
  'from ahead': [{}, plainFrame()],
  'turned, nodded and rolled': [{ yaw: 20, pitch: 10, roll: 35 }, plainFrame()],
  'smaller than the map': [{ x: 60, y: 60, eyes: 25 }, plainFrame(120, 130)],
  'much larger than the map': [{ x: 300, y: 330, eyes: 200 }, plainFrame(600, 640)],
  'wide pixels': [{ x: 120 }, plainFrame(120, 260, formats.rgb, 2)],
  'ten bits, 4:2:0': [{}, plainFrame(240, 260, formats.tenBit)],
};

for (const [name, [stance, frame]] of Object.entries(stances)) {
  test(`${name}: each texel shows its own place`, () => {
    const off = errors(frame, stance).sort((a, b) => a - b);
    assert.ok(off.length > 1400, `${off.length} texels are seen`);
    assert.ok(off[off.length >> 1]! < 0.2, `median ${off[off.length >> 1]}`);
    assert.ok(off.at(-1)! < 1.2, `worst ${off.at(-1)}`);
  });
}

test('a face partly outside the frame: what is inside is right, what is outside repeats the border', () => {
  const mesh = poseMesh({ x: 30 });
  const frame = drawFace(plainFrame(), mesh, whereabouts);
  const { rgb, grid } = unwrap(frame, mesh, uvGrid(SIZE));
  const middle = (SIZE / 2) * SIZE + SIZE / 2;
  assert.ok(Math.abs(rgb[middle * 3]! / 255 - 0.5) < 0.02);
  assert.ok(grid.inside.every((inside, texel) => inside === 0 || rgb[texel * 3 + 2]! > 80));
});

test('the middle of a frontal face looks at the camera, a turned face shows one cheek squarely and hides the other', () => {
  const facing = facingOf(poseMesh());
  const [bridge, leftCheek, rightCheek, ear] = [168, 50, 280, 234];
  assert.ok(facing[bridge]! > 0.7);
  assert.ok(Math.abs(facing[leftCheek]! - facing[rightCheek]!) < 1e-4);
  const turned = facingOf(poseMesh({ yaw: 50 }));
  assert.ok(turned[leftCheek]! > 0.8 && turned[rightCheek]! < 0.5, `${turned[leftCheek]} ${turned[rightCheek]}`);
  assert.ok(turned[454]! < 0, 'the far ear is turned away');
  assert.ok(turned[ear]! > facing[ear]!);
  assert.ok(facing.every((value) => Math.abs(value) <= 1 + 1e-6));
});

test('the extent is the box around all points', () => {
  assert.deepEqual(extent(Float32Array.of(3, 9, 1, -2, 4, 9, 8, 5, 0)), [-2, 4, 10, 5]);
});
