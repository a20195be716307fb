import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { EngineError } from '../src/errors.ts';
import { differences } from './compare-films.ts';
import type { Quirk } from './film-recipes.ts';
import { quirks } from './films.ts';
import { inspectFilm } from './inspect-film.ts';
import { passThrough } from './pass-through.ts';

const only = process.env['FILM'];
let folder = '';

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'films-'));
  // The playlists in disguise name this film: were they followed, it would be found.
  await quirks.find((quirk) => quirk.file === 'plain.mp4')?.make(join(folder, 'plain.mp4'));
});

after(() => rm(folder, { recursive: true, force: true }));

for (const quirk of quirks) {
  if (only && !quirk.file.includes(only)) continue;
  test(quirk.file, async () => {
    const input = join(folder, quirk.file);
    const extension = extname(quirk.file);
    const outputs = join(folder, `${quirk.file}.out`);
    await mkdir(outputs);
    const output = join(outputs, `${basename(quirk.file, extension)}${quirk.to ?? extension}`);
    if (quirk.file !== 'plain.mp4') await quirk.make(input);
    if (quirk.refused) await isRefused(quirk, input, output);
    else await isKept(quirk, input, output);
    assert.deepEqual(await readdir(outputs), quirk.refused ? [] : [basename(output)]);
  });
}

async function isRefused(quirk: Quirk, input: string, output: string): Promise<void> {
  const error = await passThrough(input, output, { ...quirk.open }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof EngineError, `expected ${quirk.refused}, got ${error}`);
  assert.equal(error.code, quirk.refused, `${error.message} ${error.cause}`);
  assert.ok(error.message.includes(input), error.message);
}

async function isKept(quirk: Quirk, input: string, output: string): Promise<void> {
  const result = await passThrough(input, output, { ...quirk.open });
  const [from, to] = await Promise.all([inspectFilm(input), inspectFilm(output)]);
  assert.deepEqual(differences(from, to, quirk.expect), []);
  if (quirk.note)
    assert.ok(
      result.notes.some((note) => note.includes(quirk.note ?? '')),
      result.notes.join('\n'),
    );
  else assert.deepEqual(result.notes, []);
  assert.equal(result.frames, from.video.times.length);
}
