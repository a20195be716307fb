import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Affine, apply, similarity } from './affine.ts';
import type { Picture } from './picture.ts';
import { warpPicture } from './warp.ts';

function noise(width: number, height: number): Picture {
  return { width, height, rgb: Float32Array.from({ length: width * height * 3 }, (_, i) => (i * 7919) % 256) };
}

/** The definition, in f64: OpenCV's warpAffine with INTER_LINEAR; beyond the picture is `border`, or its last pixels. */
function definition({ width, height, rgb }: Picture, x: number, y: number, border: 'replicate' | number): number[] {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  return [0, 1, 2].map((channel) => {
    const at = (column: number, row: number) => {
      const [c, r] = [Math.min(Math.max(column, 0), width - 1), Math.min(Math.max(row, 0), height - 1)];
      return border !== 'replicate' && (c !== column || r !== row) ? border : rgb[(r * width + c) * 3 + channel]!;
    };
    const upper = at(left, top) * (1 - x + left) + at(left + 1, top) * (x - left);
    const lower = at(left, top + 1) * (1 - x + left) + at(left + 1, top + 1) * (x - left);
    return upper * (1 - y + top) + lower * (y - top);
  });
}

const maps: readonly Affine[] = [
  [1, 0, 0, 0, 1, 0],
  [0.4, 0, -3, 0, 0.4, -3],
  similarity(0.5, 1.4, -6, 2),
  similarity(-1.7, 0.3, 9, 4),
  [0, -1, 16, 1, 0, 0],
];

test('each pixel mixes the four nearest, with what lies outside as one more picture', () => {
  for (const picture of [noise(17, 13), noise(1, 9), noise(9, 1), noise(1, 1), noise(2, 2)]) {
    for (const map of maps) {
      for (const border of ['replicate', 0, 130] as const) {
        const { rgb } = warpPicture(picture, map, 20, 15, { border });
        for (let i = 0; i < 300; i++) {
          const want = definition(picture, ...apply(map, i % 20, Math.floor(i / 20)), border);
          for (let channel = 0; channel < 3; channel++) {
            const got = rgb[i * 3 + channel]!;
            assert.ok(Math.abs(got - want[channel]!) < 0.01, `${picture.width}: ${got}, not ${want[channel]}`);
          }
        }
      }
    }
  }
});

test('rounded: whole numbers, halves to the even one, as OpenCV has them', () => {
  const picture = { width: 2, height: 1, rgb: Float32Array.of(10, 11, 12, 11, 12, 14) };
  const { rgb } = warpPicture(picture, [0.5, 0, 0, 0, 1, 0], 3, 1, { rounded: true });
  assert.deepEqual([...rgb], [10, 11, 12, 10, 12, 13, 11, 12, 14]);
});

test('maps that are not finite are refused, and no pixels are none', () => {
  assert.throws(() => warpPicture(noise(4, 4), [1, 0, Number.NaN, 0, 1, 0], 2, 2), RangeError);
  assert.equal(warpPicture(noise(4, 4), [1, 0, 0, 0, 1, 0], 0, 5).rgb.length, 0);
});
