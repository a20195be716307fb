import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { makeFilm } from '../../test/make-film.ts';
import { allocateFrame, type Frame } from '../frame/frame.ts';
import type { DecodedPicture } from './decoded-picture.ts';
import { openFilm } from './open-film.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'picture-'));
});
after(() => rm(folder, { recursive: true, force: true }));

const formats = ['yuv420p', 'yuv422p', 'yuv444p', 'yuv420p10le', 'gray', 'yuv444p10le'];

async function film(pixelFormat: string): Promise<string> {
  const path = join(folder, `${pixelFormat}.mp4`);
  await makeFilm(path, { video: [{ width: 98, height: 66, frames: 8, pixelFormat, settings: { bf: 2, refs: 4 } }] });
  return path;
}

for (const format of formats) {
  test(`${format}: a region goes back exactly, and nothing around it changes`, async () => {
    await using reader = await openFilm(await film(format));
    for await (using decoded of reader.frames()) {
      const [before, changed, after] = [0, 0, 0].map(() => allocateFrame(decoded.shape)) as [Frame, Frame, Frame];
      decoded.copyTo(before);
      for (const plane of changed.planes) plane.data.fill(77);
      decoded.copyFrom(changed, { x: 11, y: 7, width: 30, height: 20 });
      decoded.copyTo(after);
      after.planes.forEach((plane, index) => {
        const shiftX = index === 0 ? 0 : decoded.shape.format.chromaShiftX;
        const shiftY = index === 0 ? 0 : decoded.shape.format.chromaShiftY;
        for (let y = 0; y < plane.height; y++) {
          for (let x = 0; x < plane.width; x++) {
            const inside = x >= 11 >> shiftX && x <= 40 >> shiftX && y >= 7 >> shiftY && y <= 26 >> shiftY;
            const at = y * plane.stride + x;
            assert.equal(plane.data[at], inside ? 77 : before.planes[index]?.data[at], `plane ${index} ${x},${y}`);
          }
        }
      });
    }
  });
}

test('a change of one picture does not reach the pictures decoded from it', async () => {
  const path = await film('yuv420p');
  const read = async (change: boolean): Promise<string[]> => {
    await using reader = await openFilm(path);
    const found: string[] = [];
    for await (using decoded of reader.frames()) {
      const frame = allocateFrame(decoded.shape);
      decoded.copyTo(frame);
      found.push(Buffer.from(frame.planes[0]!.data).toString('base64'));
      for (const plane of frame.planes) plane.data.fill(0);
      if (change) decoded.copyFrom(frame, { x: -5, y: -5, width: 1000, height: 1000 });
    }
    return found;
  };
  assert.deepEqual(await read(true), await read(false));
});

test('a region outside the picture, or empty, changes nothing', async () => {
  await using reader = await openFilm(await film('yuv420p'));
  for await (using decoded of reader.frames()) {
    const [before, after] = [allocateFrame(decoded.shape), allocateFrame(decoded.shape)];
    decoded.copyTo(before);
    const black = allocateFrame(decoded.shape);
    decoded.copyFrom(black, { x: 98, y: 0, width: 10, height: 10 });
    decoded.copyFrom(black, { x: 5, y: 5, width: 0, height: 10 });
    decoded.copyTo(after);
    assert.deepEqual(after.planes[0]?.data, before.planes[0]?.data);
  }
});

for (const format of formats) {
  test(`${format}: a picture becomes a frame of another size, odd ones too, and keeps its time`, async () => {
    await using reader = await openFilm(await film(format));
    for await (using decoded of reader.frames()) {
      const { index, seconds } = decoded;
      const { pts } = (decoded as DecodedPicture).native;
      for (const [width, height] of [
        [147, 33],
        [196, 132],
      ] as const) {
        const [given, after] = [0, 0].map(() => allocateFrame({ ...decoded.shape, width, height })) as [Frame, Frame];
        for (const [at, plane] of given.planes.entries()) {
          for (let i = 0; i < plane.data.length; i++) plane.data[i] = (i * 7 + at * 50 + index) % 251;
        }
        decoded.becomeFrame(given);
        decoded.copyTo(after);
        assert.deepEqual([decoded.shape.width, decoded.shape.height], [width, height]);
        assert.deepEqual([decoded.index, decoded.seconds], [index, seconds]);
        assert.equal((decoded as DecodedPicture).native.pts, pts);
        for (const [at, plane] of after.planes.entries()) assert.deepEqual(plane.data, given.planes[at]!.data);
        // It is the picture's own: what happens to the frame afterwards does not reach it.
        for (const plane of given.planes) plane.data.fill(0);
        decoded.copyTo(after);
        assert.ok(after.planes[0]!.data.some((value) => value > 0));
      }
    }
  });
}
