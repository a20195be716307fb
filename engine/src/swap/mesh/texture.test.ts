import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flatMap, mix, type Paint, paintFlat, person } from '../../../test/synthetic-face.ts';
import { regionMaps } from '../../blend/regions.ts';
import { uvGrid } from '../../faces/uv/grid.ts';
import { smoothstep } from '../../faces/uv/maps.ts';
import type { Unwrapped } from '../../faces/uv/unwrap.ts';
import { type Detail, makeTexture, readDetail, type Texture, type TexturePyramid, UNIT } from './texture.ts';

const SIZE = 128;
const { depth, skin: plainSkin, eyeZones } = regionMaps(SIZE);
const face = person();

type Place = (u: number, v: number) => number;
const ahead: Place = () => 1;
/** A head turned so far that its image-right half is hidden: what the picture shows there is a wall. */
const rightHidden: Place = (u) => 0.9 - 1.6 * smoothstep(0.45, 0.6, u);
const leftHidden: Place = (u, v) => rightHidden(1 - u, v);

function unwrapped(paint: Paint, facing = ahead, size = SIZE): Unwrapped {
  const grid = uvGrid(size);
  const rgb = paintFlat(size, (u, v) => (facing(u, v) < 0 ? [30, 90, 160] : paint(u, v)));
  return {
    grid,
    rgb: rgb.map((value, i) => (grid.inside[Math.floor(i / 3)] === 0 ? 0 : value)),
    facing: flatMap(size, facing),
  };
}

function textureOf(...faces: readonly Unwrapped[]): TexturePyramid {
  return makeTexture(faces.map(readDetail));
}

/** Green at (u, v), in units of `UNIT`. */
function at({ size, rgba }: Texture, u: number, v: number, channel = 1): number {
  return rgba[(Math.floor(v * size) * size + Math.floor(u * size)) * 4 + channel]! / UNIT;
}

/** The greatest difference of two textures' luma-like green, in units of `UNIT`, where `where` says so. */
function apart(a: Texture, b: Texture, where: (texel: number) => boolean): number {
  let most = 0;
  for (let texel = 0; texel < SIZE * SIZE; texel++) {
    if (where(texel)) most = Math.max(most, Math.abs(a.rgba[texel * 4 + 1]! - b.rgba[texel * 4 + 1]!) / UNIT);
  }
  return most;
}

/** A face with a freckle: dark enough to be seen, too pale for a stain. */
function freckled(u0: number, v0: number): Paint {
  return (u, v) => mix(face(u, v), [0, 0, 0], 0.2 * Math.exp(-(((u - u0) ** 2 + (v - v0) ** 2) / 0.03 ** 2)));
}

const whole = textureOf(unwrapped(face))[0]!;

test('plain skin is UNIT, features are darker, and light is divided out', () => {
  for (let texel = 0; texel < SIZE * SIZE; texel++) {
    if (plainSkin[texel]! < 0.9 || depth[texel]! < 0.1) continue;
    for (let c = 0; c < 3; c++) {
      const value = whole.rgba[texel * 4 + c]! / UNIT;
      assert.ok(Math.abs(value - 1) < 0.08, `texel ${texel} channel ${c}: ${value}`);
    }
  }
  assert.ok(at(whole, 0.33, 0.22) < 0.75, `a brow is ${at(whole, 0.33, 0.22)}`);
  assert.ok(at(whole, 0.5, 0.7) < 0.75, `a lip is ${at(whole, 0.5, 0.7)}`);
  const reddish = at(whole, 0.5, 0.7, 0) / at(whole, 0.5, 0.7, 1);
  assert.ok(reddish > 1.3, `a lip keeps its own hue: ${reddish}`);
  const shaded = textureOf(unwrapped(person({ light: (u, v) => 0.5 + 0.5 * u - 0.15 * v })))[0]!;
  const off = apart(whole, shaded, (texel) => depth[texel]! > 0.08);
  assert.ok(off < 0.12, `off by ${off}`);
});

test('each level is the mean of the finer one, down to 64', () => {
  const levels = textureOf(unwrapped(face, ahead, 256));
  assert.deepEqual(
    levels.map(({ size }) => size),
    [256, 128, 64],
  );
  for (const [index, { size, rgba }] of levels.entries()) {
    assert.equal(rgba.length, size * size * 4);
    const finer = levels[index - 1];
    for (let texel = 0; finer !== undefined && texel < size * size; texel += 7) {
      const p = (Math.floor(texel / size) * 2 * finer.size + (texel % size) * 2) * 4 + 2;
      const sum = [p, p + 4, p + finer.size * 4, p + finer.size * 4 + 4].reduce((a, i) => a + finer.rgba[i]!, 0);
      assert.ok(Math.abs(rgba[texel * 4 + 2]! - sum / 4) <= 0.5);
    }
  }
});

test("a half that is turned away is the other half's mirror image", () => {
  const { rgba } = textureOf(unwrapped(freckled(0.25, 0.6), rightHidden))[0]!;
  for (let texel = 0; texel < SIZE * SIZE; texel++) {
    if (texel % SIZE < 0.62 * SIZE || depth[texel]! < 0.06) continue;
    const partner = Math.floor(texel / SIZE) * SIZE + SIZE - 1 - (texel % SIZE);
    for (let c = 0; c < 3; c++) {
      assert.ok(Math.abs(rgba[texel * 4 + c]! - rgba[partner * 4 + c]!) < 0.03 * UNIT, `texel ${texel}`);
    }
  }
  const texture = { size: SIZE, rgba };
  assert.ok(at(texture, 0.25, 0.6) < 0.88, 'the freckle');
  assert.ok(at(texture, 0.75, 0.6) < 0.88, 'its mirror image');
});

test('an open face is not mirrored: a freckle stays on its own side', () => {
  const texture = textureOf(unwrapped(freckled(0.25, 0.6)))[0]!;
  assert.ok(at(texture, 0.25, 0.6) < 0.88);
  assert.ok(at(texture, 0.75, 0.6) > 0.95);
});

test('what hair covers is filled from the other half', () => {
  const lock: Paint = (u, v) => (u < 0.22 && v < 0.75 ? [40, 28, 25] : face(u, v));
  const filled = textureOf(unwrapped(lock))[0]!;
  const off = apart(filled, whole, (texel) => depth[texel]! > 0.06);
  assert.ok(off < 0.12, `off by ${off}`);
});

test('where both halves are unclean there is plain skin', () => {
  const fringe: Paint = (u, v) => (v < 0.11 ? [40, 28, 25] : face(u, v));
  const texture = textureOf(unwrapped(fringe))[0]!;
  for (const u of [0.3, 0.4, 0.5, 0.6, 0.7]) {
    for (const v of [0.05, 0.07, 0.09]) {
      for (let c = 0; c < 3; c++) {
        assert.ok(Math.abs(at(texture, u, v, c) - 1) < 0.08, `${at(texture, u, v, c)} at ${u}, ${v}`);
      }
    }
  }
  assert.ok(at(texture, 0.33, 0.22) < 0.75, 'the brows below it are kept');
});

for (const size of [128, 256]) {
  test(`${size}: towards the outline, what both halves show edge-on only is plain skin`, () => {
    const rim: Place = (u) => (Math.abs(u - 0.5) > 0.36 ? 0.08 : 1);
    const smeared: Paint = (u, v) => (Math.abs(u - 0.5) > 0.36 ? [190, 160, 145] : face(u, v));
    const texture = textureOf(unwrapped(smeared, rim, size))[0]!;
    for (const u of [0.08, 0.92]) {
      for (let c = 0; c < 3; c++) assert.ok(Math.abs(at(texture, u, 0.5, c) - 1) < 0.02, `${at(texture, u, 0.5, c)}`);
    }
    assert.ok(at(texture, 0.33, 0.22) < 0.75, 'the brow');
    assert.ok(Math.abs(at(texture, 0.3, 0.6) - 1) < 0.08, 'the cheek');
  });
}

test('a stain on plain skin is filled wherever it is, dark features are not', () => {
  const paint: Paint = (u, v) => (Math.hypot(u - 0.28, v - 0.6) < 0.06 ? [60, 110, 60] : face(u, v));
  const texture = textureOf(unwrapped(paint))[0]!;
  assert.ok(at(texture, 0.28, 0.6, 0) > 0.9, `the stain is ${at(texture, 0.28, 0.6, 0)}`);
  assert.ok(apart(texture, whole, (texel) => eyeZones[0][texel]! > 0.9) < 0.1);
});

const stained: Paint = (u, v) => (Math.hypot(Math.abs(u - 0.5) - 0.21, v - 0.6) < 0.05 ? [60, 110, 60] : face(u, v));

test('a stain on both cheeks leaves plain skin, or what another picture shows there', () => {
  const plain = textureOf(unwrapped(stained))[0]!;
  const [paint, clear] = [unwrapped(stained), unwrapped(freckled(0.29, 0.6))];
  for (let c = 0; c < 3; c++) assert.ok(Math.abs(at(plain, 0.29, 0.6, c) - 1) < 0.05, `${at(plain, 0.29, 0.6, c)}`);
  for (const texture of [textureOf(paint, clear)[0]!, textureOf(clear, paint)[0]!]) {
    assert.ok(at(texture, 0.29, 0.6) < 0.9, 'the freckle');
    assert.ok(at(texture, 0.71, 0.6) > 0.95, 'no stain, no freckle');
  }
});

test("small blotches of hue on skin are mostly taken for the camera's, those of lips are not", () => {
  const blotch = (u: number, v: number, u0: number, v0: number) =>
    Math.exp(-(((u - u0) ** 2 + (v - v0) ** 2) / 0.02 ** 2));
  const red: Paint = (u, v) => {
    const [r, g, b] = face(u, v);
    const share = 0.15 * (blotch(u, v, 0.28, 0.6) + blotch(u, v, 0.5, 0.7));
    return [r * (1 + share), g, b];
  };
  const texture = textureOf(unwrapped(red))[0]!;
  const hue = (u: number, v: number) =>
    at(texture, u, v, 0) / at(texture, u, v, 1) / (at(whole, u, v, 0) / at(whole, u, v, 1));
  assert.ok(hue(0.28, 0.6) < 1.06, `skin ${hue(0.28, 0.6)}`);
  assert.ok(hue(0.5, 0.7) > 1.1, `lip ${hue(0.5, 0.7)}`);
});

test('an eye with its brow comes whole from one half: half of it under hair takes the other eye', () => {
  const grey = person({ eyes: [60, 90, 120] });
  const brown = person({ eyes: [60, 90, 120], brows: [150, 110, 90] });
  const uneven: Paint = (u, v) => (u < 0.5 ? brown : grey)(u, v);
  const lock: Paint = (u, v) => (u < 0.36 && v > 0.05 && v < 0.5 ? [40, 28, 25] : uneven(u, v));
  const open = textureOf(unwrapped(uneven))[0]!;
  const covered = textureOf(unwrapped(lock))[0]!;
  const temple = textureOf(unwrapped((u, v) => (u < 0.16 && v < 0.5 ? [40, 28, 25] : uneven(u, v))))[0]!;
  const innerBrow = [0.42, 0.23] as const;
  assert.ok(at(temple, ...innerBrow) > 0.65, `with the temple covered: ${at(temple, ...innerBrow)}`);
  assert.ok(at(open, ...innerBrow) > 0.65, `the own light brow: ${at(open, ...innerBrow)}`);
  const taken = at(covered, ...innerBrow);
  assert.ok(Math.abs(taken - at(covered, 0.58, 0.23)) < 0.05, `${taken} is not the other brow's`);
});

test('two pictures complete each other, each side from where it is seen best', () => {
  const left = unwrapped(freckled(0.25, 0.6), rightHidden);
  const right = unwrapped(freckled(0.7, 0.5), leftHidden);
  const texture = textureOf(left, right)[0]!;
  assert.ok(at(texture, 0.25, 0.6) < 0.88 && at(texture, 0.7, 0.5) < 0.88, 'both freckles');
  assert.ok(at(texture, 0.75, 0.6) > 0.92 && at(texture, 0.3, 0.5) > 0.92, 'neither mirror image');
  const alone = textureOf(left)[0]!;
  assert.ok(at(alone, 0.75, 0.6) < 0.88);
});

test('a source picture tells what is seen squarely and what is clean', () => {
  const lock: Paint = (u, v) => (u < 0.22 && v < 0.75 ? [40, 28, 25] : face(u, v));
  const { seen, clean, size }: Detail = readDetail(unwrapped(lock, rightHidden));
  const value = (map: Float32Array, u: number, v: number) => map[Math.floor(v * size) * size + Math.floor(u * size)]!;
  assert.equal(size, SIZE);
  assert.ok(value(seen, 0.3, 0.6) > 0.95 && value(seen, 0.75, 0.6) < 0.02);
  assert.ok(value(clean, 0.3, 0.6) > 0.95 && value(clean, 0.14, 0.5) < 0.1);
  assert.ok(value(clean, 0.23, 0.6) < 0.3 && value(clean, 0.29, 0.6) > 0.9, 'the rim of hair is half skin');
  const slanted = [128, 256].map((side) => {
    const detail = readDetail(unwrapped(face, () => 0.28, side));
    return detail.seen[(side / 2) * side + side / 2]!;
  });
  assert.ok(slanted[0]! > 0.3 && slanted[0]! < 0.7 && Math.abs(slanted[0]! - slanted[1]!) < 0.01, `${slanted}`);
  const outline = clean.filter((_, i) => depth[i]! > 0 && depth[i]! < 0.01);
  assert.ok(outline.length > 50 && Math.max(...outline) < 0.3, `${Math.max(...outline)} at the outline`);
});

test("a lamp's glare does not explode", () => {
  const glare: Paint = (u, v) =>
    Math.hypot(u - 0.5, v - 0.55) < 0.02 ? [255, 255, 255] : mix([0, 0, 0], face(u, v), 0.15);
  const { rgba } = textureOf(unwrapped(glare))[0]!;
  assert.ok(rgba.every((value) => value <= 3.5 * UNIT + 1));
  assert.ok(Math.abs(at({ size: SIZE, rgba }, 0.3, 0.62) - 1) < 0.15);
});
