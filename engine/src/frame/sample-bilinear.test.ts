import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Affine, apply, similarity } from './affine.ts';
import { yuvToRgbCoefficients } from './color.ts';
import { allocateFrame, type Frame, type PixelFormat, type Plane } from './frame.ts';
import { type SampleOptions, sampleRgb } from './sample.ts';

const yuv = { model: 'yuv', bitDepth: 8, chromaShiftX: 1, chromaShiftY: 1 } as const;
const rgb = { model: 'rgb', bitDepth: 8, chromaShiftX: 0, chromaShiftY: 0 } as const;
const formats: Readonly<Record<string, PixelFormat>> = {
  yuv420: yuv,
  yuv422: { ...yuv, chromaShiftY: 0 },
  yuv440: { ...yuv, chromaShiftX: 0 },
  yuv444: { ...yuv, chromaShiftX: 0, chromaShiftY: 0 },
  yuv420of10: { ...yuv, bitDepth: 10 },
  rgb8: rgb,
  rgb16: { ...rgb, bitDepth: 16 },
  gray8: { ...rgb, model: 'gray' },
};

/** Shrunk, shrunk much, enlarged, flipped, turned by a quarter and otherwise, and partly or wholly outside. */
const maps: Readonly<Record<string, Affine>> = {
  same: [1, 0, 0, 0, 1, 0],
  third: [3, 0, 1, 0, 3, 1],
  uneven: [2.37, 0, -4.2, 0, 1.81, 3.3],
  enlarged: [0.31, 0, 5.6, 0, 0.31, 7.7],
  flipped: [-1.5, 0, 50, 0, -1.5, 38],
  quarter: [0, 1.7, -3, -1.7, 0, 40],
  turned: similarity(0.4, 1.3, 8, -3),
  turnedSmall: similarity(-2, 0.2, 30, 20),
  outside: similarity(0.7, 2, -900, 700),
};

/** Noise, as hard edges as can be, with room in each row. */
function noisyFrame(format: PixelFormat, width = 61, height = 47, pixelAspect = 1): Frame {
  const matrix = format.model === 'yuv' ? 'bt709' : 'identity';
  const packed = allocateFrame({ width, height, pixelAspect, format, color: { matrix, fullRange: false } });
  const planes = packed.planes.map(({ data, width, height }) => {
    const stride = width + 5;
    const noise = data instanceof Uint8Array ? new Uint8Array(stride * height) : new Uint16Array(stride * height);
    let state = 7 + width;
    for (let i = 0; i < noise.length; i++) {
      state = (Math.imul(state, 1664525) + 1013904223) | 0;
      noise[i] = (state >>> 8) % 2 ** format.bitDepth;
    }
    return { data: noise, stride, width, height };
  });
  return { ...packed, planes };
}

/** The definition, in f64: each plane by its four nearest samples, then the matrix. */
function pointRgb({ planes, format, color }: Frame, column: number, row: number): number[] {
  const first = bilinear(planes[0]!, column, row);
  const unit = 2 ** (format.bitDepth - 8);
  if (format.model !== 'yuv') {
    return [0, 1, 2].map((i) => ((bilinear(planes[i] ?? planes[0]!, column, row) / unit - 16) * 255) / 219);
  }
  const x = format.chromaShiftX ? column / 2 : column;
  const y = format.chromaShiftY ? row / 2 - 0.25 : row;
  const [u, v] = [bilinear(planes[1]!, x, y), bilinear(planes[2]!, x, y)];
  const k = yuvToRgbCoefficients(color, format.bitDepth);
  const luma = k.y * first;
  return [luma + k.rV * v + k.rOffset, luma + k.gU * u + k.gV * v + k.gOffset, luma + k.bU * u + k.bOffset];
}

function bilinear({ data, stride, width, height }: Plane, x: number, y: number): number {
  const px = Math.min(Math.max(x, 0), width - 1);
  const py = Math.min(Math.max(y, 0), height - 1);
  const [left, top] = [Math.floor(px), Math.floor(py)];
  const [right, low] = [Math.min(left + 1, width - 1), Math.min(top + 1, height - 1)];
  const at = (column: number, row: number) => data[row * stride + column]!;
  const upper = at(left, top) * (1 - px + left) + at(right, top) * (px - left);
  const lower = at(left, low) * (1 - px + left) + at(right, low) * (px - left);
  return upper * (1 - py + top) + lower * (py - top);
}

/** A frame inside a gray plane: what OpenCV's BORDER_CONSTANT looks like. */
function expectedRgb(frame: Frame, map: Affine, x: number, y: number, border: number | 'replicate'): number[] {
  const [squareX, row] = apply(map, x, y);
  const column = squareX / frame.pixelAspect;
  const values = pointRgb(frame, column, row).map((value) => Math.min(Math.max(value, 0), 255));
  if (border === 'replicate') return values;
  const along = (position: number, size: number) => Math.max(0, Math.min(1, position + 1, size - position));
  const inside = along(column, frame.width) * along(row, frame.height);
  return values.map((value) => border + (value - border) * inside);
}

function assertNear(frame: Frame, map: Affine, options: SampleOptions, tolerance: number, what: string): void {
  const [width, height] = [23, 18];
  const out = new Float32Array(width * height * 3);
  sampleRgb(frame, map, width, height, out, { ...options, filter: 'bilinear' });
  const { scale = 1, offset = 0, planar = false, border = 'replicate', round = false } = options;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (const [channel, exact] of expectedRgb(frame, map, x, y, border).entries()) {
        const pixel = y * width + x;
        const got = out[planar ? channel * width * height + pixel : pixel * 3 + channel]!;
        const value = (got - offset) / scale;
        assert.ok(
          Math.abs(value - exact) <= tolerance,
          `${what} at ${x},${y} channel ${channel}: ${value}, not ${exact}`,
        );
        if (round) assert.ok(Math.abs(value - Math.round(value)) < 1e-4, `${what}: ${value} is not whole`);
      }
    }
  }
}

for (const [name, format] of Object.entries(formats)) {
  test(`${name}: each value mixes the four nearest samples, at any scale and angle`, () => {
    const frame = noisyFrame(format);
    for (const [what, map] of Object.entries(maps)) {
      assertNear(frame, map, {}, 0.03, what);
      assertNear(frame, map, { border: 90 }, 0.03, `${what} in gray`);
      assertNear(
        frame,
        map,
        { round: true, planar: true, border: 0, scale: 1 / 128, offset: -1 },
        0.53,
        `${what} rounded`,
      );
    }
  });
}

test('shrinking does not average: finest stripes stay stripes or vanish', () => {
  const frame = noisyFrame({ ...rgb, model: 'gray' });
  const { data, stride } = frame.planes[0]!;
  for (let i = 0; i < data.length; i++) data[i] = (i % stride) % 2 ? 235 : 16;
  const out = new Float32Array(10 * 4 * 3);
  sampleRgb(frame, [4, 0, 5, 0, 4, 4], 10, 4, out, { filter: 'bilinear', round: true });
  assert.ok(out.every((value) => value === 255));
  sampleRgb(frame, [4, 0, 5, 0, 4, 4], 10, 4, out);
  assert.ok(out.every((value) => Math.abs(value - 127.5) < 1));
});

test('whole positions give the pixels themselves: a pixel is where its centre is', () => {
  const frame = { ...noisyFrame(rgb), color: { matrix: 'identity' as const, fullRange: true } };
  const out = new Float32Array(3);
  sampleRgb(frame, [1, 0, 12, 0, 1, 34], 1, 1, out, { filter: 'bilinear' });
  assert.deepEqual(
    [...out],
    frame.planes.map(({ data, stride }) => data[34 * stride + 12]),
  );
});

test('wide pixels, and frames of one row, one column or one pixel', () => {
  assertNear(noisyFrame(yuv, 40, 40, 2), similarity(0.3, 0.8, 10, 4), { border: 20 }, 0.03, 'wide');
  for (const [width, height] of [
    [1, 30],
    [30, 1],
    [1, 1],
  ] as const) {
    for (const map of [maps['same']!, maps['turnedSmall']!, maps['third']!]) {
      assertNear(noisyFrame(yuv, width, height), map, { border: 20 }, 0.03, `${width}×${height}`);
    }
  }
});

test('pictures larger than the scratch memory are sampled in bands, without seams, upright and on their side', () => {
  const frame = noisyFrame(rgb, 3600, 1600);
  assertNear(frame, [150, 0, 49.5, 0, 90, 3.5], {}, 0.1, 'upright');
  assertNear(frame, [0, 190, 49.5, -70, 0, 1590], {}, 0.1, 'on its side');
  assertNear(frame, similarity(0.8, 60, 1500, 100), {}, 0.1, 'askew');
});

test('planes within larger ones: the output lies at their top left, the rest stays as it is', () => {
  const frame = noisyFrame(yuv);
  const size = { width: 23, height: 18 };
  for (const map of [maps['third']!, maps['turned']!]) {
    for (const filter of ['bilinear', 'area'] as const) {
      const alone = new Float32Array(23 * 18 * 3);
      sampleRgb(frame, map, size.width, size.height, alone, { filter, planar: true });
      const out = new Float32Array(30 * 20 * 3).fill(-7);
      sampleRgb(frame, map, size.width, size.height, out, {
        ...{ filter, planar: true, within: { width: 30, height: 20 }, order: 'bgr' },
      });
      for (let i = 0; i < out.length; i++) {
        const [plane, x, y] = [Math.floor(i / 600), i % 30, Math.floor((i % 600) / 30)];
        const inside = x < size.width && y < size.height;
        const wanted = inside ? alone[((2 - plane) * size.height + y) * size.width + x]! : -7;
        assert.ok(Math.abs(out[i]! - wanted) < 1e-3, `plane ${plane} at ${x},${y}: ${out[i]}, not ${wanted}`);
      }
    }
  }
  const out = new Float32Array(30 * 20 * 3);
  const within = { width: 30, height: 17 };
  assert.throws(() => sampleRgb(frame, maps['third']!, 23, 18, out, { planar: true, within }), /do not fit/);
});

test('blue first, interleaved', () => {
  const [rgb, bgr] = [new Float32Array(23 * 18 * 3), new Float32Array(23 * 18 * 3)];
  for (const filter of ['bilinear', 'area'] as const) {
    sampleRgb(noisyFrame(yuv), maps['turned']!, 23, 18, rgb, { filter });
    sampleRgb(noisyFrame(yuv), maps['turned']!, 23, 18, bgr, { filter, order: 'bgr' });
    for (let i = 0; i < rgb.length; i += 3) {
      assert.deepEqual([...bgr.subarray(i, i + 3)], [...rgb.subarray(i, i + 3)].reverse());
    }
  }
});

test('rows that lie well inside come out as those at a border do', () => {
  // The same picture with a border around, over which the kernel with care for borders goes.
  const frame = noisyFrame(yuv, 200, 160);
  const part: Frame = {
    ...{ ...frame, width: 100, height: 80 },
    planes: frame.planes.map(({ data, stride, width, height }) => ({
      ...{ data: data.subarray((stride * height) / 4 + width / 4), stride, width: width / 2, height: height / 2 },
    })),
  };
  const map = similarity(0.3, 0.9, 30, 20);
  const [inner, outer] = [new Float32Array(24 * 24 * 3), new Float32Array(24 * 24 * 3)];
  sampleRgb(part, map, 24, 24, inner, { filter: 'bilinear' });
  sampleRgb(frame, [map[0], map[1], map[2] + 50, map[3], map[4], map[5] + 40], 24, 24, outer, { filter: 'bilinear' });
  assert.ok(inner.every((value, i) => Math.abs(value - outer[i]!) < 0.02));
});
