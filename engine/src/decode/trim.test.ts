import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { inspectFilm, seconds } from '../../test/inspect-film.ts';
import { type FilmRecipe, makeFilm } from '../../test/make-film.ts';
import { passThrough } from '../../test/pass-through.ts';
import { EngineError } from '../errors.ts';
import { allocateFrame } from '../frame/frame.ts';
import type { OpenFilmOptions } from './film.ts';
import { openFilm } from './open-film.ts';

const openGop = { bf: 3, g: 12, b_strategy: 0, 'x264-params': 'open-gop=1' };
const picture = { width: 96, height: 64, frames: 100, settings: openGop };
const recipes: Readonly<Record<string, FilmRecipe>> = {
  'film.mp4': { video: [picture], audio: [{ seconds: 4 }] },
  'film.mkv': { video: [{ ...picture, timeBase: [1, 1000] }], audio: [{ seconds: 4 }] },
  'film.ts': {
    video: [{ ...picture, timeBase: [1, 90_000], time: (at) => 900_000 + at * 3600 }],
    audio: [{ seconds: 4, start: 10 }],
  },
  'long-gop.mp4': { video: [{ ...picture, settings: { g: 1000, bf: 2 } }] },
  'late.mp4': { video: [{ ...picture, time: (at) => 6400 + at * 512 }], audio: [{ seconds: 4 }] },
};

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trim-'));
  for (const [name, recipe] of Object.entries(recipes)) await makeFilm(join(folder, name), recipe);
});
after(() => rm(folder, { recursive: true, force: true }));

async function pictures(path: string, options: OpenFilmOptions = {}): Promise<[number, string][]> {
  await using reader = await openFilm(path, options);
  const found: [number, string][] = [];
  for await (using decoded of reader.frames()) {
    const frame = allocateFrame(decoded.shape);
    decoded.copyTo(frame);
    const hash = createHash('md5');
    for (const plane of frame.planes) hash.update(plane.data);
    found.push([decoded.seconds, hash.digest('hex')]);
  }
  return found;
}

for (const name of Object.keys(recipes)) {
  test(`${name}: any range has exactly its pictures, as a whole reading shows them`, async () => {
    const path = join(folder, name);
    const all = await pictures(path);
    assert.equal(all.length, 100);
    for (const [start, end] of [
      [0, 0.04],
      [0.48, 0.96],
      [1, 1.5],
      [1.02, 2.06],
      [2.96, 10],
      [3.96, undefined],
    ] as const) {
      const within = all.filter(([time]) => time >= start - 1e-9 && time < (end ?? 99) - 1e-9);
      assert.deepEqual(await pictures(path, { trim: { start, ...(end === undefined ? {} : { end }) } }), within);
    }
  });
}

test('ranges that touch share no picture and miss none', async () => {
  const path = join(folder, 'film.mp4');
  const cuts = [0, 0.5, 1.2800001, 2.56, 3.999];
  const parts: [number, string][] = [];
  for (const [at, start] of cuts.entries()) {
    const end = cuts[at + 1];
    parts.push(...(await pictures(path, { trim: { start, ...(end === undefined ? {} : { end }) } }).catch(() => [])));
  }
  assert.deepEqual(parts, await pictures(path));
});

test('a trimmed film starts at 0 with its first picture, and its sound stays in step', async () => {
  for (const name of ['film.mp4', 'film.mkv', 'film.ts']) {
    const input = join(folder, name);
    const output = join(folder, `trimmed-${name}`);
    await passThrough(input, output, { trim: { start: 1.2, end: 2.4 } });
    const [from, to] = [await inspectFilm(input), await inspectFilm(output)];
    assert.equal(to.video.times.length, 30, name);
    const start = name.endsWith('.ts') ? seconds(to.video.times[0]!) : 0;
    assert.equal(seconds(to.video.times[0]!), start);
    const origin = seconds(from.video.times[0]!) + 1.2;
    const sounds = (film: typeof from) => film.streams.find((stream) => stream.kind === 'audio')?.packets ?? [];
    const wanted = sounds(from).filter(
      (packet) => packet.seconds >= origin - 1e-6 && packet.seconds < origin + 1.2 - 1e-6,
    );
    assert.deepEqual(
      sounds(to).map((packet) => packet.hash),
      wanted.map((packet) => packet.hash),
      name,
    );
    sounds(to).forEach((packet, at) => {
      const moved = (wanted[at]?.seconds ?? 0) - origin + start;
      assert.ok(Math.abs(packet.seconds - moved) < 0.0011, `${name}: ${packet.seconds} ${moved}`);
    });
  }
});

test('a range that makes no sense, or holds no picture, is refused', async () => {
  const path = join(folder, 'film.mp4');
  for (const trim of [{ start: -1 }, { start: 2, end: 2 }, { start: Number.NaN }, { start: 100 }]) {
    await assert.rejects(
      openFilm(path, { trim }),
      (error: unknown) => error instanceof EngineError && error.code === 'option-invalid',
    );
  }
});
