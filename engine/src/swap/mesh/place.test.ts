import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faceOf, flatMap, person, plainFrame, poseMesh } from '../../../test/synthetic-face.ts';
import { pixelsOf, placesOf, sceneOf, swap } from '../../../test/synthetic-swap.ts';
import { LIGHT_SIZE, type Light } from '../../blend/light.ts';
import { regionMaps } from '../../blend/regions.ts';
import { landmarks, rings } from '../../faces/mesh-indices.ts';
import { lookUp } from '../../faces/uv/maps.ts';
import { uv } from '../../faces/uv/topology.ts';
import { meshSwap } from './mesh-swap.ts';
import { bounds, level, place } from './place.ts';

/** A light map of one colour a place: `LIGHT_SIZE² × 3`. */
function lightMap(value: (u: number, v: number) => number): Float32Array {
  const map = flatMap(LIGHT_SIZE, value);
  return Float32Array.from({ length: map.length * 3 }, (_, i) => map[Math.floor(i / 3)]!);
}

const even: Light = { wide: lightMap(() => 120), fine: lightMap(() => 120) };
const none = lightMap(() => 1);
const mesh = poseMesh();

test("points lie in the frame's own columns, light falls on each, and the far side of a turned head fades", () => {
  const { x, y, z, u, v, gainR, gainB } = place(mesh, 2, even, none, 'poisson');
  assert.equal(x[7], mesh[21]! / 2);
  assert.deepEqual([y[7], z[7], u[7], v[7]], [mesh[22], mesh[23], uv.u[7], uv.v[7]]);
  assert.ok(gainR.every((gain) => Math.abs(gain - 120) < 1e-3) && gainB.every((gain) => Math.abs(gain - 120) < 1e-3));
  const turned = place(poseMesh({ yaw: 40 }), 1, even, none, 'poisson').alpha;
  assert.equal(turned[50], 1, 'the near cheek');
  assert.equal(turned[landmarks.rightEar], 0, 'the far ear');
  assert.ok(turned[281]! > 0.95, 'the far side of the nose is as sharp as its own edge');
  assert.equal(place(poseMesh({ yaw: 60 }), 1, even, none, 'poisson').alpha[landmarks.noseTip], 1);
});

test('a feathered border knows only the wide light; a poisson border meets the fine one along the outline', () => {
  const light: Light = { wide: lightMap((u) => 80 + 60 * u), fine: lightMap((u) => 1.2 * (80 + 60 * u)) };
  const feather = place(
    mesh,
    1,
    light,
    lightMap(() => 0.9),
    'feather',
  );
  const poisson = place(
    mesh,
    1,
    light,
    lightMap(() => 0.9),
    'poisson',
  );
  for (const point of rings.silhouette) {
    const wide = 80 + 60 * Math.min(1 - 0.5 / LIGHT_SIZE, Math.max(0.5 / LIGHT_SIZE, uv.u[point]!));
    assert.ok(Math.abs(feather.gainG[point]! / wide - 1) < 0.01);
    assert.ok(Math.abs(poisson.gainG[point]! / (wide * (1.2 / 0.9)) - 1) < 0.01, `${poisson.gainG[point]! / wide}`);
  }
  assert.ok(Math.abs(poisson.gainG[landmarks.noseTip]! / feather.gainG[landmarks.noseTip]! - 1) < 1e-6);
});

test('a stain under the outline is met only so far', () => {
  const dark: Light = { wide: even.wide, fine: lightMap(() => 6) };
  const glaring: Light = { wide: even.wide, fine: lightMap(() => 1200) };
  const chin = landmarks.chin;
  assert.ok(Math.abs(place(mesh, 1, dark, none, 'poisson').gainG[chin]! - 60) < 0.1);
  assert.ok(Math.abs(place(mesh, 1, glaring, none, 'poisson').gainG[chin]! - 240) < 0.1);
  const black: Light = { wide: even.wide, fine: lightMap(() => 0) };
  assert.ok(
    place(
      mesh,
      1,
      black,
      lightMap(() => 0),
      'poisson',
    ).gainG.every(Number.isFinite),
  );
});

test('along the outline a poisson border meets the picture better than a feathered one', async () => {
  // Five o'clock shadow along the jaw, which no other place of the face has.
  const bearded = (u: number, v: number) => {
    const [r, g, b] = person()(u, v);
    const shade = 1 - 0.3 * Math.exp(-(((v - 0.97) / 0.08) ** 2));
    return [r * shade, g * shade, b * shade] as const;
  };
  const [target, source] = [sceneOf(bearded), sceneOf()];
  const { edge } = regionMaps(128);
  const where = placesOf(target.face.mesh);
  const step = async (border: 'poisson' | 'feather') => {
    const rim = pixelsOf(target, await swap(source, target, { border })).filter(({ x, y, alpha }) => {
      const at = where(x, y);
      return alpha > 0.02 && at !== undefined && at[1] > 0.85 && lookUp(edge, 128, 1, 0, at[0], at[1]) < 0.6;
    });
    assert.ok(rim.length > 50);
    return rim.reduce((sum, { fresh, old }) => sum + Math.abs(fresh[1] - old[1]) / rim.length, 0);
  };
  const [poisson, feather] = [await step('poisson'), await step('feather')];
  assert.ok(poisson < 0.8 * feather, `poisson ${poisson}, feather ${feather}`);
});

test('along the outline the slow colour that a texture still has is taken out', async () => {
  const { frame, face } = sceneOf();
  const [identity, study] = [await meshSwap.prepare([{ frame, face }]), meshSwap.study(frame, face)];
  const where = placesOf(face.mesh);
  const rim = async (fine: number) => {
    const dimmed = { ...identity, fine: identity.fine.map((value) => value * fine) };
    const patch = await meshSwap.swap(frame, face, study, dimmed, { blend: 1, keep: [], border: 'poisson' });
    const pixels = pixelsOf({ frame, face }, patch).filter(
      ({ x, y, alpha }) => alpha > 0.1 && (where(x, y)?.[1] ?? 0) > 0.93,
    );
    return pixels.reduce((sum, { fresh }) => sum + fresh[1] / pixels.length, 0);
  };
  const ratio = (await rim(0.8)) / (await rim(1));
  assert.ok(ratio > 1.15 && ratio < 1.26, `${ratio}`);
});

test('bounds are whole pixels around the face, cut to the frame', () => {
  const frame = plainFrame(100, 90);
  const around = (x: number, y: number) => bounds(place(poseMesh({ x, y, eyes: 20 }), 1, even, none, 'poisson'), frame);
  const box = faceOf(poseMesh({ x: 50, y: 45, eyes: 20 })).box;
  const [left, top, width, height] = around(50, 45);
  assert.deepEqual([left, top], [Math.floor(box[0]), Math.floor(box[1])]);
  assert.deepEqual([left + width - 1, top + height - 1], [Math.ceil(box[0] + box[2]), Math.ceil(box[1] + box[3])]);
  assert.equal(around(5, 45)[0], 0);
  const [cutLeft, , cutWidth] = around(90, 45);
  assert.equal(cutLeft + cutWidth, 100);
  assert.equal(around(-200, 45)[2], 0);
  assert.equal(around(50, 900)[3], 0);
});

test("the texture's level has about one texel a pixel, never much less", () => {
  const pyramid = [512, 256, 128, 64].map((size) => ({ size, rgba: new Uint16Array() }));
  const sizeFor = (eyes: number) => level(pyramid, place(poseMesh({ eyes }), 1, even, none, 'poisson')).size;
  // The face fills 0.96 of the square and is about 2.2 eye distances wide, 2.5 high.
  assert.equal(sizeFor(20), 64);
  assert.equal(sizeFor(45), 128);
  assert.equal(sizeFor(95), 256);
  assert.equal(sizeFor(200), 512);
  assert.equal(sizeFor(900), 512);
});
