import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mixUnderlayReference, rasterizeReference } from './rasterize.reference.ts';
import { Canvas, type CanvasPatch, claimUnderlay, mixUnderlay, rasterize, type Vertices } from './rasterize.ts';
import { type Texture, UNIT } from './texture.ts';

/** Numbers in 0..1 that are the same in every run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 8) / 2 ** 24;
  };
}

function noisyTexture(size: number, seed: number): Texture {
  const next = numbers(seed);
  return { size, rgba: Uint16Array.from({ length: size * size * 4 }, () => UNIT * (0.5 + next())) };
}

function noisyMap(size: number, seed: number) {
  const next = numbers(seed);
  return { size, values: Float32Array.from({ length: size * size }, () => Math.min(1, next() * 1.3)) };
}

const plainTexture: Texture = { size: 64, rgba: new Uint16Array(64 * 64 * 4).fill(UNIT) };
const wholeMap = { size: 16, values: new Float32Array(256).fill(1) };

/** Vertices at x, y, z; the texture lies straight over 0..100, the light is 100, 150, 200. */
function verticesAt(points: readonly (readonly [x: number, y: number, z: number])[]): Vertices {
  const column = (pick: (point: readonly [number, number, number]) => number) => Float32Array.from(points, pick);
  return {
    ...{ x: column(([x]) => x), y: column(([, y]) => y), z: column(([, , z]) => z) },
    ...{ u: column(([x]) => x / 100), v: column(([, y]) => y / 100) },
    ...{ gainR: column(() => 100), gainG: column(() => 150), gainB: column(() => 200), alpha: column(() => 1) },
  };
}

/** A sheet of `cells`² squares over `size` pixels, cut in two, whose inner points are shaken. */
function sheet(
  cells: number,
  size: number,
  shake: number,
  seed: number,
): { vertices: Vertices; triangles: Uint16Array } {
  const next = numbers(seed);
  const points: [number, number, number][] = [];
  const triangles: number[] = [];
  for (let row = 0; row <= cells; row++) {
    for (let column = 0; column <= cells; column++) {
      const inner = row > 0 && column > 0 && row < cells && column < cells;
      const moved = () => (inner ? (next() - 0.5) * shake : 0);
      points.push([(column / cells) * size + moved(), (row / cells) * size + moved(), next() * 5]);
      const at = row * (cells + 1) + column;
      const below = at + cells + 1;
      if (row < cells && column < cells) triangles.push(at, at + 1, below, at + 1, below + 1, below);
    }
  }
  return { vertices: verticesAt(points), triangles: Uint16Array.from(triangles) };
}

/** Triangles of any size and either side, here and there beyond the patch. */
function soup(count: number, seed: number): { vertices: Vertices; triangles: Uint16Array } {
  const next = numbers(seed);
  const points = Array.from({ length: count * 3 }, () => [next() * 140 - 20, next() * 140 - 20, next() * 50] as const);
  const vertices = verticesAt(points);
  const { u, v, alpha, gainR, gainG, gainB } = vertices;
  for (const values of [u, v, alpha]) values.set(values.map(next));
  for (const values of [gainR, gainG, gainB]) values.set(values.map(() => next() * 255));
  return { vertices, triangles: Uint16Array.from(points, (_, i) => i) };
}

/** The same patch in plain memory, for the definition to draw into. */
function plainPatch({ x, y, width, height }: CanvasPatch): CanvasPatch {
  const rgba = new Float32Array(width * height * 4);
  return { x, y, width, height, rgba, depth: new Float32Array(width * height).fill(Number.POSITIVE_INFINITY) };
}

function assertSame(actual: CanvasPatch, expected: CanvasPatch): void {
  assert.deepEqual(actual.depth.slice(), expected.depth);
  for (const [i, want] of expected.rgba.entries()) {
    const got = actual.rgba[i]!;
    assert.ok(Math.abs(got - want) <= 1e-3, `pixel ${i >> 2} channel ${i & 3}: ${got}, not ${want}`);
  }
}

const sizes = [
  [100, 100],
  [97, 61],
  [1, 1],
  [100, 1],
  [1, 100],
  [3, 2],
] as const;

test('pixels are those of the definition', () => {
  for (const [round, [width, height]] of sizes.entries()) {
    for (const { vertices, triangles } of [soup(60, round + 1), sheet(9, 100, 8, round + 1)]) {
      const texture = noisyTexture(round % 2 ? 256 : 64, round);
      const shown = noisyMap(32, round);
      const actual = new Canvas().patch(round * 3, round * 2, width, height);
      const expected = plainPatch(actual);
      rasterize(actual, triangles, vertices, texture, shown);
      rasterizeReference(expected, triangles, vertices, texture, shown);
      assertSame(actual, expected);
    }
  }
});

test('an underlay is mixed in as in the definition', () => {
  for (const [round, [width, height]] of sizes.entries()) {
    const { vertices, triangles } = soup(40, round + 50);
    const next = numbers(round);
    const actual = new Canvas().patch(round, round, width, height);
    const expected = plainPatch(actual);
    rasterize(actual, triangles, vertices, plainTexture, wholeMap);
    rasterizeReference(expected, triangles, vertices, plainTexture, wholeMap);
    const picture = {
      ...{ width: 31, height: 23, rgb: Float32Array.from({ length: 31 * 23 * 3 }, () => next() * 255) },
      ...{ left: 11, top: -7, points: Float32Array.from({ length: vertices.x.length * 3 }, () => next() * 40 - 5) },
    };
    const [place, rgb] = claimUnderlay(picture.width, picture.height);
    rgb.set(picture.rgb);
    const some = triangles.subarray(0, triangles.length - 30);
    const fresh = noisyMap(16, round);
    mixUnderlay(actual, some, vertices, { ...picture, place }, fresh);
    mixUnderlayReference(expected, some, vertices, picture, fresh);
    assertSame(actual, expected);
  }
});

test('a mesh without gaps is drawn without gaps, also where edges run through the centres of pixels', () => {
  for (const [cells, shake] of [
    [10, 0],
    [20, 0],
    [7, 9],
    [13, 5],
    [40, 2.3],
    [100, 0],
  ] as const) {
    const { vertices, triangles } = sheet(cells, 100, shake, cells);
    const patch = new Canvas().patch(0, 0, 101, 101);
    rasterize(patch, triangles, vertices, plainTexture, wholeMap);
    for (let p = 0; p < 101 * 101; p++) {
      assert.ok(
        Math.abs(patch.rgba[p * 4 + 3]! - 1) < 1e-5,
        `${cells} cells: a hole at ${p % 101}, ${Math.floor(p / 101)}`,
      );
    }
  }
});

test('nothing is drawn beside the mesh', () => {
  const { vertices, triangles } = sheet(5, 50, 4, 1);
  const patch = new Canvas().patch(0, 0, 80, 80);
  rasterize(patch, triangles, vertices, plainTexture, wholeMap);
  for (let p = 0; p < 80 * 80; p++) {
    assert.equal(patch.rgba[p * 4 + 3]! > 0, p % 80 <= 50 && Math.floor(p / 80) <= 50);
  }
});

test('triangles that face away are not drawn', () => {
  const { vertices, triangles } = sheet(6, 60, 5, 2);
  const turned = triangles.slice();
  for (let t = 0; t < turned.length; t += 3) [turned[t], turned[t + 1]] = [turned[t + 1]!, turned[t]!];
  const patch = new Canvas().patch(0, 0, 60, 60);
  rasterize(patch, turned, vertices, plainTexture, wholeMap);
  assert.ok(patch.rgba.every((value) => value === 0));
  assert.ok(patch.depth.every((value) => value === Number.POSITIVE_INFINITY));
});

test('the nearer triangle wins, whichever is drawn first', () => {
  const points = [
    [0, 0, 9],
    [40, 0, 9],
    [0, 40, 9],
    [0, 0, 2],
    [40, 0, 2],
    [0, 40, 2],
  ] as const;
  const vertices = verticesAt(points);
  vertices.gainR.fill(30, 3);
  for (const order of [
    [0, 1, 2, 3, 4, 5],
    [3, 4, 5, 0, 1, 2],
  ]) {
    const patch = new Canvas().patch(0, 0, 20, 20);
    rasterize(patch, Uint16Array.from(order), vertices, plainTexture, wholeMap);
    for (let p = 0; p < 400; p++) assert.ok(Math.abs(patch.rgba[p * 4]! - 30) < 1e-3 && patch.depth[p] === 2);
  }
});

test('colour is texture × light, alpha the vertices’ × the map', () => {
  const vertices = verticesAt([
    [0, 0, 0],
    [200, 0, 0],
    [0, 200, 0],
  ]);
  vertices.alpha.fill(0.5);
  const patch = new Canvas().patch(10, 10, 5, 5);
  const texture = { size: 64, rgba: new Uint16Array(64 * 64 * 4).fill(UNIT / 2) };
  rasterize(patch, Uint16Array.of(0, 1, 2), vertices, texture, { size: 8, values: new Float32Array(64).fill(0.8) });
  for (let p = 0; p < 25; p++) {
    for (const [c, want] of [50, 75, 100, 0.4].entries()) assert.ok(Math.abs(patch.rgba[p * 4 + c]! - want) < 1e-4);
  }
});

test('each pixel takes the underlay once, also on the edge of two triangles', () => {
  const { vertices, triangles } = sheet(10, 100, 0, 3);
  vertices.z.fill(1);
  const patch = new Canvas().patch(0, 0, 101, 101);
  rasterize(patch, triangles, vertices, plainTexture, wholeMap);
  const [place, rgb] = claimUnderlay(4, 4);
  rgb.fill(20);
  const points = new Float32Array(vertices.x.length * 3);
  const far = { place, left: -1, top: -1, width: 4, height: 4, points };
  mixUnderlay(patch, triangles, vertices, far, { size: 4, values: new Float32Array(16).fill(0.25) });
  for (let p = 0; p < 101 * 101; p++) {
    for (const [c, want] of [40, 52.5, 65, 1].entries()) {
      assert.ok(Math.abs(patch.rgba[p * 4 + c]! - want) < 1e-3, `${p % 101}, ${Math.floor(p / 101)}`);
    }
  }
});

test('a patch without pixels takes triangles; one that is no canvas’s, and too large a texture, are refused', () => {
  const { vertices, triangles } = sheet(4, 40, 3, 4);
  for (const [width, height] of [
    [0, 0],
    [0, 7],
    [7, 0],
  ] as const) {
    const patch = new Canvas().patch(2, 2, width, height);
    rasterize(patch, triangles, vertices, plainTexture, wholeMap);
    assert.equal(patch.rgba.length, 0);
  }
  const plain = plainPatch(new Canvas().patch(0, 0, 4, 4));
  assert.throws(() => rasterize(plain, triangles, vertices, plainTexture, wholeMap), TypeError);
  const huge = { size: 4096, rgba: new Uint16Array(4) };
  const patch = new Canvas().patch(0, 0, 4, 4);
  assert.throws(() => rasterize(patch, triangles, vertices, huge, wholeMap), RangeError);
});

test('textures stay what they are when the memory is laid out anew and when many are used', () => {
  const { vertices, triangles } = sheet(6, 90, 5, 5);
  const textures = [
    noisyTexture(64, 1),
    noisyTexture(128, 2),
    noisyTexture(1024, 3),
    noisyTexture(1024, 4),
    noisyTexture(512, 5),
  ];
  for (const size of [30, 90, 1400, 60]) {
    for (const texture of [...textures, textures[0]!]) {
      const patch = new Canvas().patch(5, 5, size, size);
      rasterize(patch, triangles, vertices, texture, wholeMap);
      const expected = plainPatch({ ...patch, width: 24, height: 24 });
      rasterizeReference(expected, triangles, vertices, texture, wholeMap);
      for (let y = 0; y < 24; y++) {
        for (let x = 0; x < 24 * 4; x++) {
          assert.ok(
            Math.abs(patch.rgba[y * size * 4 + x]! - expected.rgba[y * 96 + x]!) < 1e-3,
            `texture of ${texture.size}`,
          );
        }
      }
    }
  }
});
