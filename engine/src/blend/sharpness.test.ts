import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allocateFrame, type Frame } from '../frame/frame.ts';
import { Canvas } from '../swap/mesh/rasterize.ts';
import type { Patch } from './patch.ts';
import { matchDetailReference } from './sharpness.reference.ts';
import { type Detail, matchDetail, readDetail } from './sharpness.ts';

/** Numbers in 0..1 that are the same in every run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 8) / 2 ** 24;
  };
}

/** Normally distributed noise (Box and Muller), `deviation` strong, around 128. */
function noise(length: number, deviation: number, seed: number): number[] {
  const next = numbers(seed);
  return Array.from({ length }, () => {
    const radius = Math.sqrt(-2 * Math.log(next() + 1e-9));
    return 128 + deviation * radius * Math.cos(2 * Math.PI * next());
  });
}

function grayPatch(width: number, height: number, luma: (x: number, y: number) => number): Patch {
  const rgba = new Float32Array(width * height * 4);
  for (let p = 0; p < width * height; p++) {
    const value = luma(p % width, Math.floor(p / width));
    rgba.set([value, value, value, 1], p * 4);
  }
  return { x: 0, y: 0, width, height, rgba };
}

function grayFrame(width: number, height: number, luma: (x: number, y: number) => number): Frame {
  const format = { model: 'gray', bitDepth: 16, chromaShiftX: 0, chromaShiftY: 0 } as const;
  const color = { matrix: 'identity', fullRange: true } as const;
  const frame = allocateFrame({ width, height, pixelAspect: 1, format, color });
  const { data } = frame.planes[0]!;
  for (let p = 0; p < data.length; p++) data[p] = Math.round(luma(p % width, Math.floor(p / width)) * 257);
  return frame;
}

const red = ({ rgba }: Patch) => rgba.filter((_, i) => i % 4 === 0);

function deviationOf(values: ArrayLike<number>): number {
  const list = Array.from(values);
  const mean = list.reduce((sum, value) => sum + value, 0) / list.length;
  return Math.sqrt(list.reduce((sum, value) => sum + (value - mean) ** 2, 0) / list.length);
}

/** A drawn disc of noise, with holes and half-drawn pixels, on nothing. */
function roughPatch(width: number, height: number, seed: number): Patch {
  const next = numbers(seed);
  const rgba = new Float32Array(width * height * 4);
  for (let p = 0; p < width * height; p++) {
    const [x, y] = [(p % width) / width - 0.5, Math.floor(p / width) / height - 0.5];
    if (Math.hypot(x, y) > 0.55 || next() < 0.02) continue;
    const shade = next() * 12;
    rgba.set([120 + shade + 40 * x, 100 + shade, 80 + shade * 0.5, next() < 0.1 ? next() : 1], p * 4);
  }
  return { x: 0, y: 0, width, height, rgba };
}

const targets: Readonly<Record<string, Detail>> = {
  sharper: { edges: 30, grain: 0 },
  softer: { edges: 0.2, grain: 0.1 },
  grainy: { edges: 4, grain: 6 },
};

for (const [name, target] of Object.entries(targets)) {
  test(`a ${name} target changes the patch as the definition says`, () => {
    const sizes = [
      [64, 48],
      [61, 47],
      [37, 5],
      [6, 9],
      [5, 5],
      [4, 4],
      [3, 3],
      [3, 7],
      [2, 9],
      [9, 2],
      [1, 1],
    ] as const;
    for (const [width, height] of sizes) {
      const actual = roughPatch(width, height, width * height);
      const expected: Patch = { ...actual, rgba: actual.rgba.slice() };
      const canvas = new Canvas().patch(0, 0, width, height);
      canvas.rgba.set(actual.rgba);
      matchDetailReference(expected, target, 77);
      matchDetail(canvas, target, 77);
      matchDetail(actual, target, 77);
      assert.deepEqual(canvas.rgba.slice(), actual.rgba, 'a patch of a canvas and one made elsewhere differ');
      for (let i = 0; i < actual.rgba.length; i++) {
        const [got, want] = [actual.rgba[i]!, expected.rgba[i]!];
        assert.ok(Math.abs(got - want) <= 1e-3, `${width} × ${height}: ${i} is ${got}, not ${want}`);
        if (i % 4 === 3 || expected.rgba[i | 3] === 0) assert.equal(got, want);
      }
    }
  });
}

test('a blurred target softens the patch, a sharp one sharpens it', () => {
  const wave = (pace: number) => (x: number, y: number) => 128 + 25 * Math.sin(x * pace) * Math.sin(y * pace);
  const edges = (patch: Patch) =>
    readDetail(
      grayFrame(96, 96, (x, y) => patch.rgba[(y * 96 + x) * 4]!),
      4,
      4,
      88,
      88,
    ).edges;
  const before = edges(grayPatch(96, 96, wave(1)));
  const softened = grayPatch(96, 96, wave(1));
  matchDetail(softened, readDetail(grayFrame(96, 96, wave(0.3)), 0, 0, 96, 96), 1);
  assert.ok(edges(softened) < before * 0.8, `${edges(softened)} is not below ${before}`);
  const sharpened = grayPatch(96, 96, wave(1));
  matchDetail(sharpened, readDetail(grayFrame(96, 96, wave(2)), 0, 0, 96, 96), 1);
  assert.ok(edges(sharpened) > before * 1.2, `${edges(sharpened)} is not above ${before}`);
});

test('a target as sharp as the patch leaves it alone', () => {
  const patch = grayPatch(40, 40, (x, y) => 128 + 20 * Math.sin(x * 0.8) * Math.sin(y * 0.8));
  const before = patch.rgba.slice();
  matchDetail(
    patch,
    readDetail(
      grayFrame(40, 40, (x, y) => before[(y * 40 + x) * 4]!),
      0,
      0,
      40,
      40,
    ),
    1,
  );
  assert.deepEqual(patch.rgba, before);
});

test('a grainy target adds grain of its standard deviation', () => {
  for (const deviation of [2, 4]) {
    const grain = noise(200 * 200, deviation, 3);
    const target = readDetail(
      grayFrame(200, 200, (x, y) => grain[y * 200 + x]!),
      0,
      0,
      200,
      200,
    );
    const patch = grayPatch(200, 200, () => 128);
    matchDetail(patch, target, 9);
    const got = deviationOf(red(patch));
    // A little is held back, for a face's own pores count as grain too.
    assert.ok(got > deviation * 0.75 && got < deviation * 1.05, `${got} for grain of ${deviation}`);
  }
});

test('grain is white: neither rows nor columns repeat', () => {
  const size = 160;
  const patch = grayPatch(size, size, () => 128);
  matchDetail(patch, { edges: 8, grain: 2.5 }, 4);
  const value = (x: number, y: number) => patch.rgba[(y * size + x) * 4]! - 128;
  const power = deviationOf(red(patch)) ** 2;
  for (const [dx, dy] of [
    [1, 0],
    [2, 0],
    [3, 0],
    [4, 0],
    [8, 0],
    [0, 1],
    [1, 1],
    [0, 2],
  ] as const) {
    let sum = 0;
    for (let y = 1; y < size - 1 - dy; y++)
      for (let x = 1; x < size - 1 - dx; x++) sum += value(x, y) * value(x + dx, y + dy);
    const correlation = sum / (size - 2 - dx) / (size - 2 - dy) / power;
    assert.ok(Math.abs(correlation) < 0.03, `${correlation} at ${dx}, ${dy}`);
  }
});

test('the same seed gives the same grain, another seed another', () => {
  const grained = (seed: number) => {
    const patch = grayPatch(50, 40, () => 128);
    matchDetail(patch, { edges: 8, grain: 2.5 }, seed);
    return patch.rgba;
  };
  for (const seed of [0, 1, -1, 0x9e3779b9]) assert.deepEqual(grained(seed), grained(seed));
  const [one, two] = [grained(1), grained(2)];
  assert.ok(one.filter((value, i) => value !== two[i]).length > one.length / 2);
});

test('patches without pixels, and those with nothing drawn, stay as they are', () => {
  for (const [width, height] of [
    [0, 0],
    [0, 5],
    [5, 0],
  ] as const) {
    matchDetail(new Canvas().patch(0, 0, width, height), { edges: 8, grain: 3 }, 1);
  }
  const empty = grayPatch(12, 12, () => 0);
  empty.rgba.fill(0);
  matchDetail(empty, { edges: 8, grain: 3 }, 1);
  assert.ok(empty.rgba.every((value) => value === 0));
});
