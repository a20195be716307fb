import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faceOf, formats, mix, person, plainFrame, poseMesh, type Stance } from '../../../test/synthetic-face.ts';
import { likeness, type Pixel, pixelsOf, placesOf, sceneOf, swap } from '../../../test/synthetic-swap.ts';
import { meshSwap } from './mesh-swap.ts';

const ahead = sceneOf();
const place = placesOf(ahead.face.mesh);

/** Mean of a channel over the covered pixels near a place of the face. */
function meanAt(pixels: readonly Pixel[], u: number, v: number, channel: number, reach = 0.03): number {
  const near = pixels.filter(({ x, y, alpha }) => {
    const at = place(x, y);
    return alpha > 0.5 && at !== undefined && Math.hypot(at[0] - u, at[1] - v) < reach;
  });
  assert.ok(near.length > 3, `no covered pixels at ${u}, ${v}`);
  return near.reduce((sum, { fresh }) => sum + fresh[channel]! / near.length, 0);
}

const poses: Readonly<Record<string, Stance>> = {
  'from ahead': {},
  'turned by 35°': { yaw: 35 },
  'upside down': { roll: 180 },
  'looking down, rolled': { pitch: 15, roll: -30 },
};

for (const [name, stance] of Object.entries(poses)) {
  test(`${name}: a face put into itself changes the picture little`, async () => {
    const own = sceneOf(person(), poseMesh(stance));
    const found = likeness(pixelsOf(own, await swap(own, own)));
    assert.ok(found > 30, `${found} dB`);
  });
}

test("another person is seen: brows and lips are the source's, skin and light the target's", async () => {
  const source = sceneOf(person({ skin: [235, 200, 180], brows: [25, 20, 20], lips: [230, 170, 160], grain: 0 }));
  const light = (u: number) => 0.6 + 0.5 * u;
  const target = sceneOf(person({ skin: [140, 95, 75], brows: [120, 80, 62], lips: [100, 30, 35], light }));
  const pixels = pixelsOf(target, await swap(source, target));
  assert.ok(likeness(pixels) < 28, 'it is not the target any more');
  const relative = (u: number, v: number, channel: number) =>
    meanAt(pixels, u, v, channel) / ([140, 95, 75][channel]! * light(u));
  for (const u of [0.25, 0.5, 0.75]) {
    for (let c = 0; c < 3; c++)
      assert.ok(Math.abs(relative(u, 0.62, c) - 1) < 0.1, `skin ${relative(u, 0.62, c)} at ${u}`);
  }
  assert.ok(relative(0.33, 0.23, 1) < 0.45, `brow ${relative(0.33, 0.23, 1)}`);
  assert.ok(relative(0.5, 0.7, 1) > 0.75, `lip ${relative(0.5, 0.7, 1)}`);
});

test('blend 0 changes nothing; blend 0.5 lies half way', async () => {
  const source = sceneOf(person({ brows: [160, 120, 100] }));
  const none = await swap(source, ahead, { blend: 0 });
  assert.ok(none.rgba.every((value, i) => i % 4 !== 3 || value === 0));
  const [half, whole] = [
    pixelsOf(ahead, await swap(source, ahead, { blend: 0.5 })),
    pixelsOf(ahead, await swap(source, ahead)),
  ];
  const brow = (pixels: readonly Pixel[]) => meanAt(pixels, 0.33, 0.23, 1, 0.02);
  const old = brow(whole.map((pixel) => ({ ...pixel, fresh: pixel.old })));
  const share = (brow(half) - old) / (brow(whole) - old);
  assert.ok(Math.abs(share - 0.5) < 0.05, `${share}`);
});

test("hair before the target's face stays before it", async () => {
  const fringe = sceneOf((u, v) => (v < 0.16 ? [40, 30, 26] : person()(u, v)));
  for (const { x, y, alpha } of pixelsOf(fringe, await swap(ahead, fringe))) {
    const at = place(x, y);
    if (at === undefined || alpha === 0) continue;
    if (at[1] < 0.13) assert.ok(alpha < 0.1, `alpha ${alpha} in the fringe at ${at}`);
    if (at[1] > 0.3 && at[1] < 0.75 && Math.abs(at[0] - 0.5) < 0.25) assert.ok(alpha > 0.9, `alpha ${alpha} at ${at}`);
  }
});

test('a head turned far away, and one the network doubts, are left alone', async () => {
  const far = sceneOf(person(), poseMesh({ yaw: 78 }));
  const doubted = { ...ahead, face: faceOf(ahead.face.mesh, { presence: 0.6 }) };
  for (const target of [far, doubted]) {
    const { rgba } = await swap(ahead, target);
    assert.ok(rgba.every((value, i) => i % 4 !== 3 || value === 0));
  }
  const half = { ...ahead, face: faceOf(ahead.face.mesh, { presence: 0.825 }) };
  const alpha = Math.max(...pixelsOf(half, await swap(ahead, half)).map((pixel) => pixel.alpha));
  assert.ok(Math.abs(alpha - 0.5) < 0.01, `${alpha}`);
});

const corners: Readonly<Record<string, Stance>> = {
  'over the left side': { x: 20 },
  'over the lower right corner': { x: 215, y: 230 },
  "a nose's length above the frame": { y: -10 },
};

for (const [name, stance] of Object.entries(corners)) {
  test(`${name}: the patch stays in the frame and fits it`, async () => {
    const cut = sceneOf(person(), poseMesh(stance));
    const patch = await swap(ahead, cut);
    assert.ok(patch.x >= 0 && patch.y >= 0 && patch.x + patch.width <= 240 && patch.y + patch.height <= 260);
    assert.ok(patch.rgba.every(Number.isFinite));
    const found = likeness(pixelsOf(cut, patch));
    assert.ok(found > 27, `${found} dB`);
  });
}

test('a face beside the frame gives an empty patch', async () => {
  for (const stance of [{ x: -400 }, { y: 900 }]) {
    const { width, height } = await swap(ahead, sceneOf(person(), poseMesh(stance)));
    assert.equal(width * height, 0);
  }
});

test('wide pixels: the same face in half the columns', async () => {
  const source = sceneOf(person({ brows: [160, 120, 100] }));
  const wide = sceneOf(person(), poseMesh(), plainFrame(120, 260, formats.rgb, 2));
  const [narrow, square] = [await swap(source, wide), await swap(source, ahead)];
  assert.ok(Math.abs(narrow.width * 2 - square.width) <= 3 && narrow.height === square.height);
  const byPlace = new Map(pixelsOf(ahead, square).map((pixel) => [pixel.y * 240 + pixel.x, pixel]));
  const pairs = pixelsOf(wide, narrow).flatMap((pixel) => {
    const old = byPlace.get(pixel.y * 240 + pixel.x * 2);
    return old !== undefined && old.alpha > 0.9 ? [{ ...pixel, old: old.fresh }] : [];
  });
  const found = likeness(pairs);
  assert.ok(found > 30, `${found} dB`);
});

for (const name of ['yuv420', 'tenBit'] as const) {
  test(`${name}: the same patch as over an RGB frame`, async () => {
    const target = sceneOf(person(), poseMesh(), plainFrame(240, 260, formats[name]));
    const reference = pixelsOf(ahead, await swap(ahead, ahead));
    const pixels = pixelsOf(target, await swap(ahead, target));
    assert.equal(pixels.length, reference.length);
    const found = likeness(pixels.map((pixel, i) => ({ ...pixel, old: reference[i]!.fresh })));
    assert.ok(found > 33, `${found} dB`);
    assert.ok(likeness(pixels) > 28);
  });
}

test('the frame is only read, the same call draws the same, and what is posted to threads can be', async () => {
  const { frame, face } = sceneOf();
  const before = frame.planes.map(({ data }) => data.slice());
  const identity = structuredClone(await meshSwap.prepare([{ frame, face }]));
  const study = structuredClone(meshSwap.study(frame, face));
  const draw = async () =>
    (await meshSwap.swap(frame, face, study, identity, { blend: 1, keep: [], border: 'poisson' })).rgba.slice();
  const first = await draw();
  await swap(ahead, sceneOf(person(), poseMesh({ x: 90, eyes: 40 })));
  assert.deepEqual(await draw(), first);
  assert.deepEqual(
    frame.planes.map(({ data }) => data.slice()),
    before,
  );
});

test('larger sources get larger textures, and several pictures make one person', async () => {
  const large = sceneOf(person(), poseMesh({ x: 230, y: 260, eyes: 150 }), plainFrame(460, 520));
  const light = await meshSwap.prepare([ahead]);
  const both = await meshSwap.prepare([ahead, large]);
  assert.equal(light.texture[0]!.size, 256);
  assert.equal(both.texture[0]!.size, 512);
  assert.equal(both.texture.at(-1)!.size, 64);
  const pale = sceneOf((u, v) => mix(person()(u, v), [255, 255, 255], u < 0.4 && v > 0.4 ? 0.8 : 0));
  const { texture } = await meshSwap.prepare([pale, ahead]);
  assert.ok(Math.abs(texture[0]!.rgba[(160 * 256 + 70) * 4 + 1]! / 16384 - 1) < 0.1, 'the clean picture wins');
});
