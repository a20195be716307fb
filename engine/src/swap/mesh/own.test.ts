import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawFace, mix, type Paint, person, plainFrame, poseMesh, type Rgb } from '../../../test/synthetic-face.ts';
import { type Pixel, pixelsOf, placesOf, type Scene, sceneOf, swap } from '../../../test/synthetic-swap.ts';
import { newFaceMap } from '../../blend/attention.ts';
import { regionMaps } from '../../blend/regions.ts';
import { canonicalMesh } from '../../faces/canonical-mesh.ts';
import { rings } from '../../faces/mesh-indices.ts';
import { lookUp } from '../../faces/uv/maps.ts';
import type { FaceRegion } from '../../swap-options.ts';

const SIZE = 128;
const { regions, eyeballs } = regionMaps(SIZE);
const at = (map: Float32Array, place: readonly [number, number]) => lookUp(map, SIZE, 1, 0, place[0], place[1]);

const source = sceneOf(person({ brows: [30, 20, 15], lips: [120, 20, 60], grain: 0 }));
const target = sceneOf(person({ brows: [150, 110, 85], lips: [215, 120, 110], grain: 0.08 }));
const place = placesOf(target.face.mesh);

function furthest({ fresh, old }: Pixel): number {
  return Math.max(...fresh.map((value, c) => Math.abs(value - old[c]!)));
}

/** Pixels of a swap whose place on the face has a value in `map` that `wanted` accepts. */
async function pixelsWhere(
  scene: Scene,
  keep: readonly FaceRegion[],
  wanted: (place: readonly [number, number]) => boolean,
): Promise<Pixel[]> {
  const pixels = pixelsOf(scene, await swap(source, scene, { keep }));
  return pixels.filter(({ x, y, alpha }) => {
    const found = place(x, y);
    return alpha > 0 && found !== undefined && wanted(found);
  });
}

for (const region of ['skin', 'brows', 'nose', 'lips'] as const) {
  test(`kept ${region}: the target's own pixels exactly, as source and target have one shape`, async () => {
    const map = newFaceMap(SIZE, [region], 1).values;
    const kept = await pixelsWhere(target, [region], (uv) => at(map, uv) < 1e-4);
    assert.ok(kept.length > 8, `${kept.length} pixels are kept`);
    // 8-bit samples come back through the colour matrix: what is left is rounding.
    for (const pixel of kept) assert.ok(furthest(pixel) < 0.05, `off by ${furthest(pixel)} at ${pixel.x}, ${pixel.y}`);
    const fresh = await pixelsWhere(target, [region], (uv) => at(map, uv) > 0.999);
    const without = await pixelsWhere(target, [], (uv) => at(map, uv) > 0.999);
    assert.equal(fresh.length, without.length);
    const off = fresh.map((pixel, i) => furthest({ ...pixel, old: without[i]!.fresh }));
    assert.ok(Math.max(...off) < 0.3, `the rest is as without it, but for ${Math.max(...off)}`);
  });
}

test('a kept region fades into the new face', async () => {
  const rim = await pixelsWhere(target, ['brows'], (uv) => at(regions.brows, uv) > 0.2 && at(regions.brows, uv) < 0.8);
  const whole = await pixelsWhere(target, [], (uv) => at(regions.brows, uv) > 0.2 && at(regions.brows, uv) < 0.8);
  assert.ok(rim.length > 20 && rim.length === whole.length);
  rim.forEach((pixel, i) => {
    const share = at(newFaceMap(SIZE, ['brows'], 1).values, place(pixel.x, pixel.y)!);
    const wanted = mix(pixel.old, whole[i]!.fresh, share);
    // Light on the brow differs a little from place to place of the map's bilinear lookup.
    for (const [c, value] of pixel.fresh.entries()) {
      assert.ok(Math.abs(value - wanted[c]!) < 1.5, `${value} is not ${wanted[c]}`);
    }
  });
});

test("what is seen in the target's open mouth and between its lids stays the target's", async () => {
  const open = canonicalMesh.slice();
  const lower = new Set<number>(rings.lipsInner.slice(11));
  for (const point of lower) open[point * 3 + 1]! += 0.18;
  const [gums, iris]: Rgb[] = [
    [40, 200, 90],
    [200, 60, 220],
  ];
  const striking: Paint = (u, v) => {
    const rgb = mix(person()(u, v), gums!, lookUp(regions.mouth, SIZE, 1, 0, u, v));
    return mix(rgb, iris!, lookUp(eyeballs, SIZE, 1, 0, u, v));
  };
  const mesh = poseMesh({}, open);
  const speaking = { ...sceneOf(), frame: drawFace(plainFrame(), mesh, striking), face: sceneOf(person(), mesh).face };
  const where = placesOf(mesh);
  const pixels = pixelsOf(speaking, await swap(source, speaking));
  for (const [map, color] of [
    [regions.mouth, gums!],
    [eyeballs, iris!],
  ] as const) {
    const inner = pixels.filter(({ x, y, alpha }) => {
      const uv = where(x, y);
      return alpha > 0.9 && uv !== undefined && at(map, uv) > 0.98;
    });
    assert.ok(inner.length > 5, `${inner.length} pixels`);
    const mean = [0, 1, 2].map((c) => inner.reduce((sum, { fresh }) => sum + fresh[c]! / inner.length, 0));
    for (const [c, value] of mean.entries()) assert.ok(Math.abs(value - color[c]!) < 25, `${mean} is not ${color}`);
  }
});

test("the source's gaze brings its own eyeballs", async () => {
  const [brown, blue] = [sceneOf(person({ eyes: [60, 35, 20] })), sceneOf(person({ eyes: [40, 90, 190] }))];
  const blueness = async (gaze: 'source' | 'target') => {
    const inner = pixelsOf(blue, await swap(brown, blue, { gaze })).filter(({ x, y, alpha }) => {
      const uv = place(x, y);
      return alpha > 0.9 && uv !== undefined && at(eyeballs, uv) > 0.95;
    });
    assert.ok(inner.length > 5, `${inner.length} pixels`);
    return inner.reduce((sum, { fresh }) => sum + (fresh[2] - fresh[0]) / inner.length, 0);
  };
  assert.ok((await blueness('target')) > 80, 'the target looks out');
  assert.ok((await blueness('source')) < 20, 'the source looks out');
});

test('kept eyes move with the reshaped mesh, and stay whole', async () => {
  const eyes = new Set<number>([
    ...rings.leftEye,
    ...rings.leftLids,
    ...rings.leftSocket,
    ...rings.rightEye,
    ...rings.rightLids,
    ...rings.rightSocket,
  ]);
  const shape = canonicalMesh.map((value, i) =>
    i % 3 === 0 && eyes.has(Math.floor(i / 3)) ? value + 0.08 * Math.sign(value) : value,
  );
  const wide = sceneOf(person(), poseMesh({}, shape));
  const darkEyed = sceneOf(person({ eyes: [10, 10, 10], skin: [215, 175, 150] }));
  const middle = (pixels: readonly Pixel[], of: (pixel: Pixel) => Rgb) => {
    const dark = pixels.filter(
      (pixel) => pixel.x > 62 && pixel.x < 110 && pixel.y > 80 && of(pixel)[0] < 100 && pixel.y < 92,
    );
    assert.ok(dark.length > 10, `${dark.length} dark pixels`);
    return dark.reduce((sum, { x }) => sum + x / dark.length, 0);
  };
  const pixels = pixelsOf(darkEyed, await swap(wide, darkEyed, { keep: ['eyes'] }));
  const moved = middle(pixels, ({ old }) => old) - middle(pixels, ({ fresh }) => fresh);
  assert.ok(moved > 1.5 && moved < 6.5, `the left eye moved ${moved} pixels to the left`);
});
