import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { EngineError, type EngineErrorCode } from '../errors.ts';
import { looksLikeStill, openStill } from './still.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mw-still-'));
});
after(() => rm(folder, { recursive: true }));

/** A file with a misleading name: content decides. */
async function file(bytes: Buffer | string): Promise<string> {
  const path = join(folder, 'picture.mp4');
  await writeFile(path, bytes);
  return path;
}

/** Raw pixels that differ everywhere. */
function pixels(width: number, height: number, channels: 1 | 2 | 3 | 4) {
  const data = Buffer.alloc(width * height * channels);
  for (let i = 0; i < data.length; i++) data[i] = (i * 37 + (i % 11) * 5) & 255;
  return sharp(data, { raw: { width, height, channels } });
}

async function refused(path: string, code: EngineErrorCode, words: RegExp, maxPixels?: number): Promise<void> {
  await assert.rejects(openStill(path, maxPixels === undefined ? {} : { maxPixels }), (error: unknown) => {
    assert.ok(error instanceof EngineError, String(error));
    assert.equal(error.code, code, error.message);
    assert.match(error.message, words);
    assert.ok(error.message.includes(path) && !error.message.includes('\n'));
    return true;
  });
}

test('all eight EXIF orientations come out upright, once', async () => {
  const upright = await pixels(6, 4, 3).raw().toBuffer();
  // How each orientation is stored: transpose, then mirrors (EXIF 2.32, 4.6.5).
  const stored: Record<number, { angle: number; mirror: boolean }> = {
    1: { angle: 0, mirror: false },
    2: { angle: 0, mirror: true },
    3: { angle: 180, mirror: false },
    4: { angle: 180, mirror: true },
    5: { angle: 270, mirror: true },
    6: { angle: 270, mirror: false },
    7: { angle: 90, mirror: true },
    8: { angle: 90, mirror: false },
  };
  for (const [orientation, { angle, mirror }] of Object.entries(stored)) {
    const mirrored = mirror ? await pixels(6, 4, 3).flop().png().toBuffer() : await pixels(6, 4, 3).png().toBuffer();
    const turned = await sharp(mirrored).rotate(angle).png().toBuffer();
    for (const format of ['png', 'tiff'] as const) {
      const bytes = await sharp(turned)
        .withMetadata({ orientation: Number(orientation) })
        .toFormat(format, { compression: 'lzw' })
        .toBuffer();
      const { frame } = await openStill(await file(bytes));
      assert.equal(`${frame.width}x${frame.height}`, '6x4');
      for (let i = 0; i < 24; i++) {
        const rgb = frame.planes.map((plane) => plane.data[i]);
        assert.deepEqual(rgb, [...upright.subarray(i * 3, i * 3 + 3)], `${format} ${orientation} pixel ${i}`);
      }
    }
  }
});

test('values stay in the file’s own colour space, with the profile beside them', async () => {
  const inP3 = await pixels(8, 8, 3).withIccProfile('p3').png().toBuffer();
  const { icc } = await sharp(inP3).metadata();
  const values = await sharp(inP3, { ignoreIcc: true }).raw().toBuffer();
  const still = await openStill(await file(inP3));
  assert.ok(icc && still.metadata.icc?.equals(icc));
  for (let i = 0; i < 64; i++) assert.equal(still.frame.planes[1]?.data[i], values[i * 3 + 1]);
});

test('gray, gray with alpha, RGBA and 16 bits', async () => {
  const gray = await openStill(await file(await pixels(5, 3, 1).toColourspace('b-w').png().toBuffer()));
  assert.ok(gray.gray && gray.alpha === undefined && gray.frame.format.model === 'rgb');
  assert.deepEqual(gray.frame.planes[0]?.data, gray.frame.planes[2]?.data);
  assert.ok(gray.frame.planes[0]?.data.buffer instanceof SharedArrayBuffer);
  const clear = await openStill(await file(await pixels(5, 3, 2).toColourspace('b-w').png().toBuffer()));
  assert.ok(clear.gray && clear.alpha?.data.length === 15);
  const source = new Uint16Array(5 * 3 * 4).map((_, i) => i * 1009);
  const deep = await sharp(source, { raw: { width: 5, height: 3, channels: 4 } })
    .toColourspace('rgb16')
    .png()
    .toBuffer();
  const still = await openStill(await file(deep));
  assert.equal(still.frame.format.bitDepth, 16);
  assert.equal(still.frame.planes[2]?.data[14], source[14 * 4 + 2]);
  assert.equal(still.alpha?.data[14], source[14 * 4 + 3]);
});

test('a CMYK picture becomes sRGB, with a note', async () => {
  const bytes = await pixels(16, 16, 3).toColourspace('cmyk').jpeg().toBuffer();
  const still = await openStill(await file(bytes));
  assert.equal(still.frame.planes.length, 3);
  assert.match(still.notes.join(), /CMYK/);
  assert.equal(still.metadata.icc, undefined);
});

test('what is no readable picture is refused in words', async () => {
  await refused(join(folder, 'missing.png'), 'media-unreadable', /cannot be read/);
  await refused(folder, 'media-unreadable', /cannot be read/);
  await refused(await file(''), 'media-unreadable', /not a picture.*allowed: JPEG/);
  await refused(await file('plain words'), 'media-unreadable', /not a picture/);
  await refused(
    await file('<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>'),
    'media-unsupported',
    /SVG/,
  );
  await refused(await file('%PDF-1.7'), 'media-unsupported', /PDF/);
  await refused(await file(await pixels(4, 4, 3).gif().toBuffer()), 'media-unsupported', /GIF/);
  await refused(await file('\0\0\0\x18ftypheic\0\0\0\0mif1heic'), 'media-unsupported', /HEIC.*allowed/);
  const frames = [await pixels(4, 4, 3).png().toBuffer(), await pixels(4, 4, 3).negate().png().toBuffer()];
  const moving = await sharp(frames, { join: { animated: true } })
    .webp({ loop: 0, delay: [50, 50] })
    .toBuffer();
  await refused(await file(moving), 'media-unsupported', /animated WEBP/);
});

test('a picture over the limit is refused before it is decoded', async () => {
  const bytes = await pixels(40, 30, 3).png().toBuffer();
  // The pixels are damaged, so that decoding would fail with another code.
  bytes.fill(0, 66, 200);
  await refused(await file(bytes), 'media-too-large', /40x30.*allowed: 1000/, 1000);
  const huge = await pixels(40, 30, 3).png().toBuffer();
  huge.writeUInt32BE(20_000, 16);
  huge.writeUInt32BE(20_000, 20);
  huge.writeUInt32BE(crc32(huge.subarray(12, 29)), 29);
  await refused(await file(huge), 'media-too-large', /20000x20000/);
});

test('a picture that ends early is truncated, a damaged one unreadable', async () => {
  for (const format of ['jpeg', 'png', 'webp', 'tiff', 'avif'] as const) {
    const whole = await pixels(120, 90, 3).toFormat(format).toBuffer();
    const cut = await file(whole.subarray(0, Math.floor(whole.length * 0.6)));
    await refused(cut, 'media-truncated', /ends early/);
  }
  const damaged = await pixels(120, 90, 3).png().toBuffer();
  damaged.fill(0xaa, 66, 400);
  await refused(await file(damaged), 'media-unreadable', /damaged/);
});

test('a canceled signal stops it', async () => {
  const path = await file(await pixels(4, 4, 3).png().toBuffer());
  await assert.rejects(openStill(path, { signal: AbortSignal.abort() }), { code: 'canceled' });
});

test('stills and films are told apart by content', async () => {
  for (const format of ['jpeg', 'png', 'webp', 'tiff', 'avif', 'gif'] as const) {
    assert.equal(await looksLikeStill(await file(await pixels(4, 4, 3).toFormat(format).toBuffer())), true, format);
  }
  assert.equal(await looksLikeStill(await file('\0\0\0\x18ftypisom\0\0\0\0isommp42')), false);
  assert.equal(await looksLikeStill(await file('\x1aE\xdf\xa3webm')), false);
  assert.equal(await looksLikeStill(join(folder, 'missing.png')), false);
});
