import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allocateFrame, type ColorDescription, type Frame, type PixelFormat } from '../frame/frame.ts';
import { Canvas } from '../swap/mesh/rasterize.ts';
import { compositeReference } from './composite.reference.ts';
import { composite } from './composite.ts';
import type { Patch } from './patch.ts';

const yuv = { model: 'yuv', chromaShiftX: 1, chromaShiftY: 1 } as const;
const rgb = { model: 'rgb', chromaShiftX: 0, chromaShiftY: 0 } as const;
const formats: Readonly<Record<string, PixelFormat>> = {
  yuv420: { ...yuv, bitDepth: 8 },
  yuv422: { ...yuv, bitDepth: 8, chromaShiftY: 0 },
  yuv440: { ...yuv, bitDepth: 8, chromaShiftX: 0 },
  yuv444: { ...yuv, bitDepth: 8, chromaShiftX: 0, chromaShiftY: 0 },
  yuv420of10: { ...yuv, bitDepth: 10 },
  yuv422of9: { ...yuv, bitDepth: 9, chromaShiftY: 0 },
  yuv444of12: { ...yuv, bitDepth: 12, chromaShiftX: 0, chromaShiftY: 0 },
  yuv420of16: { ...yuv, bitDepth: 16 },
  rgb8: { ...rgb, bitDepth: 8 },
  rgb16: { ...rgb, bitDepth: 16 },
  gray8: { ...rgb, model: 'gray', bitDepth: 8 },
  gray14: { ...rgb, model: 'gray', bitDepth: 14 },
};

/** Numbers in 0..1 that are the same in every run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 8) / 2 ** 24;
  };
}

/** A frame of noise that uses every value its samples can hold, also those above what its bit depth allows. */
function noisyFrame(format: PixelFormat, fullRange: boolean, width = 47, height = 35): Frame {
  const color: ColorDescription = { matrix: format.model === 'yuv' ? 'bt709' : 'identity', fullRange };
  const frame = allocateFrame({ width, height, pixelAspect: 1, format, color });
  const next = numbers(format.bitDepth + (fullRange ? 1 : 0));
  for (const { data } of frame.planes) {
    const most = data instanceof Uint8Array ? 256 : 65_536;
    for (let i = 0; i < data.length; i++) data[i] = Math.floor(next() * most);
  }
  return frame;
}

function copyOf(frame: Frame): Frame {
  return { ...frame, planes: frame.planes.map((plane) => ({ ...plane, data: plane.data.slice() })) };
}

/** Colours within and beyond 0..255; alphas of 0, 1, between, and hardly there. */
function noisyPatch(x: number, y: number, width: number, height: number, seed = 5): Patch {
  const next = numbers(seed);
  const rgba = new Float32Array(width * height * 4);
  for (let p = 0; p < rgba.length; p += 4) {
    for (let c = p; c < p + 3; c++) rgba[c] = next() * 300 - 20;
    const kind = next();
    rgba[p + 3] = kind < 0.3 ? 0 : kind < 0.6 ? 1 : kind < 0.65 ? 1e-9 : next();
  }
  return { x, y, width, height, rgba };
}

/** Patches in every corner, on odd and even places, of odd and even sizes, whole frames and single pixels. */
const places: readonly (readonly [x: number, y: number, width: number, height: number])[] = [
  [0, 0, 47, 35],
  [0, 0, 1, 1],
  [46, 34, 1, 1],
  [45, 33, 2, 2],
  [5, 7, 1, 9],
  [6, 8, 9, 1],
  [3, 2, 40, 30],
  [2, 3, 39, 31],
  [13, 13, 5, 6],
];

for (const [name, format] of Object.entries(formats)) {
  test(`${name}: samples are those of the definition`, () => {
    for (const fullRange of [false, true]) {
      const frame = noisyFrame(format, fullRange);
      for (const place of places) {
        const expected = copyOf(frame);
        const patch = noisyPatch(...place);
        compositeReference(expected, patch);
        composite(frame, patch);
        for (const [i, plane] of frame.planes.entries()) {
          assert.deepEqual(plane.data.slice(), expected.planes[i]!.data, `plane ${i} of a patch at ${place}`);
        }
      }
    }
  });

  test(`${name}: outside the mask nothing changes, whatever the patch's colours are there`, () => {
    const frame = noisyFrame(format, false);
    const before = copyOf(frame);
    const patch = noisyPatch(3, 5, 41, 27);
    const inside = (x: number, y: number) => Math.hypot(x - 20, y - 13) < 9;
    for (let p = 0; p < 41 * 27; p++) {
      patch.rgba[p * 4 + 3] = inside(p % 41, Math.floor(p / 41)) ? 0.7 : 0;
      if (!inside(p % 41, Math.floor(p / 41))) patch.rgba[p * 4] = 1e30;
    }
    composite(frame, patch);
    let changed = 0;
    for (const [i, plane] of frame.planes.entries()) {
      const chroma = format.model === 'yuv' && i > 0;
      const [shiftX, shiftY] = chroma ? [format.chromaShiftX, format.chromaShiftY] : [0, 0];
      for (let at = 0; at < plane.data.length; at++) {
        const [column, row] = [(at % plane.stride) << shiftX, Math.floor(at / plane.stride) << shiftY];
        const touched = [0, shiftX].some((dx) => [0, shiftY].some((dy) => inside(column + dx - 3, row + dy - 5)));
        if (touched) changed += plane.data[at] === before.planes[i]!.data[at] ? 0 : 1;
        else assert.equal(plane.data[at], before.planes[i]!.data[at], `plane ${i} at ${column}, ${row}`);
      }
    }
    assert.ok(changed > 50);
  });
}

test('black and white come out as the range says', () => {
  const patch = {
    ...noisyPatch(0, 0, 2, 2),
    rgba: Float32Array.of(255, 255, 255, 1, 0, 0, 0, 1, 255, 255, 255, 1, 0, 0, 0, 1),
  };
  const lumaOf = (format: PixelFormat, fullRange: boolean) => {
    const frame = noisyFrame(format, fullRange, 2, 2);
    composite(frame, patch);
    return Array.from(frame.planes[0]!.data.subarray(0, 2));
  };
  assert.deepEqual(lumaOf(formats['yuv420']!, false), [235, 16]);
  assert.deepEqual(lumaOf(formats['yuv420of10']!, false), [940, 64]);
  assert.deepEqual(lumaOf(formats['rgb8']!, true), [255, 0]);
  assert.deepEqual(lumaOf(formats['yuv420of16']!, true), [65535, 0]);
});

test('a half is rounded up, and what is too much is cut', () => {
  const frame = noisyFrame(formats['gray8']!, true, 3, 1);
  frame.planes[0]!.data.set([10, 0, 250]);
  const gray = (value: number, alpha: number) => [value, value, value, alpha];
  composite(frame, {
    ...{ x: 0, y: 0, width: 3, height: 1 },
    rgba: Float32Array.from([gray(11, 0.5), gray(-90, 1), gray(900, 1)].flat()),
  });
  assert.deepEqual(Array.from(frame.planes[0]!.data), [11, 0, 255]);
});

test('patches without pixels change nothing', () => {
  for (const [width, height] of [
    [0, 0],
    [0, 4],
    [4, 0],
  ] as const) {
    const frame = noisyFrame(formats['yuv420']!, false);
    const before = copyOf(frame);
    composite(frame, noisyPatch(3, 3, width, height));
    composite(frame, new Canvas().patch(3, 3, width, height));
    for (const [i, { data }] of frame.planes.entries()) assert.deepEqual(data.slice(), before.planes[i]!.data);
  }
});

test('a patch of a canvas and one made elsewhere give the same picture', () => {
  const elsewhere = noisyPatch(3, 2, 33, 21);
  const canvas = new Canvas().patch(3, 2, 33, 21);
  canvas.rgba.set(elsewhere.rgba);
  const [one, two] = [noisyFrame(formats['yuv420']!, false), noisyFrame(formats['yuv420']!, false)];
  composite(one, elsewhere);
  composite(two, canvas);
  for (const [i, { data }] of one.planes.entries()) assert.deepEqual(data, two.planes[i]!.data);
});

test('rows with a gap, in memory at an odd place, are laid like packed ones', () => {
  const packed = noisyFrame(formats['yuv420']!, false);
  const gaps: Frame = {
    ...packed,
    planes: packed.planes.map((plane) => {
      const stride = plane.width + 5;
      const data = new Uint8Array(new SharedArrayBuffer(stride * plane.height + 3), 3).fill(99);
      for (let y = 0; y < plane.height; y++) {
        data.set(plane.data.subarray(y * plane.stride, y * plane.stride + plane.width), y * stride);
      }
      return { ...plane, data, stride };
    }),
  };
  const patch = noisyPatch(5, 3, 42, 32);
  composite(packed, patch);
  composite(gaps, patch);
  for (const [i, plane] of gaps.planes.entries()) {
    for (let y = 0; y < plane.height; y++) {
      const { data, stride, width } = packed.planes[i]!;
      const row = plane.data.slice(y * plane.stride, (y + 1) * plane.stride);
      assert.deepEqual(row.subarray(0, width), data.slice(y * stride, y * stride + width));
      assert.ok(row.subarray(width).every((value) => value === 99));
    }
  }
});
