import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Affine, apply, compose, similarity } from '../frame/affine.ts';
import { allocateFrame, type Frame, type PixelFormat } from '../frame/frame.ts';
import type { Mask, Picture } from '../frame/picture.ts';
import { compositeReference } from './composite.reference.ts';
import { pasteCrop } from './paste.ts';

const yuv = { model: 'yuv', bitDepth: 8, chromaShiftX: 1, chromaShiftY: 1 } as const;
const rgb8 = { model: 'rgb', bitDepth: 8, chromaShiftX: 0, chromaShiftY: 0 } as const;
const formats: Readonly<Record<string, PixelFormat>> = {
  yuv420: yuv,
  yuv440: { ...yuv, chromaShiftX: 0 },
  yuv422of10: { ...yuv, bitDepth: 10, chromaShiftY: 0 },
  yuv444: { ...yuv, chromaShiftX: 0, chromaShiftY: 0 },
  rgb8,
  rgb16: { ...rgb8, bitDepth: 16 },
  gray8: { ...rgb8, model: 'gray' },
};

/** Where the crop lies: enlarged, shrunk, turned, upside down, and over the frame's borders. */
const places: Readonly<Record<string, Affine>> = {
  enlarged: compose(similarity(0.2, 0.7, 0, 0), [1, 0, -12, 0, 1, -9]),
  shrunk: compose(similarity(-0.4, 2.3, 4, 9), [1, 0, -25, 0, 1, -20]),
  straight: [1, 0, -20, 0, 1, -14],
  upsideDown: compose(similarity(Math.PI - 0.1, 1, 16, 14), [1, 0, -30, 0, 1, -24]),
  // So little that a row outside of the crop would meet it only hundreds of millions of pixels on.
  turnedByNothing: [1.3, 1e-9, -20.4, -1e-9, 1.3, -14.4],
  turnedBackByNothing: [1.3, -1e-9, -20.4, 1e-9, 1.3, -14.4],
  leftTop: [0.8, 0, 9.1, 0, 0.8, 7.3],
  rightLow: [0.8, 0, -46.3, 0, 0.8, -30.1],
};
const SIZE = 24;

function frameOf(format: PixelFormat, pixelAspect = 1): Frame {
  const matrix = format.model === 'yuv' ? 'bt709' : 'identity';
  const frame = allocateFrame({ width: 64, height: 48, pixelAspect, format, color: { matrix, fullRange: true } });
  const unit = 2 ** (format.bitDepth - 8);
  for (const { data } of frame.planes) for (let i = 0; i < data.length; i++) data[i] = (60 + ((i * 31) % 90)) * unit;
  return frame;
}

function copyOf(frame: Frame): Frame {
  return { ...frame, planes: frame.planes.map((plane) => ({ ...plane, data: plane.data.slice() })) };
}

const crop: Picture = {
  ...{ width: SIZE, height: SIZE },
  rgb: Float32Array.from({ length: SIZE * SIZE * 3 }, (_, i) => 80 + ((i * 7919) % 101)),
};

function maskOf(value: (x: number, y: number) => number): Mask {
  const values = Float32Array.from({ length: SIZE * SIZE }, (_, i) => value(i % SIZE, Math.floor(i / SIZE)));
  return { width: SIZE, height: SIZE, values };
}
const masks: Readonly<Record<string, Mask>> = {
  full: maskOf(() => 1),
  soft: maskOf((x, y) => Math.min(1, x / 6, y / 6, (SIZE - 1 - x) / 6, (SIZE - 1 - y) / 6)),
  corner: maskOf((x, y) => (x > 14 && y > 15 ? 0.7 : 0)),
  dots: maskOf((x, y) => ((x * 7 + y * 3) % 11 === 0 ? 1.5 : -0.5)),
};

/** The definition, in f64: FaceFusion's paste as a patch. */
function patchOf(frame: Frame, mask: Mask, map: Affine) {
  const rgba = new Float32Array(frame.width * frame.height * 4);
  const inside = pasteBox(map, frame.pixelAspect);
  for (let y = 0; y < frame.height; y++) {
    for (let x = 0; x < frame.width; x++) {
      if (!inside(x, y)) continue;
      const [cx, cy] = apply(map, x * frame.pixelAspect, y);
      const at = (y * frame.width + x) * 4;
      for (let channel = 0; channel < 3; channel++) {
        const value = (column: number, row: number) => {
          const [c, r] = [Math.min(Math.max(column, 0), SIZE - 1), Math.min(Math.max(row, 0), SIZE - 1)];
          return crop.rgb[(r * SIZE + c) * 3 + channel]!;
        };
        rgba[at + channel] = bilinear(value, cx, cy);
      }
      const shown = (column: number, row: number) =>
        column < 0 || row < 0 || column >= SIZE || row >= SIZE
          ? 0
          : Math.min(1, Math.max(0, mask.values[row * SIZE + column]!));
      rgba[at + 3] = bilinear(shown, cx, cy);
    }
  }
  return { x: 0, y: 0, width: frame.width, height: frame.height, rgba };
}

function bilinear(at: (column: number, row: number) => number, x: number, y: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const upper = at(left, top) * (1 - x + left) + at(left + 1, top) * (x - left);
  const lower = at(left, top + 1) * (1 - x + left) + at(left + 1, top + 1) * (x - left);
  return upper * (1 - y + top) + lower * (y - top);
}

/** Whether a pixel lies in the box around the crop's corners, each rounded. */
function pasteBox([a, b, c, d, e, f]: Affine, aspect: number): (x: number, y: number) => boolean {
  const det = a * e - b * d;
  const corners = [0, SIZE].flatMap((x) => [0, SIZE].map((y) => [x - c, y - f] as const));
  const xs = corners.map(([x, y]) => Math.round((e * x - b * y) / det / aspect));
  const ys = corners.map(([x, y]) => Math.round((a * y - d * x) / det));
  return (x, y) => x >= Math.min(...xs) && x < Math.max(...xs) && y >= Math.min(...ys) && y < Math.max(...ys);
}

for (const [name, format] of Object.entries(formats)) {
  test(`${name}: crop and mask come back where they were cut, for all places and masks`, () => {
    for (const [place, map] of Object.entries(places)) {
      for (const [kind, mask] of Object.entries(masks)) {
        for (const aspect of [1, 1.5]) {
          const frame = frameOf(format, aspect);
          const expected = copyOf(frame);
          compositeReference(expected, patchOf(expected, mask, map));
          pasteCrop(frame, crop, mask, map);
          for (const [index, { data }] of frame.planes.entries()) {
            for (let i = 0; i < data.length; i++) {
              const off = Math.abs(data[i]! - expected.planes[index]!.data[i]!);
              assert.ok(
                off <= (format.bitDepth > 8 ? 4 : 1),
                `${place}, ${kind}, plane ${index} at ${i}: off by ${off}`,
              );
            }
          }
        }
      }
    }
  });
}

test('it answers what has changed, and nothing else has', () => {
  for (const [place, map] of Object.entries(places)) {
    for (const [kind, mask] of Object.entries(masks)) {
      const frame = frameOf(rgb8);
      const before = copyOf(frame);
      const region = pasteCrop(frame, crop, mask, map);
      for (const [index, { data }] of frame.planes.entries()) {
        for (let i = 0; i < data.length; i++) {
          if (data[i] === before.planes[index]!.data[i]) continue;
          const [x, y] = [i % 64, Math.floor(i / 64)];
          assert.ok(region !== undefined, `${place}, ${kind} changed without a word`);
          const inside = x >= region.x && x < region.x + region.width && y >= region.y && y < region.y + region.height;
          assert.ok(inside, `${place}, ${kind}: ${x},${y} is outside`);
        }
      }
    }
  }
});

test('the box is that of the shown part, not of the whole crop', () => {
  const region = pasteCrop(frameOf(rgb8), crop, masks['corner']!, places['straight']!)!;
  assert.ok(region.width <= 12 && region.height <= 11, `${region.width}×${region.height}`);
  assert.deepEqual(pasteCrop(frameOf(rgb8), crop, masks['full']!, places['straight']!), {
    ...{ x: 20, y: 14, width: SIZE, height: SIZE },
  });
});

test('half a mask is half a blend: addWeighted of before and after', () => {
  const [whole, half] = [frameOf(rgb8), frameOf(rgb8)];
  const before = copyOf(whole);
  const mask = masks['soft']!;
  pasteCrop(whole, crop, mask, places['enlarged']!);
  pasteCrop(half, crop, { ...mask, values: mask.values.map((value) => value * 0.5) }, places['enlarged']!);
  for (const [index, { data }] of half.planes.entries()) {
    for (let i = 0; i < data.length; i++) {
      const mean = (before.planes[index]!.data[i]! + whole.planes[index]!.data[i]!) / 2;
      assert.ok(Math.abs(data[i]! - mean) <= 0.75);
    }
  }
});

test('a share of the crop is that share of its mask', () => {
  for (const format of [yuv, rgb8]) {
    const [shared, dimmed] = [frameOf(format), frameOf(format)];
    const mask = masks['soft']!;
    pasteCrop(shared, crop, mask, places['enlarged']!, 0.4);
    pasteCrop(dimmed, crop, { ...mask, values: mask.values.map((value) => value * 0.4) }, places['enlarged']!);
    for (const [index, { data }] of shared.planes.entries()) {
      assert.ok(data.every((value, i) => Math.abs(value - dimmed.planes[index]!.data[i]!) <= 1));
    }
  }
});

test('planes in a network’s terms are pasted as the picture that they are', () => {
  const pixels = SIZE * SIZE;
  // Some lie outside of 0..255, some are no numbers, and some have fractions.
  const level = (i: number) => (i % 97 === 0 ? Number.NaN : -20 + ((i * 7919) % 3001) / 10);
  const levels = Float32Array.from({ length: pixels * 3 }, (_, i) => level(i));
  for (const rounded of [true, false]) {
    const picture = {
      ...{ width: SIZE, height: SIZE },
      rgb: Float32Array.from({ length: pixels * 3 }, (_, i) => {
        const value = Math.min(Math.max(levels[(i % 3) * pixels + Math.floor(i / 3)]! || 0, 0), 255);
        return rounded ? Math.floor(value + 0.5) : value;
      }),
    };
    const planes = levels.map((value) => value / 127.5 - 1);
    const terms = { width: SIZE, height: SIZE, planes, scale: 127.5, offset: 127.5, rounded };
    for (const [place, map] of Object.entries(places)) {
      const [one, other] = [frameOf(yuv), frameOf(yuv)];
      assert.deepEqual(pasteCrop(one, terms, masks['soft']!, map), pasteCrop(other, picture, masks['soft']!, map));
      for (const [index, { data }] of one.planes.entries()) {
        assert.ok(
          data.every((value, i) => Math.abs(value - other.planes[index]!.data[i]!) <= 1),
          `${place}, plane ${index}`,
        );
      }
    }
  }
});

test('large crops are pasted in bands, without seams', () => {
  const side = 300;
  const rgb = Float32Array.from({ length: side * side * 3 }, (_, i) => 100 + (Math.floor(i / 3 / side) % 50));
  const values = new Float32Array(side * side).fill(1);
  const frame = frameOf(rgb8);
  pasteCrop(frame, { width: side, height: side, rgb }, { width: side, height: side, values }, [4, 0, 8, 0, 5, 20]);
  for (let y = 0; y < 48; y++) assert.equal(frame.planes[0]!.data[y * 64 + 9], 100 + ((5 * y + 20) % 50));
});

test('what is hidden or elsewhere changes nothing', () => {
  const frame = frameOf(yuv);
  const before = copyOf(frame);
  assert.equal(
    pasteCrop(
      frame,
      crop,
      maskOf(() => 0),
      places['straight']!,
    ),
    undefined,
  );
  assert.equal(pasteCrop(frame, crop, masks['full']!, [1, 0, 900, 0, 1, 0]), undefined);
  for (const [index, { data }] of frame.planes.entries()) assert.deepEqual(data.slice(), before.planes[index]!.data);
});

test('masks of another size, and crops of one row, are refused', () => {
  const small: Mask = { width: 12, height: 12, values: new Float32Array(144) };
  assert.throws(() => pasteCrop(frameOf(rgb8), crop, small, places['straight']!), /12×12, not 24×24/);
  const row = { width: 24, height: 1, rgb: new Float32Array(72) };
  const mask = { width: 24, height: 1, values: new Float32Array(24) };
  assert.throws(() => pasteCrop(frameOf(rgb8), row, mask, places['straight']!), RangeError);
});
