import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import sharp from 'sharp';
import {
  facesInPhotos,
  openNetworks,
  PHOTO_WIDTH,
  photoPath,
  readPhoto,
  rgbFrame,
  toFrame,
} from '../../test/faces-photos.ts';
import type { Frame } from '../frame/frame.ts';
import type { Face } from './face.ts';
import { defaultFindOptions, findFaces } from './find.ts';

const networks = await openNetworks();
after(() => networks[Symbol.asyncDispose]());

interface Expected {
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

/** Checks that exactly the expected faces were found; the message is a table of what was found. */
function assertFaces(found: readonly Face[], expected: readonly Expected[], what: string): void {
  const rows = found.map(({ box, score, presence }) => {
    const [x, y] = [box[0] + box[2] / 2, box[1] + box[3] / 2];
    const size = Math.max(box[2], box[3]);
    const hit = expected.findIndex((face) => Math.hypot(face.x - x, face.y - y) < 0.2 * face.size);
    const fits = hit >= 0 && size > 0.75 * expected[hit]!.size && size < 1.33 * expected[hit]!.size;
    const place = [x, y, size].map((value) => value.toFixed(0).padStart(5)).join('');
    return { hit: fits ? hit : -1, line: `${place}  score ${score.toFixed(2)}  presence ${presence.toFixed(2)}` };
  });
  const missed = expected.filter((_, index) => !rows.some(({ hit }) => hit === index));
  const table = rows.map(({ hit, line }) => `${line}  ${hit < 0 ? 'NO FACE' : `face ${hit}`}`).join('\n');
  const lost = missed.map(({ x, y, size }) => `missed: ${x} ${y} ${size}`).join('\n');
  assert.ok(missed.length === 0 && rows.every(({ hit }) => hit >= 0), `${what}\n${table}\n${lost}`);
  assert.equal(found.length, expected.length, `${what}: a face was found twice\n${table}`);
}

function scaled(photo: number, width: number): Expected[] {
  const scale = width / PHOTO_WIDTH;
  return facesInPhotos[photo - 1]!.map(({ x, y, size }) => ({ x: x * scale, y: y * scale, size: size * scale }));
}

for (const width of [PHOTO_WIDTH, PHOTO_WIDTH / 2]) {
  test(`all 22 faces of the six photos, ${width} pixels wide, and nothing else`, async () => {
    for (let photo = 1; photo <= 6; photo += 1) {
      const found = await findFaces(networks, await readPhoto(photo, width));
      assertFaces(found, scaled(photo, width), `photo ${photo} at ${width} pixels`);
    }
  });
}

test('faces of 40 to 70 pixels in a 1080p group picture', async () => {
  const width = 530;
  const parts = await Promise.all(
    facesInPhotos.map(async (_, index) => ({
      input: await sharp(photoPath(index + 1))
        .resize(width)
        .toBuffer(),
      left: (index % 3) * 640,
      top: Math.floor(index / 3) * 540,
    })),
  );
  const canvas = sharp({ create: { width: 1920, height: 1080, channels: 3, background: '#555a60' } });
  const frame = await toFrame(sharp(await canvas.composite(parts).png().toBuffer()));
  const expected = parts.flatMap(({ left, top }, index) =>
    scaled(index + 1, width).map((face) => ({ ...face, x: face.x + left, y: face.y + top })),
  );
  assertFaces(await findFaces(networks, frame), expected, 'six photos on one canvas');
});

test('a picture that lies on its side or stands on its head', async () => {
  for (const [degrees, turns] of [
    [90, 1],
    [180, 2],
    [270, 3],
  ] as const) {
    const frame = await toFrame(sharp(await sharp(photoPath(6)).resize(960).rotate(degrees).toBuffer()));
    const expected = scaled(6, 960).map(({ x, y, size }) => {
      if (turns === 1) return { x: frame.width - y, y: x, size };
      if (turns === 2) return { x: frame.width - x, y: frame.height - y, size };
      return { x: y, y: frame.height - x, size };
    });
    const found = await findFaces(networks, frame);
    assertFaces(found, expected, `photo 6 turned by ${degrees}°`);
    for (const { pose } of found) {
      const off = ((pose.roll - degrees + 540) % 360) - 180;
      assert.ok(Math.abs(off) < 40, `roll ${pose.roll} in a picture turned by ${degrees}°`);
    }
  }
});

test('pixels that are not square', async () => {
  const squeezed = await toFrame(sharp(photoPath(3)).resize(PHOTO_WIDTH / 2, 1350, { fit: 'fill' }));
  const frame: Frame = { ...squeezed, pixelAspect: 2 };
  assertFaces(await findFaces(networks, frame), scaled(3, PHOTO_WIDTH), 'photo 3, pixels 2 : 1');
});

test('no face in noise, stripes or nothing', async () => {
  const pictures: Record<string, (x: number, y: number) => number> = {
    nothing: () => 90,
    stripes: (x, y) => Math.sin(x / 9 + y / 40) * 100 + 128,
    noise: (x, y) => (Math.abs(Math.sin(x * 12.9898 + y * 78.233) * 43758.5453) % 1) * 255,
  };
  for (const [name, value] of Object.entries(pictures)) {
    const frame = rgbFrame(640, 480);
    for (const { data } of frame.planes)
      for (let at = 0; at < data.length; at += 1) data[at] = value(at % 640, Math.floor(at / 640));
    assertFaces(await findFaces(networks, frame), [], name);
  }
});

test('a picture smaller than the network looks at, and one of a single pixel', async () => {
  const face = facesInPhotos[2]![1]!;
  const half = Math.round(face.size * 0.8);
  const cut = sharp(photoPath(3)).extract({
    left: face.x - half,
    top: face.y - half,
    width: 2 * half,
    height: 2 * half,
  });
  const frame = await toFrame(sharp(await cut.png().toBuffer()).resize(120));
  assertFaces(await findFaces(networks, frame), [{ x: 60, y: 60, size: 75 }], 'one face in 120 pixels');
  assert.deepEqual(await findFaces(networks, rgbFrame(1, 1), { ...defaultFindOptions, turned: false }), []);
});

test('head poses are those one sees', async () => {
  const faces = (await findFaces(networks, await readPhoto(1, 960))).toSorted((a, b) => a.box[0] - b.box[0]);
  const [turned, tilted, laughing] = faces.map(({ pose }) => pose);
  assert.ok(
    turned!.yaw < -15 && turned!.yaw > -45 && Math.abs(turned!.roll) < 10,
    'looks past us, to the left of the picture',
  );
  assert.ok(tilted!.roll < -20 && tilted!.roll > -40, 'her head tilts counter-clockwise');
  assert.ok(laughing!.roll > 35 && laughing!.roll < 55 && Math.abs(laughing!.yaw) < 15, 'tilts clockwise and faces us');
});
