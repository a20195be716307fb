import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { makeFilm } from '../../test/make-film.ts';
import { EngineError } from '../errors.ts';
import { allocateFrame, type Frame } from '../frame/frame.ts';
import { openFilm } from './open-film.ts';

const picture = { width: 96, height: 64, frames: 12 };
let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'open-'));
  await makeFilm(join(folder, 'plain.mp4'), { video: [picture], audio: [{ seconds: 0.5 }] });
});
after(() => rm(folder, { recursive: true, force: true }));

const hasCode = (code: string) => (error: unknown) => error instanceof EngineError && error.code === code;

async function firstPicture(path: string): Promise<Frame> {
  await using reader = await openFilm(path);
  for await (using decoded of reader.frames()) {
    const frame = allocateFrame(decoded.shape);
    decoded.copyTo(frame);
    return frame;
  }
  throw new Error('no picture');
}

/** Where the bright square of the upper left corner has come to lie. */
function brightCorner({ planes: [luma] }: Frame): string {
  if (!luma) return 'none';
  const at = (x: number, y: number) => (luma.data[y * luma.stride + x] ?? 0) > 200;
  const [right, bottom] = [luma.width - 4, luma.height - 4];
  const corners = {
    'upper left': at(4, 4),
    'upper right': at(right, 4),
    'lower left': at(4, bottom),
    'lower right': at(right, bottom),
  };
  return Object.entries(corners)
    .filter(([, bright]) => bright)
    .map(([name]) => name)
    .join();
}

for (const [rotation, corner, size] of [
  [0, 'upper left', '96x64'],
  [90, 'upper right', '64x96'],
  [180, 'lower right', '96x64'],
  [270, 'lower left', '64x96'],
] as const) {
  test(`a film to be turned by ${rotation}° clockwise is upright`, async () => {
    const path = join(folder, `turned-${rotation}.mp4`);
    await makeFilm(path, { video: [{ ...picture, rotation, aspect: [2, 1] }] });
    const frame = await firstPicture(path);
    assert.equal(brightCorner(frame), corner);
    assert.equal(`${frame.width}x${frame.height}`, size);
    assert.equal(frame.pixelAspect, rotation % 180 ? 0.5 : 2);
    await using reader = await openFilm(path);
    assert.equal(reader.info.rotation, rotation);
  });
}

test('what a film is, is known before its first picture', async () => {
  await using reader = await openFilm(join(folder, 'plain.mp4'), { decoder: 'h264' });
  const { path: _path, ...info } = reader.info;
  assert.deepEqual(info, {
    container: 'mov,mp4,m4a,3gp,3g2,mj2',
    codec: 'h264',
    decoder: 'h264',
    width: 96,
    height: 64,
    pixelAspect: 1,
    frameRate: 25,
    durationSeconds: 0.512,
    frames: 12,
    rotation: 0,
    bitDepth: 8,
  });
});

test('colours are described as the file tags them', async () => {
  const path = join(folder, 'colors.mp4');
  await makeFilm(path, { video: [{ ...picture, pixelFormat: 'yuvj444p', colors: [2, 9, 14, 9, 1] }] });
  const { format, color } = await firstPicture(path);
  assert.deepEqual(color, { matrix: 'bt2020', fullRange: true });
  assert.deepEqual(format, { model: 'yuv', bitDepth: 8, chromaShiftX: 0, chromaShiftY: 0 });
});

test('of a truncated film, what decodes is kept when that is allowed', async () => {
  const path = join(folder, 'truncated.mkv');
  await makeFilm(path, { video: [{ ...picture, frames: 100, timeBase: [1, 1000], settings: { g: 10 } }] });
  await truncate(path, Math.floor((await stat(path)).size / 2));
  await assert.rejects(openFilm(path), (error: unknown) => {
    assert.ok(error instanceof EngineError && error.code === 'media-truncated');
    assert.ok(Number(error.data['seconds']) > 1 && Number(error.data['seconds']) < 3, error.message);
    return true;
  });
  await using reader = await openFilm(path, { allowPartial: true });
  let count = 0;
  for await (using _decoded of reader.frames()) count++;
  assert.ok(count > 30 && count < 80, `${count} frames`);
  assert.match(reader.notes.join(), /truncated: it ends at/);
  await using whole = await openFilm(path, { trim: { start: 0.2, end: 0.6 } });
  assert.deepEqual(whole.notes, [], 'a range before the cut is whole');
});

test('a size that changes within the film is refused where it happens', async () => {
  const path = join(folder, 'two-sizes.ts');
  const base = { timeBase: [1, 90_000] } as const;
  await makeFilm(path, { video: [{ ...picture, ...base, time: (at) => 900_000 + at * 3600 }] });
  const second = join(folder, 'second.ts');
  await makeFilm(second, {
    video: [{ ...picture, ...base, width: 64, height: 48, time: (at) => 943_200 + at * 3600 }],
  });
  await writeFile(path, Buffer.concat([await readFile(path), await readFile(second)]));
  await using reader = await openFilm(path);
  await assert.rejects(async () => {
    for await (using _decoded of reader.frames());
  }, hasCode('media-unsupported'));
});

test('a reader may be left at any time', async () => {
  const path = join(folder, 'plain.mp4');
  {
    await using _unread = await openFilm(path);
  }
  {
    await using reader = await openFilm(path);
    for await (using _decoded of reader.frames()) break;
  }
  {
    await using reader = await openFilm(path);
    const iterator = reader.frames()[Symbol.asyncIterator]();
    const first = await iterator.next();
    void iterator.next(); // still under way when the reader goes
    if (!first.done) first.value[Symbol.dispose]();
  }
});

test('a canceled reading stops', async () => {
  const path = join(folder, 'plain.mp4');
  await assert.rejects(openFilm(path, { signal: AbortSignal.abort() }), hasCode('canceled'));
  const abort = new AbortController();
  await using reader = await openFilm(path, { signal: abort.signal });
  await assert.rejects(async () => {
    for await (using _decoded of reader.frames()) abort.abort();
  }, hasCode('canceled'));
});

test('a decoder that is not there is named, with those that are', async () => {
  await assert.rejects(openFilm(join(folder, 'plain.mp4'), { decoder: 'none' }), (error: unknown) => {
    assert.ok(error instanceof EngineError && error.code === 'provider-unavailable');
    assert.match(error.message, /none is not available .*h264/);
    return true;
  });
});
