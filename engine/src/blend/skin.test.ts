import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flatMap, mix, type Paint, paintFlat, person, type Rgb } from '../../test/synthetic-face.ts';
import { lightAt } from './light.ts';
import { regionMaps } from './regions.ts';
import { readSkin } from './skin.ts';

const SIZE = 128;
const { depth, skin: plainSkin } = regionMaps(SIZE);
const seen = depth.map((inwards) => (inwards > 0 ? 1 : 0));
const face = person();

/** Shares of the face's texels that are taken for something else: of those that are, and of those that are not. */
function judge(paint: Paint, covered: (u: number, v: number) => boolean): { found: number; wronged: number } {
  const { likeness } = readSkin(paintFlat(SIZE, paint), seen, SIZE);
  const cover = flatMap(SIZE, (u, v) => (covered(u, v) ? 1 : 0));
  // Around the rim of what covers the face either answer is right.
  const near = flatMap(SIZE, (u, v) =>
    [-0.06, 0, 0.06].some((du) => [-0.06, 0, 0.06].some((dv) => covered(u + du, v + dv))) ? 1 : 0,
  );
  const share = (texels: readonly number[]) =>
    texels.filter((texel) => likeness[texel]! < 0.7).length / Math.max(1, texels.length);
  const all = Array.from({ length: SIZE * SIZE }, (_, texel) => texel).filter((texel) => depth[texel]! > 0.03);
  return {
    found: share(all.filter((texel) => cover[texel] === 1 && plainSkin[texel]! > 0.5)),
    wronged: share(all.filter((texel) => near[texel] === 0)),
  };
}

const inFringe = (u: number, v: number) => v < 0.2 + 0.04 * Math.sin(u * 20);
const inMicrophone = (u: number, v: number) => Math.hypot((u - 0.64) / 0.16, (v - 0.88) / 0.16) < 1;
const inStrands = (u: number, v: number) => u < 0.28 && v < 0.65;

/** Thin light strands with dark gaps between. */
function strands(u: number, v: number): Rgb {
  const wave = Math.sin((u + 0.3 * v) * 110);
  return wave > 0 ? mix(face(u, v), [225, 195, 140], 0.9) : mix(face(u, v), [120, 85, 55], 0.6);
}

test('a dark fringe is found', () => {
  const { found, wronged } = judge((u, v) => (inFringe(u, v) ? [45, 32, 28] : face(u, v)), inFringe);
  assert.ok(found > 0.95, `found ${found}`);
  assert.ok(wronged < 0.02, `wronged ${wronged}`);
});

test('a microphone before the chin is found', () => {
  const { found, wronged } = judge((u, v) => (inMicrophone(u, v) ? [25, 25, 28] : face(u, v)), inMicrophone);
  assert.ok(found > 0.9, `found ${found}`);
  assert.ok(wronged < 0.02, `wronged ${wronged}`);
});

test('blond strands over temple and cheek are found, although their mean is as bright as skin', () => {
  const { found, wronged } = judge((u, v) => (inStrands(u, v) ? strands(u, v) : face(u, v)), inStrands);
  assert.ok(found > 0.66, `found ${found}`);
  assert.ok(wronged < 0.01, `wronged ${wronged}`);
});

test('long dark hair over a quarter of the face is found, and leaves the rest as it is', () => {
  // From about 0.27 on the measured light follows the hair, and it counts as skin in shadow.
  const inHair = (u: number) => u < 0.25;
  const { found, wronged } = judge((u, v) => (inHair(u) ? [45, 32, 28] : face(u, v)), inHair);
  assert.ok(found > 0.9, `found ${found}`);
  assert.ok(wronged < 0.02, `wronged ${wronged}`);
});

test('a shape of hair over brow and eye speaks for both; a free eye is the face, whatever its colours', () => {
  const curtain = (u: number, v: number) => u < 0.48 && v > 0.1 && v < 0.5;
  const rgb = paintFlat(SIZE, (u, v) => (curtain(u, v) ? [45, 32, 28] : face(u, v)));
  const { likeness } = readSkin(rgb, seen, SIZE);
  const [covered, free] = regionMaps(SIZE).eyeZones;
  const mean = (zone: Float32Array) =>
    zone.reduce((sum, weight, i) => sum + weight * likeness[i]!, 0) / zone.reduce((sum, weight) => sum + weight, 0);
  assert.ok(mean(covered) < 0.3, `covered ${mean(covered)}`);
  assert.ok(mean(free) > 0.95, `free ${mean(free)}`);
});

const tones: readonly Rgb[] = [
  [205, 150, 125],
  [240, 205, 185],
  [95, 65, 50],
];

const lights: Readonly<Record<string, (paint: Paint) => Paint>> = {
  'even light': (paint) => paint,
  'round shading': (paint) => lit(paint, (u, v) => bright(1.15 - 1.6 * (u - 0.5) ** 2 - 0.25 * v)),
  'a window at one side': (paint) => lit(paint, (u) => bright(0.25 + u)),
  'a red and a blue lamp': (paint) => lit(paint, (u) => [0.75 + 0.4 * u, 1, 1.25 - 0.5 * u]),
};

function bright(factor: number): Rgb {
  return [factor, factor, factor];
}

function lit(paint: Paint, light: (u: number, v: number) => Rgb): Paint {
  return (u, v) => {
    const [rgb, by] = [paint(u, v), light(u, v)];
    return [rgb[0] * by[0], rgb[1] * by[1], rgb[2] * by[2]];
  };
}

for (const [name, light] of Object.entries(lights)) {
  test(`${name}: the face is the face, on light and dark skin, with brows, lips and grain`, () => {
    for (const skin of tones) {
      const { wronged } = judge(light(person({ skin })), () => false);
      assert.ok(wronged < 0.01, `skin ${skin}: wronged ${wronged}`);
    }
  });
}

test('a hard patch of sun on the dark side is found, although the other side is as bright', () => {
  const inSun = (u: number, v: number) => Math.hypot(u - 0.22, v - 0.6) < 0.09;
  const window = lit(face, (u) => bright(0.35 + 0.8 * u));
  const { found, wronged } = judge(
    lit(window, (u, v) => bright(inSun(u, v) ? 2.6 : 1)),
    inSun,
  );
  assert.ok(found > 0.66, `found ${found}`);
  assert.ok(wronged < 0.01, `wronged ${wronged}`);
});

test('skin smoother than the cheeks is skin', () => {
  const rough = person({ grain: 0.12 });
  const smooth = person({ grain: 0 });
  const { wronged } = judge(
    (u, v) => (v < 0.35 || v > 0.8 ? smooth(u, v) : rough(u, v)),
    () => false,
  );
  assert.ok(wronged < 0.01, `wronged ${wronged}`);
});

test('a side that is not seen says nothing', () => {
  const rgb = paintFlat(SIZE, (u, v) => (u > 0.45 ? [10, 200, 40] : face(u, v)));
  const half = flatMap(SIZE, (u) => (u > 0.45 ? 0 : 1)).map((open, i) => open * seen[i]!);
  const { likeness, light } = readSkin(rgb, half, SIZE);
  const wronged = likeness.filter((value, i) => half[i]! > 0 && depth[i]! > 0.05 && i % SIZE < 50 && value < 0.7);
  assert.equal(wronged.length, 0);
  const skin = [205, 150, 125];
  for (const map of [light.wide, light.fine]) {
    for (let c = 0; c < 3; c++) assert.ok(Math.abs(lightAt(map, c, 0.75, 0.6) / skin[c]! - 1) < 0.1);
  }
});

test('light is measured on skin alone: a fringe does not darken it', () => {
  const rgb = paintFlat(SIZE, (u, v) => (inFringe(u, v) ? [45, 32, 28] : face(u, v)));
  const { light } = readSkin(rgb, seen, SIZE);
  for (const [u, v] of [
    [0.5, 0.2],
    [0.5, 0.3],
    [0.3, 0.6],
  ] as const) {
    assert.ok(Math.abs(lightAt(light.wide, 1, u, v) / 150 - 1) < 0.08, `${lightAt(light.wide, 1, u, v)} at ${u}, ${v}`);
  }
});
