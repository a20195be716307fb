import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Affine, apply, similarity } from './affine.ts';
import { yuvToRgbCoefficients } from './color.ts';
import { allocateFrame, type Frame, type PixelFormat, type Plane } from './frame.ts';
import { type SampleOptions, sampleRgb } from './sample.ts';

const formats = {
  yuv420: { model: 'yuv', bitDepth: 8, chromaShiftX: 1, chromaShiftY: 1 },
  yuv422: { model: 'yuv', bitDepth: 8, chromaShiftX: 1, chromaShiftY: 0 },
  yuv444: { model: 'yuv', bitDepth: 8, chromaShiftX: 0, chromaShiftY: 0 },
  tenBit: { model: 'yuv', bitDepth: 10, chromaShiftX: 1, chromaShiftY: 1 },
  rgb: { model: 'rgb', bitDepth: 8, chromaShiftX: 0, chromaShiftY: 0 },
  rgb16: { model: 'rgb', bitDepth: 16, chromaShiftX: 0, chromaShiftY: 0 },
  gray: { model: 'gray', bitDepth: 8, chromaShiftX: 0, chromaShiftY: 0 },
} as const satisfies Record<string, PixelFormat>;

/** Waves a few pixels long in every plane, inside the legal range. */
function wavyFrame(format: PixelFormat, width = 61, height = 47, pixelAspect = 1, pace = 0.55): Frame {
  const color =
    format.model === 'yuv'
      ? { matrix: 'bt709' as const, fullRange: false }
      : { matrix: 'identity' as const, fullRange: true };
  const frame = allocateFrame({ width, height, pixelAspect, format, color });
  const unit = 2 ** (format.bitDepth - 8);
  for (const [index, plane] of frame.planes.entries()) {
    const sharp = index === 0 || format.model !== 'yuv' ? pace : pace * 0.4;
    for (let y = 0; y < plane.height; y++) {
      for (let x = 0; x < plane.width; x++) {
        const wave = Math.sin(x * sharp + index) * Math.cos(y * sharp * 0.8) * (index === 0 ? 60 : 30);
        plane.data[y * plane.stride + x] = Math.round((126 + wave) * unit);
      }
    }
  }
  return frame;
}

function bilinear(plane: Plane, x: number, y: number): number {
  const px = Math.min(Math.max(x, 0), plane.width - 1);
  const py = Math.min(Math.max(y, 0), plane.height - 1);
  const column = Math.min(Math.floor(px), plane.width - 2);
  const row = Math.min(Math.floor(py), plane.height - 2);
  const fx = px - column;
  const fy = py - row;
  const at = (dx: number, dy: number) => plane.data[(row + dy) * plane.stride + column + dx]!;
  return (at(0, 0) * (1 - fx) + at(1, 0) * fx) * (1 - fy) + (at(0, 1) * (1 - fx) + at(1, 1) * fx) * fy;
}

function nearest(plane: Plane, x: number, y: number): number {
  const column = Math.min(Math.max(Math.round(x), 0), plane.width - 1);
  return plane.data[Math.min(Math.max(Math.round(y), 0), plane.height - 1) * plane.stride + column]!;
}

/** The definition, written for reading: one sample from each plane, then the colour matrix. */
function pointRgb(frame: Frame, x: number, y: number, pick = bilinear): [number, number, number] {
  const { format, color, planes } = frame;
  const column = x / frame.pixelAspect;
  const first = pick(planes[0]!, column, y);
  if (format.model !== 'yuv') {
    const gain = 255 / (2 ** format.bitDepth - 1);
    const [, green, blue] = planes;
    return [
      first * gain,
      (green ? pick(green, column, y) : first) * gain,
      (blue ? pick(blue, column, y) : first) * gain,
    ];
  }
  const chromaX = column / (1 + format.chromaShiftX);
  const chromaY = format.chromaShiftY ? y / 2 - 0.25 : y;
  const u = pick(planes[1]!, chromaX, chromaY);
  const v = pick(planes[2]!, chromaX, chromaY);
  const c = yuvToRgbCoefficients(color, format.bitDepth);
  const luma = c.y * first;
  return [luma + c.rV * v + c.rOffset, luma + c.gU * u + c.gV * v + c.gOffset, luma + c.bU * u + c.bOffset];
}

/** Mean of `taps` × `taps` points spread over the parallelogram that an output pixel covers. */
function areaRgb(frame: Frame, map: Affine, x: number, y: number, taps: number): [number, number, number] {
  if (taps === 1) return pointRgb(frame, ...apply(map, x, y));
  const sum: [number, number, number] = [0, 0, 0];
  for (let j = 0; j < taps; j++) {
    for (let i = 0; i < taps; i++) {
      const rgb = pointRgb(frame, ...apply(map, x + (i + 0.5) / taps - 0.5, y + (j + 0.5) / taps - 0.5), nearest);
      for (let channel = 0; channel < 3; channel++) sum[channel]! += rgb[channel]! / (taps * taps);
    }
  }
  return sum;
}

function assertNear(
  frame: Frame,
  map: Affine,
  size: { width: number; height: number },
  tolerance: number,
  taps: number,
): void {
  const out = new Float32Array(size.width * size.height * 3);
  sampleRgb(frame, map, size.width, size.height, out);
  for (let y = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++) {
      const expected = areaRgb(frame, map, x, y, taps);
      for (let channel = 0; channel < 3; channel++) {
        const want = Math.min(Math.max(expected[channel]!, 0), 255);
        const got = out[(y * size.width + x) * 3 + channel]!;
        assert.ok(Math.abs(got - want) <= tolerance, `at ${x},${y} channel ${channel}: ${got} is not ${want}`);
      }
    }
  }
}

for (const [name, format] of Object.entries(formats)) {
  test(`${name}: at scale 1 and above every sample is the bilinear one`, () => {
    const frame = wavyFrame(format);
    assertNear(frame, [1, 0, 0, 0, 1, 0], frame, 0.02, 1);
    assertNear(frame, [0.4, 0, 3.3, 0, 0.4, 5.1], { width: 40, height: 30 }, 0.02, 1);
    // Turned maps bring half-size chroma to the luma grid first, which moves the kinks of the interpolation.
    const turned = format.chromaShiftX ? 0.8 : 0.02;
    assertNear(frame, similarity(0.4, 0.7, 12, 6), { width: 30, height: 20 }, turned, 1);
    assertNear(frame, similarity(-2.1, 1, 40, 40), { width: 30, height: 20 }, turned, 1);
  });

  test(`${name}: shrinking averages the area under each pixel`, () => {
    const frame = wavyFrame(format, 128, 96);
    assertNear(frame, [5, 0, 12, 0, 5, 12], { width: 20, height: 14 }, 0.05, 20);
    const calm = wavyFrame(format, 128, 96, 1, 0.2);
    assertNear(calm, similarity(0.3, 3.3, 40, 10), { width: 12, height: 10 }, 6, 12);
  });
}

test('what is finer than an output pixel averages out, turned or not', () => {
  const frame = allocateFrame({
    width: 120,
    height: 120,
    pixelAspect: 1,
    format: formats.gray,
    color: { matrix: 'identity', fullRange: true },
  });
  const plane = frame.planes[0]!;
  for (let i = 0; i < plane.data.length; i++) plane.data[i] = (i + Math.floor(i / 120)) % 2 ? 255 : 0;
  for (const map of [[4, 0, 12, 0, 4, 12] as const, similarity(0.5, 4, 40, 20), similarity(0.8, 2.5, 50, 20)]) {
    const out = new Float32Array(12 * 12 * 3);
    sampleRgb(frame, map, 12, 12, out);
    for (const value of out) assert.ok(Math.abs(value - 127.5) < 12, `${value} is far from the mean`);
  }
});

test('rgb stills come out exactly, in both bit depths', () => {
  for (const format of [formats.rgb, formats.rgb16]) {
    const frame = wavyFrame(format, 33, 21);
    const out = new Float32Array(33 * 21 * 3);
    sampleRgb(frame, [1, 0, 0, 0, 1, 0], 33, 21, out);
    const max = 2 ** format.bitDepth - 1;
    for (let i = 0; i < 33 * 21; i++) {
      for (let channel = 0; channel < 3; channel++) {
        assert.equal(Math.round((out[i * 3 + channel]! / 255) * max), frame.planes[channel]!.data[i]);
      }
    }
  }
});

test('pixelAspect 2: x counts square pixels, columns are twice as wide', () => {
  const frame = wavyFrame(formats.yuv420, 40, 40, 2);
  assertNear(frame, [1, 0, 0, 0, 1, 0], { width: 80, height: 40 }, 0.02, 1);
  assertNear(frame, similarity(0.3, 0.8, 10, 4), { width: 30, height: 20 }, 0.8, 1);
});

test('outside the frame: the border goes on, or one gray value', () => {
  const frame = wavyFrame(formats.yuv420, 20, 10);
  for (const map of [[1, 0, -5, 0, 1, -5] as const, similarity(0.6, 1, 3, -6)]) {
    assertNear(frame, map, { width: 30, height: 20 }, 0.8, 1);
    const out = new Float32Array(30 * 20 * 3);
    sampleRgb(frame, map, 30, 20, out, { border: 40, scale: 2, offset: -1 });
    for (let y = 0; y < 20; y++) {
      for (let x = 0; x < 30; x++) {
        const [fx, fy] = apply(map, x, y);
        const outside = fx < -0.5 || fx > 19.5 || fy < -0.5 || fy > 9.5;
        const want = outside ? 40 : Math.max(0, Math.min(255, pointRgb(frame, fx, fy)[0]));
        assert.ok(Math.abs(out[(y * 30 + x) * 3]! - (want * 2 - 1)) < 1.6, `${x},${y}`);
      }
    }
  }
  const far = new Float32Array(12);
  sampleRgb(frame, similarity(0.6, 1, 900, 900), 2, 2, far);
  assert.ok(Math.abs(far[0]! - Math.max(0, pointRgb(frame, 19, 9)[0])) < 0.05);
});

test('planar output with scale and offset holds the same values', () => {
  const frame = wavyFrame(formats.yuv420);
  const sample = (options: SampleOptions, map: Affine) => {
    const out = new Float32Array(16 * 12 * 3);
    sampleRgb(frame, map, 16, 12, out, options);
    return out;
  };
  for (const map of [[3, 0, 1, 0, 3, 1] as const, similarity(1.2, 2, 30, 3)]) {
    const interleaved = sample({}, map);
    const planar = sample({ planar: true, scale: 2 / 255, offset: -1 }, map);
    for (let i = 0; i < 16 * 12; i++) {
      for (let channel = 0; channel < 3; channel++) {
        const want = interleaved[i * 3 + channel]! * (2 / 255) - 1;
        assert.ok(Math.abs(planar[channel * 16 * 12 + i]! - want) < 1e-5);
      }
    }
  }
});

test('strides that are no multiple of 4 and rows with a gap give the same picture', () => {
  const packed = wavyFrame(formats.yuv420, 64, 48);
  const gaps: Frame = {
    ...packed,
    planes: packed.planes.map((plane) => {
      const stride = plane.width + 7;
      const data = new Uint8Array(stride * plane.height).fill(255);
      for (let y = 0; y < plane.height; y++)
        data.set(plane.data.subarray(y * plane.stride, y * plane.stride + plane.width), y * stride);
      return { ...plane, data, stride };
    }),
  };
  for (const map of [[4, 0, 1.5, 0, 4, 1.5] as const, similarity(0.2, 3, 10, 3)]) {
    const expected = new Float32Array(14 * 11 * 3);
    const actual = new Float32Array(14 * 11 * 3);
    sampleRgb(packed, map, 14, 11, expected);
    sampleRgb(gaps, map, 14, 11, actual);
    assert.deepEqual(actual, expected);
  }
});

test('pictures larger than the scratch memory are sampled in bands, without seams', () => {
  const [width, height] = [4000, 2600];
  const frame = allocateFrame({
    width,
    height,
    pixelAspect: 1,
    format: formats.rgb,
    color: { matrix: 'identity', fullRange: true },
  });
  for (const [index, { data }] of frame.planes.entries()) {
    for (let y = 0; y < height; y++) data.fill(((y >> 3) + index * 20) & 255, y * width, (y + 1) * width);
  }
  const out = new Float32Array(40 * 325 * 3);
  sampleRgb(frame, [100, 0, 49.5, 0, 8, 3.5], 40, 325, out);
  for (let i = 0; i < out.length; i++) {
    const want = (Math.floor(i / 120) + (i % 3) * 20) & 255;
    assert.ok(Math.abs(out[i]! - want) < 0.01, `${i}: ${out[i]} is not ${want}`);
  }
});

test('maps that are not finite and outputs that are too small are refused', () => {
  const frame = wavyFrame(formats.rgb);
  assert.throws(() => sampleRgb(frame, [1, 0, Number.NaN, 0, 1, 0], 4, 4, new Float32Array(48)), RangeError);
  assert.throws(() => sampleRgb(frame, [1, 0, 0, 0, 1, 0], 4, 4, new Float32Array(47)), RangeError);
});
