import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flatMap, mix, type Paint, paintFlat, type Rgb } from '../../test/synthetic-face.ts';
import { LIGHT_SIZE, lightAt, measureLight, measureWideLight, weightedMean } from './light.ts';
import { regionMaps } from './regions.ts';

const SIZE = 64;
const skin: Rgb = [200, 150, 120];
const { lit, depth } = regionMaps(SIZE);

/** Skin under a light; where no light can be measured there is black. */
function faceUnder(light: (u: number, v: number) => Rgb, size = SIZE): Float32Array {
  const known = regionMaps(size).lit;
  const rgb = paintFlat(size, (u, v) => light(u, v).map((factor, c) => factor * skin[c]!) as unknown as Rgb);
  return rgb.map((value, i) => (known[Math.floor(i / 3)]! > 0 ? value : 0));
}

/** The greatest share by which a measured light is off, within the face. */
function worst(map: Float32Array, light: (u: number, v: number) => Rgb, inset: number): number {
  let most = 0;
  for (let texel = 0; texel < SIZE * SIZE; texel++) {
    if (depth[texel]! < inset) continue;
    const [u, v] = [((texel % SIZE) + 0.5) / SIZE, (Math.floor(texel / SIZE) + 0.5) / SIZE];
    light(u, v).forEach((factor, c) => {
      most = Math.max(most, Math.abs(lightAt(map, c, u, v) / (factor * skin[c]!) - 1));
    });
  }
  return most;
}

test('even light comes back exactly, across brows, eyes and lips', () => {
  const { wide, fine } = measureLight(
    faceUnder(() => [1, 1, 1]),
    lit,
    SIZE,
  );
  assert.equal(wide.length, LIGHT_SIZE * LIGHT_SIZE * 3);
  assert.ok(worst(wide, () => [1, 1, 1], 0) < 1e-3);
  assert.ok(worst(fine, () => [1, 1, 1], 0) < 1e-3);
});

const lights: Readonly<Record<string, (u: number, v: number) => Rgb>> = {
  'a window at one side': (u) => [0.7 + 0.6 * u, 0.7 + 0.6 * u, 0.7 + 0.6 * u],
  'a lamp above': (_, v) => [1.2 - 0.5 * v, 1.15 - 0.5 * v, 1.1 - 0.5 * v],
  'a coloured lamp at one side': (u) => [0.8 + 0.4 * u, 1, 1.2 - 0.4 * u],
};

for (const [name, light] of Object.entries(lights)) {
  test(`${name}: known again within a few percent`, () => {
    const rgb = faceUnder(light);
    const { wide, fine } = measureLight(rgb, lit, SIZE);
    const [wideOff, fineOff] = [worst(wide, light, 0.05), worst(fine, light, 0.05)];
    assert.ok(wideOff < 0.04, `wide is off by ${wideOff}`);
    assert.ok(fineOff < 0.04, `fine is off by ${fineOff}`);
    assert.deepEqual(measureWideLight(rgb, lit, SIZE), wide);
  });
}

test('the size of the map makes no difference', () => {
  const light = lights['a window at one side']!;
  const { wide } = measureLight(faceUnder(light, 128), regionMaps(128).lit, 128);
  assert.ok(worst(wide, light, 0.05) < 0.04);
});

/** How much of a narrow stripe down the middle of the face a light map shows: 0 none, 1 all. */
function shown(map: Float32Array, plain: Paint, striped: Rgb, measure: (rgb: Rgb) => number): number {
  const at = (u: number) => measure([0, 1, 2].map((c) => lightAt(map, c, u, 0.62)) as unknown as Rgb);
  return (at(0.5) - measure(plain(0.5, 0.62))) / (measure(striped) - measure(plain(0.5, 0.62)));
}

test('changes of hue are taken for light where they are narrow, changes of brightness only where they are wide', () => {
  const everywhere = new Float32Array(SIZE * SIZE).fill(1);
  const plain: Paint = () => skin;
  const luma = ([r, g, b]: Rgb) => 0.299 * r + 0.587 * g + 0.114 * b;
  const hue = ([r, , b]: Rgb) => r / b;
  const bright = skin.map((value) => value * 1.25) as unknown as Rgb;
  const red: Rgb = [220, 150 - (20 * 0.299 - 8 * 0.114) / 0.587, 112];
  assert.ok(Math.abs(luma(red) - luma(skin)) < 1e-9);
  const stripe = (color: Rgb, half: number) =>
    paintFlat(SIZE, (u) => mix(skin, color, Math.exp(-(((u - 0.5) / half) ** 2))));
  const narrowRed = measureLight(stripe(red, 0.07), everywhere, SIZE);
  const narrowBright = measureLight(stripe(bright, 0.07), everywhere, SIZE);
  const wideBright = measureLight(stripe(bright, 0.35), everywhere, SIZE);
  const [redShare, brightShare] = [
    shown(narrowRed.wide, plain, red, hue),
    shown(narrowBright.wide, plain, bright, luma),
  ];
  assert.ok(redShare > 0.7, `narrow hue ${redShare}`);
  assert.ok(brightShare < 0.6, `narrow brightness ${brightShare}`);
  assert.ok(shown(wideBright.wide, plain, bright, luma) > 0.9);
  // What the border has to meet follows both.
  assert.ok(shown(narrowBright.fine, plain, bright, luma) > 0.75);
  assert.ok(shown(narrowRed.fine, plain, red, hue) > 0.75);
});

test('what has no weight does not count: half a face is hidden behind a bright board', () => {
  const light = lights['a lamp above']!;
  const rgb = faceUnder(light).map((value, i) => (Math.floor(i / 3) % SIZE > SIZE / 2 ? 255 : value));
  const weights = flatMap(SIZE, (u) => (u > 0.5 ? 0 : 1)).map((open, i) => open * lit[i]!);
  const { wide } = measureLight(rgb, weights, SIZE);
  const mirrorImage = lightAt(wide, 0, 0.7, 0.6) / lightAt(wide, 0, 0.3, 0.6);
  assert.ok(Math.abs(mirrorImage - 1) < 0.12, `the hidden cheek is ${mirrorImage} as bright as the open one`);
});

test('a face of which nothing is known has a mid grey light', () => {
  const { wide, fine } = measureLight(new Float32Array(SIZE * SIZE * 3), new Float32Array(SIZE * SIZE), SIZE);
  for (const map of [wide, fine]) assert.ok(map.every((value) => Math.abs(value - 128) < 1e-3));
});

test('the weighted mean', () => {
  const values = Float32Array.of(10, 20, 30, 50, 60, 70);
  assert.deepEqual([...weightedMean(values, Float32Array.of(3, 1))], [20, 30, 40]);
  assert.deepEqual([...weightedMean(values, Float32Array.of(0, 0))], [128, 128, 128]);
});
