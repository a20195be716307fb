import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { AV_CODEC_ID_SUBRIP, AV_LOG_INFO } from 'node-av/constants';
import { FormatContext, Log } from 'node-av/lib';
import { quirks } from '../../test/films.ts';
import { inspectFilm } from '../../test/inspect-film.ts';
import { makeFilm } from '../../test/make-film.ts';
import { passThrough } from '../../test/pass-through.ts';
import { openFilm } from '../decode/open-film.ts';
import { EngineError } from '../errors.ts';
import { allocateFrame, type Frame } from '../frame/frame.ts';
import { createFilm } from './create-film.ts';

const picture = { width: 96, height: 64, frames: 12 };
let sources = '';
let folder = '';
let plain = '';
before(async () => {
  sources = await mkdtemp(join(tmpdir(), 'create-'));
  plain = join(sources, 'plain.mp4');
  await makeFilm(plain, { video: [picture], audio: [{ seconds: 0.5 }] });
});
after(() => rm(sources, { recursive: true, force: true }));
beforeEach(async () => {
  folder = join(sources, 'out');
  await mkdir(folder);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const hasCode = (code: string) => (error: unknown) => error instanceof EngineError && error.code === code;

async function luma(path: string): Promise<Uint8Array[]> {
  await using reader = await openFilm(path);
  const found: Uint8Array[] = [];
  for await (using decoded of reader.frames()) {
    const frame: Frame = allocateFrame(decoded.shape);
    decoded.copyTo(frame);
    found.push(Uint8Array.from(frame.planes[0]?.data ?? []));
  }
  return found;
}

test('pictures come out as they went in, to the eye', async () => {
  const output = join(folder, 'film.mp4');
  await passThrough(plain, output);
  const [from, to] = [await luma(plain), await luma(output)];
  from.forEach((pixels, at) => {
    let error = 0;
    pixels.forEach((pixel, x) => {
      error += (pixel - (to[at]?.[x] ?? 0)) ** 2;
    });
    const psnr = 10 * Math.log10(255 ** 2 / (error / pixels.length));
    assert.ok(psnr > 38, `frame ${at}: ${psnr.toFixed(1)} dB`);
  });
});

test('a film that is not finished, or canceled, leaves nothing', async () => {
  const output = join(folder, 'film.mp4');
  {
    await using reader = await openFilm(plain);
    await using writer = await createFilm(output, reader);
    for await (const decoded of reader.frames()) await writer.write(decoded);
    assert.equal((await readdir(folder)).length, 1);
  }
  assert.deepEqual(await readdir(folder), []);
  const abort = new AbortController();
  const canceled = async () => {
    await using reader = await openFilm(plain);
    await using writer = await createFilm(output, reader, { signal: abort.signal });
    for await (const decoded of reader.frames()) {
      await writer.write(decoded);
      abort.abort();
    }
  };
  await assert.rejects(canceled(), hasCode('canceled'));
  assert.deepEqual(await readdir(folder), []);
});

test('refusals come before the work, and leave nothing', async () => {
  await using reader = await openFilm(plain);
  const refuse = (name: string, options: Parameters<typeof createFilm>[2], code: string) =>
    assert.rejects(createFilm(join(folder, name), reader, options), hasCode(code), name);
  await writeFile(join(folder, 'there.mp4'), 'x');
  await refuse('there.mp4', {}, 'output-exists');
  await refuse('none/film.mp4', {}, 'output-unwritable');
  await refuse('film.gif', {}, 'option-invalid');
  await refuse('film', {}, 'option-invalid');
  await refuse('film.mp4', { encoder: 'none' }, 'encoder-unavailable');
  await refuse('film.mp4', { preset: 'none' }, 'option-invalid');
  await refuse('film.mp4', { quality: 101 }, 'option-invalid');
  await refuse('film.webm', { encoder: 'libx264' }, 'option-invalid');
  await assert.rejects(createFilm(plain, reader, { overwrite: true }), hasCode('option-invalid'));
  assert.deepEqual(await readdir(folder), ['there.mp4']);
});

test('a full disk is told as such, and leaves nothing', async (context) => {
  const disk = join(sources, 'disk');
  const large = join(sources, 'large.mkv');
  await mkdir(disk);
  await makeFilm(large, { video: [{ width: 640, height: 360, frames: 60, settings: { crf: 10 } }] });
  // Full among the pictures, and at the end.
  for (const kilobytes of [16, 40]) {
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', disk], { stdio: 'ignore' });
    } catch {
      context.skip('only root can mount a small disk');
      return;
    }
    try {
      for (const name of ['film.mp4', 'film.mkv', 'film.ts']) {
        await assert.rejects(passThrough(large, join(disk, name), { quality: 100 }), hasCode('disk-full'), name);
        assert.deepEqual(await readdir(disk), []);
      }
    } finally {
      execFileSync('umount', [disk]);
    }
  }
});

test('chapters come out so that FFmpeg reads them', async () => {
  for (const name of ['chapters.mp4', 'chapters.mkv', 'chapters-to-mp4.mkv', 'chapters-to-mkv.mp4']) {
    const quirk = quirks.find((each) => each.file === name);
    const input = join(sources, name);
    await quirk?.make(input);
    const output = join(folder, `${name}${quirk?.to ?? name.slice(name.lastIndexOf('.'))}`);
    await passThrough(input, output);
    const seen = (await describedByFfmpeg(output)).replaceAll(/\s+/g, ' ');
    assert.match(seen, /Chapter #0:0: start 0\.000000, end 0\.200000 Metadata: title : Anfang/);
    assert.match(seen, /Chapter #0:1: start 0\.200000, end 0\.\d+ Metadata: title : 結末/);
  }
});

test('chapters of a trimmed film are cut and moved with it', async () => {
  const quirk = quirks.find((each) => each.file === 'chapters.mkv');
  const input = join(sources, 'cut.mkv');
  await quirk?.make(input);
  const output = join(folder, 'cut.mkv');
  await passThrough(input, output, { trim: { start: 0.12, end: 0.32 } });
  const { chapters } = await inspectFilm(output);
  const milliseconds = chapters.map(({ startNs, endNs, title }) => [startNs / 1e6, (endNs ?? 0) / 1e6, title]);
  assert.deepEqual(milliseconds, [
    [0, 80, 'Anfang'],
    [80, 200, '結末'],
  ]);
});

/** What FFmpeg prints of a file: the only way to its chapters that its binding has. */
async function describedByFfmpeg(path: string): Promise<string> {
  const format = new FormatContext();
  await format.openInput(path, null, null);
  await format.findStreamInfo(null);
  const { promise, resolve } = Promise.withResolvers<void>();
  const level = Log.getLevel();
  let text = '';
  Log.setCallback(
    (_level, message) => {
      text += message;
      if (message.includes('Stream #')) resolve();
    },
    { maxLevel: AV_LOG_INFO },
  );
  Log.setLevel(AV_LOG_INFO);
  format.dumpFormat(0, path, false);
  await promise;
  Log.setCallback(null);
  Log.setLevel(level);
  await format.closeInput();
  return text;
}

test('subtitles keep their words, their times and their language', async () => {
  const lines = [
    [0.1, 0.3, Buffer.from('one <i>word</i>')],
    [0.32, 0.4, Buffer.from('zwei\nWörter')],
  ] as const;
  const input = join(sources, 'words.mkv');
  await makeFilm(input, {
    video: [{ ...picture, timeBase: [1, 1000] }],
    subtitles: [{ codecId: AV_CODEC_ID_SUBRIP, lines, tags: { language: 'ger' } }],
  });
  const mp4 = join(folder, 'words.mp4');
  const again = join(folder, 'again.mkv');
  await passThrough(input, mp4);
  await passThrough(mp4, again);
  assert.ok((await readFile(mp4)).includes('Wörter'));
  const { streams } = await inspectFilm(again);
  const words = streams.find((stream) => stream.kind === 'subtitle');
  assert.equal(words?.codec, 'subrip');
  assert.equal(words?.tags['language'], 'ger');
  assert.deepEqual(
    words?.packets.map((packet) => packet.seconds),
    [0.1, 0.32],
  );
  assert.ok((await readFile(again)).includes('one word'));
});

test('tags, languages, roles and the cover go along', async () => {
  const input = join(sources, 'tags.mp4');
  const cover = Buffer.from('ffd8ffe000104a46494600010100000100010000ffd9', 'hex');
  const tags = { title: 'A title', artist: 'Me', 'com.example.shot': '12' };
  await makeFilm(input, {
    muxerSettings: {},
    video: [{ ...picture, tags: { language: 'fre' } }],
    audio: [{ seconds: 0.5, tags: { language: 'jpn' } }],
    cover,
    tags,
  });
  for (const name of ['tags.mp4', 'tags.mkv']) {
    const output = join(folder, name);
    await passThrough(input, output);
    const film = await inspectFilm(output);
    const found = Object.fromEntries(Object.entries(film.tags).map(([key, value]) => [key.toLowerCase(), value]));
    assert.equal(found['title'], 'A title');
    assert.equal(found['artist'], 'Me');
    assert.deepEqual(film.streams.map((stream) => stream.tags['language']).slice(0, 2), ['fre', 'jpn']);
    assert.ok((await readFile(output)).includes(cover), `${name} has the cover`);
    assert.equal(film.streams.filter((stream) => stream.isCover).length, 1);
  }
});

test('a film without sound keeps all else', async () => {
  const output = join(folder, 'quiet.mp4');
  const { notes } = await passThrough(plain, output, { audio: 'none' });
  const { streams, video } = await inspectFilm(output);
  assert.deepEqual(
    streams.map(({ kind }) => kind),
    ['video'],
  );
  assert.equal(video.times.length, picture.frames);
  assert.deepEqual(notes, []);
});

test("the encoder's own number is what the encoder gets", async () => {
  const bytes = async (name: string, options: Parameters<typeof passThrough>[2]) => {
    await passThrough(plain, join(folder, name), options);
    const { streams } = await inspectFilm(join(folder, name));
    return streams[0]!.packets.reduce((sum, packet) => sum + packet.bytes, 0);
  };
  // Quality 75 is CRF 18. On a busy machine two runs of x264 differ by a few bytes.
  const [exact, same, worst] = [
    await bytes('crf.mp4', { quality: 0, rateFactor: 18 }),
    await bytes('quality.mp4', { quality: 75 }),
    await bytes('worst.mp4', { quality: 0 }),
  ];
  assert.ok(Math.abs(exact - same) <= 0.05 * same, `${exact} bytes, not ${same}`);
  assert.ok(worst < 0.9 * same, `${worst} bytes at the worst quality, ${same} at 75`);
  const refused = passThrough(plain, join(folder, 'no.mp4'), { rateFactor: 52 });
  await assert.rejects(refused, {
    code: 'option-invalid',
    message: /rate factor of libx264 is 52 \(allowed: 0 to 51\)/,
  });
});

test('names that look like addresses are names', async () => {
  const strange = join(folder, 'http:a|b');
  await mkdir(strange);
  const input = join(strange, 'concat:x%d?.mp4');
  await makeFilm(join(strange, 'plain.mp4'), { video: [picture] });
  await rename(join(strange, 'plain.mp4'), input);
  const here = process.cwd();
  process.chdir(folder);
  try {
    await passThrough('http:a|b/concat:x%d?.mp4', 'http:a|b/pipe:1.mp4');
  } finally {
    process.chdir(here);
  }
  assert.deepEqual((await readdir(strange)).sort(), ['concat:x%d?.mp4', 'pipe:1.mp4']);
});

test('an MP4 starts with its index, so that it plays while it loads', async () => {
  const output = join(folder, 'film.mp4');
  await passThrough(plain, output);
  const bytes = await readFile(output);
  assert.ok(bytes.indexOf('moov') < bytes.indexOf('mdat'));
});

test('10 bit and more stay what they are, in the codec that plays best', async () => {
  const cases = [
    ['yuv420p10le', 'libx264', 'film.mp4', 'libx264'],
    ['yuv420p10le', 'libx265', 'film.mkv', 'libx265'],
    ['yuv420p12le', 'libx265', 'film.mp4', 'libx265'],
    ['yuv422p10le', 'libx264', 'film.mov', 'libx264'],
    ['yuv420p10le', 'libx265', 'film.webm', 'libvpx-vp9'],
  ] as const;
  for (const [pixelFormat, encoder, name, expected] of cases) {
    const input = join(sources, 'deep.mp4');
    const settings = encoder === 'libx265' ? { 'x265-params': 'log-level=none' } : {};
    await makeFilm(input, { video: [{ ...picture, pixelFormat, encoder, settings }] });
    const result = await passThrough(input, join(folder, name), { overwrite: true });
    assert.equal(result.encoder, expected);
    assert.equal((await inspectFilm(join(folder, name))).video.pixelFormat, pixelFormat);
  }
});
