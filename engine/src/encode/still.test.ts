import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { openStill, type Still } from '../decode/still.ts';
import { pngChunks } from '../decode/still-png.ts';
import { exifFields } from '../decode/still-tiff.ts';
import { EngineError } from '../errors.ts';
import { digitalSourceTypes } from './marks.ts';
import { type WriteStillOptions, writeFailure, writeStill } from './still.ts';
import { iptcSegment, withJpegSegment } from './still-iptc.ts';
import { pngChunk, withPngChunks } from './still-png.ts';
import { digitalSourceTypeOf } from './xmp.ts';

const uri = digitalSourceTypes.compositeWithTrainedAlgorithmicMedia;
const creator =
  '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" dc:rights="Ä"/></rdf:RDF></x:xmpmeta>';

let folder = '';
let output = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mw-still-'));
  output = join(folder, 'out');
  await mkdir(output);
});
after(() => rm(folder, { recursive: true }));

async function opened(bytes: Buffer): Promise<Still> {
  const path = join(folder, 'target');
  await writeFile(path, bytes);
  return openStill(path);
}

/** Writes, reads back, and sees that nothing else is left in the folder. */
async function written(still: Still, extension: string, options: WriteStillOptions = {}) {
  const path = join(output, `result.${extension}`);
  const result = await writeStill(path, still.frame, still, options);
  assert.deepEqual(await readdir(output), [`result.${extension}`]);
  const [bytes, again] = [await readFile(path), await openStill(path)];
  await rm(path);
  assert.equal(result.bytes, bytes.length);
  return { bytes, again, notes: result.notes, header: await sharp(bytes).metadata() };
}

function raw(width: number, height: number, channels: 1 | 2 | 3 | 4) {
  const data = Buffer.alloc(width * height * channels);
  for (let i = 0; i < data.length; i++) data[i] = (i * 37 + (i >> 3) * 11) & 255;
  return sharp(data, { raw: { width, height, channels } });
}

function raw16(width: number, height: number, channels: 3 | 4) {
  const data = new Uint16Array(width * height * channels).map((_, i) => i * 1009);
  return sharp(data, { raw: { width, height, channels } }).toColourspace('rgb16');
}

/** Calm colours, on which lossy coders leave little error. */
function smooth(width: number, height: number) {
  const data = Buffer.alloc(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    data[i * 3] = 60 + ((i % width) * 120) / width;
    data[i * 3 + 1] = 50 + (Math.floor(i / width) * 150) / height;
    data[i * 3 + 2] = 128;
  }
  return sharp(data, { raw: { width, height, channels: 3 } });
}

function assertSamePixels(actual: Still, expected: Still): void {
  assert.equal(actual.frame.format.bitDepth, expected.frame.format.bitDepth);
  for (const [i, plane] of expected.frame.planes.entries()) assert.deepEqual(actual.frame.planes[i]?.data, plane.data);
  assert.deepEqual(actual.alpha?.data, expected.alpha?.data);
}

function meanError(actual: Still, expected: Still): number {
  let sum = 0;
  const [a, b] = [actual.frame.planes, expected.frame.planes];
  for (const [i, { data }] of b.entries()) {
    for (let k = 0; k < data.length; k++) sum += Math.abs(data[k]! - a[i]!.data[k]!);
  }
  return sum / (b.length * b[0]!.data.length);
}

test('lossless formats give back every sample, with alpha, in 8 and 16 bits, in the file’s own colour space', async () => {
  const sources = {
    rgb: await raw(19, 13, 3).png().toBuffer(),
    alphaP3: await raw(19, 13, 4).withIccProfile('p3').png().toBuffer(),
    deep: await raw16(19, 13, 3).png().toBuffer(),
    deepAlpha: await raw16(19, 13, 4).tiff({ compression: 'lzw' }).toBuffer(),
  };
  for (const [name, source] of Object.entries(sources)) {
    const still = await opened(source);
    for (const extension of still.frame.format.bitDepth === 8 ? ['png', 'tif', 'webp'] : ['png', 'tiff']) {
      const { again, notes } = await written(still, extension, { quality: 100 });
      assertSamePixels(again, still);
      assert.deepEqual(notes, [], `${name} ${extension}`);
      if (still.metadata.icc) assert.ok(again.metadata.icc?.equals(still.metadata.icc), `${name} ${extension}`);
      else assert.equal(again.metadata.icc, undefined);
    }
  }
});

test('a gray picture stays gray, and colour that came in becomes its luma', async () => {
  for (const [channels, extensions] of [[1, ['png', 'tif', 'jpg']] as const, [2, ['png', 'tif']] as const]) {
    const still = await opened(await raw(16, 16, channels).toColourspace('b-w').png().toBuffer());
    for (const extension of extensions) {
      const { again, header } = await written(still, extension);
      assert.equal(header.channels, channels, extension);
      if (extension !== 'jpg') assertSamePixels(again, still);
    }
    const before = still.frame.planes[0]!.data[7]!;
    still.frame.planes[0]!.data[7] = 255 - before;
    const { again } = await written(still, 'png');
    assert.equal(again.frame.planes[0]!.data[7], Math.round(0.299 * (255 - before) + 0.701 * before));
  }
});

test('lossy formats are close by default, smaller at low quality, and keep profile and alpha where they can', async () => {
  const still = await opened(await smooth(200, 150).withIccProfile('p3').png().toBuffer());
  for (const extension of ['jpg', 'jpeg', 'webp', 'avif']) {
    const good = await written(still, extension);
    assert.ok(meanError(good.again, still) < 1.5, `${extension}: ${meanError(good.again, still)}`);
    assert.ok(good.again.metadata.icc?.equals(still.metadata.icc!), extension);
    const small = await written(still, extension, { quality: 20 });
    assert.ok(small.bytes.length < good.bytes.length, extension);
    if (extension === 'jpg') assert.equal(good.header.chromaSubsampling, '4:4:4');
  }
  const clear = await opened(await raw(40, 30, 4).png().toBuffer());
  assert.ok((await written(clear, 'avif')).again.alpha);
  assert.ok((await written(clear, 'webp')).again.alpha);
  const flat = await written(clear, 'jpg');
  assert.equal(flat.again.alpha, undefined);
  assert.match(flat.notes.join(), /no transparency/);
});

test('a lossless WebP stays lossless', async () => {
  const still = await opened(await raw(20, 20, 4).webp({ lossless: true, exact: true }).toBuffer());
  assert.ok(still.losslessWebp);
  assertSamePixels((await written(still, 'webp')).again, still);
});

test('16 bits: AVIF holds ten of them, JPEG and WebP eight, and it is said', async () => {
  const still = await opened(await raw16(64, 48, 3).png().toBuffer());
  const avif = await written(still, 'avif');
  assert.equal(avif.header.bitsPerSample, 10);
  assert.match(avif.notes.join(), /10 bits: 16/);
  assert.match((await written(still, 'jpg')).notes.join(), /8 bits: 16/);
});

/** The XMP packet as simple readers find it: by walking the container, without decompressing anything. */
const xmpOf: Readonly<Record<string, (bytes: Buffer) => string[]>> = {
  jpg: (bytes) => {
    const found: string[] = [];
    for (let at = 2; bytes[at + 1] !== 0xda; at += 2 + bytes.readUInt16BE(at + 2)) {
      const text = bytes.toString('utf8', at + 4, at + 2 + bytes.readUInt16BE(at + 2));
      const name = 'http://ns.adobe.com/xap/1.0/\0';
      if (bytes[at + 1] === 0xe1 && text.startsWith(name)) found.push(text.slice(name.length));
    }
    return found;
  },
  png: (bytes) => {
    const texts = [...pngChunks(bytes)].filter(({ data }) => data.includes('XML:com.adobe.xmp'));
    assert.ok(texts.every(({ type, data }) => type === 'iTXt' && data[18] === 0));
    return texts.map(({ data }) => data.toString('utf8', 22));
  },
  webp: (bytes) => {
    const found: string[] = [];
    for (let at = 12; at < bytes.length; at += 8 + bytes.readUInt32LE(at + 4) + (bytes.readUInt32LE(at + 4) % 2)) {
      if (bytes.toString('latin1', at, at + 4) !== 'XMP ') continue;
      found.push(bytes.toString('utf8', at + 8, at + 8 + bytes.readUInt32LE(at + 4)));
    }
    return found;
  },
  avif: (bytes) => {
    assert.ok(bytes.includes('application/rdf+xml'));
    const start = bytes.indexOf('<x:xmpmeta');
    return [bytes.toString('utf8', start, bytes.indexOf('</x:xmpmeta>', start) + 12)];
  },
  tiff: (bytes) => {
    const directory = bytes.readUInt32LE(4);
    for (let i = 0; i < bytes.readUInt16LE(directory); i++) {
      const at = directory + 2 + i * 12;
      if (bytes.readUInt16LE(at) !== 700) continue;
      return [
        bytes.toString('utf8', bytes.readUInt32LE(at + 8), bytes.readUInt32LE(at + 8) + bytes.readUInt32LE(at + 4)),
      ];
    }
    return [];
  },
};

test('every format carries the mark once, readable without decompression, beside the XMP that was there', async () => {
  for (const source of [
    await smooth(32, 24).png().toBuffer(),
    await smooth(32, 24).withXmp(creator).jpeg().toBuffer(),
  ]) {
    const still = await opened(source);
    for (const [extension, read] of Object.entries(xmpOf)) {
      const { bytes, header } = await written(still, extension);
      const packets = read(bytes);
      assert.equal(packets.length, 1, extension);
      assert.equal(digitalSourceTypeOf(packets[0]!), uri, extension);
      assert.equal(digitalSourceTypeOf(header.xmp?.toString() ?? ''), uri, extension);
      if (still.metadata.xmp) assert.ok(packets[0]!.includes('dc:rights="Ä"'), extension);
      assert.match(packets[0]!, /<xmp:CreatorTool>Mirrorworks \d/);
    }
  }
  const still = await opened(await smooth(8, 8).png().toBuffer());
  const { header } = await written(still, 'png', { digitalSourceType: 'compositeSynthetic' });
  assert.equal(digitalSourceTypeOf(header.xmp?.toString() ?? ''), digitalSourceTypes.compositeSynthetic);
});

test('XMP too large for a JPEG gives way to the mark, and it is said', async () => {
  const large = creator.replace('dc:rights="Ä"', `dc:rights="${'x'.repeat(90_000)}"`);
  const still = await opened(await smooth(32, 24).withXmp(large).webp().toBuffer());
  const jpeg = await written(still, 'jpg');
  assert.equal(digitalSourceTypeOf(xmpOf['jpg']!(jpeg.bytes)[0] ?? ''), uri);
  assert.match(jpeg.notes.join(), /XMP/);
  assert.deepEqual((await written(still, 'png')).notes, []);
});

test('EXIF is kept, but upright and without the thumbnail; density is kept', async () => {
  const source = await smooth(60, 40)
    .withMetadata({ density: 300, orientation: 6 })
    .withExifMerge({ IFD0: { Copyright: 'Bo' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' } })
    .jpeg()
    .toBuffer();
  const still = await opened(source);
  assert.deepEqual([still.frame.width, still.frame.height, still.metadata.density], [40, 60, 300]);
  for (const extension of ['jpg', 'png', 'webp', 'avif']) {
    const { header, again } = await written(still, extension);
    const exif = header.exif?.toString('latin1') ?? '';
    assert.ok(exif.includes('Bo\0') && /N\0/.test(exif), extension);
    assert.deepEqual([again.frame.width, header.orientation ?? 1], [40, 1], extension);
    if (extension === 'jpg' || extension === 'png') assert.equal(header.density, 300, extension);
  }
  const tiff = await written(still, 'tiff');
  assert.equal(tiff.header.density, 300);
  const fields = exifFields(tiff.bytes);
  assert.equal(fields?.main.find(({ tag }) => tag === 33_432)?.value.toString('latin1'), 'Bo\0');
  assert.equal(fields?.gps.find(({ tag }) => tag === 2)?.value.readUInt32LE(8), 30);
  assertSamePixels(tiff.again, still);
  // And on from there: from TIFF to TIFF, and back to JPEG.
  assert.deepEqual(exifFields((await written(tiff.again, 'tif')).bytes), fields);
  assert.ok((await written(tiff.again, 'jpg')).header.exif?.includes('Bo\0'));
});

test('the IPTC record goes from JPEG to JPEG; elsewhere its loss is said', async () => {
  const resource = Buffer.from('Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x06\x1c\x02\x78\0\x01A', 'latin1');
  const segment = iptcSegment(resource);
  assert.ok(segment);
  const still = await opened(withJpegSegment(await smooth(16, 16).jpeg().toBuffer(), segment));
  assert.deepEqual((await written(still, 'jpg')).again.metadata.iptc, still.metadata.iptc);
  assert.match((await written(still, 'png')).notes.join(), /IPTC/);
});

test('a PNG’s colour chunks survive where there is no profile', async () => {
  const gamma = Buffer.from([0, 0, 0xb1, 0x8f]);
  const still = await opened(withPngChunks(await smooth(8, 8).png().toBuffer(), [pngChunk('gAMA', gamma)]));
  const { bytes } = await written(still, 'png');
  assert.deepEqual([...pngChunks(bytes)].find(({ type }) => type === 'gAMA')?.data, gamma);
});

async function refused(path: string, still: Still, options: WriteStillOptions, code: string, words: RegExp) {
  await assert.rejects(writeStill(path, still.frame, still, options), (error: unknown) => {
    assert.ok(error instanceof EngineError, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, words);
    return true;
  });
}

test('refusals name the option or the file, and leave nothing behind', async () => {
  const still = await opened(await smooth(8, 8).png().toBuffer());
  await refused(join(output, 'a.bmp'), still, {}, 'option-invalid', /"\.bmp".*\.jpg .*\.tiff/);
  await refused(join(output, 'a'), still, {}, 'option-invalid', /allowed/);
  await refused(join(output, 'a.jpg'), still, { quality: 101 }, 'option-invalid', /101.*0 to 100/);
  await refused(join(output, 'none', 'a.jpg'), still, {}, 'output-unwritable', /none/);
  await refused(join(output, 'a.png'), still, { signal: AbortSignal.abort() }, 'canceled', /a\.png/);
  const taken = join(output, 'taken.png');
  await writeFile(taken, 'precious');
  await refused(taken, still, {}, 'output-exists', /taken/);
  assert.equal(await readFile(taken, 'utf8'), 'precious');
  await writeStill(taken, still.frame, still, { overwrite: true });
  assert.ok((await openStill(taken)).frame);
  await rm(taken);
  const wide = await opened(
    await sharp({ create: { width: 17_000, height: 2, channels: 3, background: 'red' } })
      .png()
      .toBuffer(),
  );
  await refused(join(output, 'wide.webp'), wide, {}, 'option-invalid', /16383.*17000x2/);
  assert.deepEqual(await readdir(output), []);
});

test('canceling while it encodes leaves nothing behind', async () => {
  const still = await opened(await raw(600, 600, 3).png().toBuffer());
  const controller = new AbortController();
  const writing = writeStill(join(output, 'late.png'), still.frame, still, { signal: controller.signal });
  setImmediate(() => controller.abort());
  await assert.rejects(writing, { code: 'canceled' });
  assert.deepEqual(await readdir(output), []);
});

test('a full disk has its own code and may be tried again', () => {
  const full = writeFailure('/x/a.png', Object.assign(new Error('no space left'), { code: 'ENOSPC' }));
  assert.deepEqual([full.code, full.retryable], ['disk-full', true]);
  assert.equal(writeFailure('/x/a.png', Object.assign(new Error('no'), { code: 'EACCES' })).code, 'output-unwritable');
});
