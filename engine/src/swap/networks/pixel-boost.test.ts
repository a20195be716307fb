import assert from 'node:assert/strict';
import { test } from 'node:test';
import { joinPart, splitCrop } from './pixel-boost.ts';

const plain = { mean: [0, 0, 0], deviation: [1, 1, 1], denormalise: false } as const;

function numbered(size: number) {
  return { width: size, height: size, rgb: Float32Array.from({ length: size * size * 3 }, (_, i) => (i * 7) % 256) };
}

test('part a·k + b holds pixels (j·k + b, i·k + a): every k-th, not tiles', () => {
  const crop = numbered(4);
  const out = new Float32Array(48);
  splitCrop(crop, { ...plain, size: 2 }, out);
  const parts = [...out].map((value) => Math.round(value * 255));
  const red = (x: number, y: number) => crop.rgb[(y * 4 + x) * 3]!;
  assert.deepEqual(parts.slice(0, 4), [red(0, 0), red(2, 0), red(0, 2), red(2, 2)], 'part 0, red');
  assert.deepEqual(parts.slice(12, 16), [red(1, 0), red(3, 0), red(1, 2), red(3, 2)], 'part 1 lies one to the right');
  assert.deepEqual(parts.slice(24, 28), [red(0, 1), red(2, 1), red(0, 3), red(2, 3)], 'part 2 lies one below');
  assert.equal(parts[36 + 8], crop.rgb[(1 * 4 + 1) * 3 + 2], 'part 3, blue');
});

test('splitting and joining gives every pixel back, whatever the network’s terms', () => {
  const imageNet = { mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225], denormalise: true } as const;
  for (const [side, size] of [
    [12, 4],
    [4, 4],
    [10, 5],
  ] as const) {
    for (const terms of [plain, imageNet]) {
      const crop = numbered(side);
      const out = new Float32Array(side * side * 3);
      splitCrop(crop, { ...terms, size }, out);
      const joined = { ...crop, rgb: new Float32Array(crop.rgb.length).fill(-1) };
      const length = 3 * size * size;
      for (let part = 0; part < (side / size) ** 2; part++) {
        joinPart(out.subarray(part * length, (part + 1) * length), part, { ...terms, size }, joined);
      }
      assert.ok(joined.rgb.every((value, i) => Math.abs(value - crop.rgb[i]!) < 1e-3));
    }
  }
});

test('terms: (v / 255 - mean) / deviation going in; coming out undone or not, cut to 0..255, never rounded', () => {
  const half = { size: 1, mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.25, 0.5], denormalise: true } as const;
  const out = new Float32Array(3);
  splitCrop({ width: 1, height: 1, rgb: Float32Array.of(0, 255, 51) }, half, out);
  assert.deepEqual(
    [...out].map((value) => Number(value.toFixed(5))),
    [-1, 2, -0.6],
  );
  const crop = { width: 1, height: 1, rgb: new Float32Array(3) };
  joinPart(Float32Array.of(0.1, -0.5, 1.5), 0, half, crop);
  assert.deepEqual(
    [...crop.rgb].map((value) => Number(value.toFixed(3))),
    [140.25, 95.625, 255],
  );
  joinPart(Float32Array.of(0.1, -0.5, 1.5), 0, { ...half, denormalise: false }, crop);
  assert.deepEqual(
    [...crop.rgb].map((value) => Number(value.toFixed(3))),
    [25.5, 0, 255],
  );
});
