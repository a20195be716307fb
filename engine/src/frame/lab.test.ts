import assert from 'node:assert/strict';
import { test } from 'node:test';
import { labReference, rgbReference } from './lab.reference.ts';
import { labOf, labRoundTrip, pictureOfLab } from './lab.ts';

/** R, G, B; L, a, b; and R, G, B again, as OpenCV 5.0 converts them. */
const known: readonly (readonly [rgb: readonly number[], lab: readonly number[], back: readonly number[]])[] = [
  [
    [255, 255, 255],
    [255, 128, 128],
    [255, 255, 255],
  ],
  [
    [0, 0, 0],
    [0, 128, 128],
    [0, 0, 0],
  ],
  [
    [255, 0, 0],
    [136, 208, 195],
    [255, 2, 1],
  ],
  [
    [0, 255, 0],
    [224, 42, 211],
    [7, 255, 3],
  ],
  [
    [0, 0, 255],
    [82, 207, 20],
    [0, 1, 255],
  ],
  [
    [128, 128, 128],
    [137, 128, 128],
    [128, 128, 128],
  ],
  [
    [200, 150, 120],
    [169, 143, 151],
    [201, 150, 121],
  ],
  [
    [20, 30, 60],
    [30, 135, 107],
    [20, 30, 60],
  ],
  [
    [1, 2, 3],
    [1, 128, 127],
    [0, 2, 4],
  ],
  // Here the precision of OpenCV's table of roots shows.
  [
    [90, 5, 34],
    [45, 166, 135],
    [91, 5, 35],
  ],
  [
    [224, 172, 105],
    [188, 139, 169],
    [223, 172, 106],
  ],
];

/** Colours in Lab that no RGB has: they are cut off. */
const impossible: readonly (readonly [lab: readonly number[], rgb: readonly number[]])[] = [
  [
    [10, 128, 128],
    [14, 14, 14],
  ],
  [
    [20, 140, 120],
    [34, 18, 34],
  ],
  [
    [100, 0, 255],
    [0, 121, 0],
  ],
  [
    [255, 255, 0],
    [255, 139, 255],
  ],
  [
    [137, 200, 60],
    [185, 72, 248],
  ],
];

function picture(colors: readonly (readonly number[])[]) {
  return { width: colors.length, height: 1, rgb: Float32Array.from(colors.flat()) };
}

test('colours come out as OpenCV 5.0 converts them, there and back', () => {
  const lab = labOf(picture(known.map(([rgb]) => rgb)));
  assert.deepEqual(
    Array.from(lab),
    known.flatMap(([, values]) => values),
  );
  const { rgb } = labRoundTrip(picture(known.map(([rgb]) => rgb)));
  assert.deepEqual(
    Array.from(rgb),
    known.flatMap(([, , back]) => back),
  );
  const bytes = Uint8ClampedArray.from(impossible.flatMap(([values]) => values));
  const cut = pictureOfLab(bytes, impossible.length, 1);
  assert.deepEqual(
    Array.from(cut.rgb),
    impossible.flatMap(([, values]) => values),
  );
});

test('swapped: red and blue change places before, and after', () => {
  const turned = known.map(([rgb]) => [...rgb].reverse());
  assert.deepEqual(labOf(picture(turned), true), labOf(picture(known.map(([rgb]) => rgb))));
  const { rgb } = labRoundTrip(picture(turned), true);
  assert.deepEqual(
    Array.from(rgb),
    known.flatMap(([, , back]) => [...back].reverse()),
  );
});

/** CIE L*a*b* in f64, scaled and moved to bytes. */
function definition([r, g, b]: readonly number[]): number[] {
  const linear = [r!, g!, b!].map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
  const sum = (x: number, y: number, z: number) => x * linear[0]! + y * linear[1]! + z * linear[2]!;
  const x = sum(0.412453, 0.35758, 0.180423) / 0.950456;
  const y = sum(0.212671, 0.71516, 0.072169);
  const z = sum(0.019334, 0.119193, 0.950227) / 1.088754;
  const root = (v: number) => (v > 216 / 24389 ? Math.cbrt(v) : (v * 841) / 108 + 16 / 116);
  return [((116 * root(y) - 16) * 255) / 100, 500 * (root(x) - root(y)) + 128, 200 * (root(y) - root(z)) + 128];
}

test('no colour is further than rounding and fixed point from CIE L*a*b*', () => {
  const colors = Array.from({ length: 4096 }, (_, i) => [(i % 16) * 17, ((i >> 4) % 16) * 17, (i >> 8) * 17]);
  const lab = labOf(picture(colors));
  for (const [i, color] of colors.entries()) {
    for (const [channel, value] of definition(color).entries()) {
      assert.ok(
        Math.abs(lab[i * 3 + channel]! - value) < 2.5,
        `${color.join()}: ${lab[i * 3 + channel]}, not ${value}`,
      );
    }
  }
});

test('values between and beyond bytes are rounded and cut off first', () => {
  const odd = picture([[-3, 300, 127.6]]);
  assert.deepEqual(labOf(odd), labOf(picture([[0, 255, 128]])));
});

test('the kernels do what is written out, for colours and for what no colour is', () => {
  const colors = Array.from({ length: 40_000 }, (_, i) => {
    const number = Math.imul(i + 1, 2654435761) >>> 8;
    return [number & 255, (number >> 8) & 255, number >> 16] as const;
  });
  assert.deepEqual(Array.from(labOf(picture(colors))), colors.flatMap(labReference));
  const { rgb } = pictureOfLab(Uint8ClampedArray.from(colors.flat()), colors.length, 1);
  assert.deepEqual(Array.from(rgb), colors.flatMap(rgbReference));
});

test('no pixels are none, and halves are rounded up', () => {
  assert.equal(labOf(picture([])).length, 0);
  assert.equal(labRoundTrip(picture([])).rgb.length, 0);
  const odd = picture([[0.5, 0.49999997, 254.5]]);
  assert.deepEqual(labOf(odd), labOf(picture([[1, 0, 255]])));
  assert.deepEqual(labOf(picture([[Number.NaN, Infinity, -Infinity]])), labOf(picture([[0, 255, 0]])));
});
