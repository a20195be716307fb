import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { makeFilm } from '../test/make-film.ts';
import { Scratch } from '../test/scratch.ts';
import { checkProcess } from './checked-process-options.ts';
import type { FilmInfo } from './decode/film.ts';
import { readSettings, writeSettings } from './film-settings.ts';
import type { ProcessOptions } from './process-options.ts';

let scratch: Scratch;
before(async () => {
  scratch = await Scratch.create();
  const video = { width: 64, height: 48, frames: 10, frameRate: [10, 1] } as const;
  await makeFilm(scratch.file('film.mp4'), { video: [video] });
});
after(() => scratch[Symbol.asyncDispose]());

function checked(options: Partial<ProcessOptions>) {
  const files = { target: scratch.file('film.mp4'), output: scratch.file('out.mp4') };
  return checkProcess({ ...files, processors: [{ kind: 'face-debugger' }], ...options });
}

test('a film is read where seconds or numbers of frames say, and to its broken end when that is asked for', async () => {
  assert.deepEqual(await readSettings(checked({})), { allowPartial: false });
  const { signal } = new AbortController();
  const seconds = checked({ trim: { start: 0.25 }, allowPartial: true, signal });
  assert.deepEqual(await readSettings(seconds), { allowPartial: true, trim: { start: 0.25 }, signal });
  const frames = checked({ trimFrames: { start: 3, end: 6 } });
  assert.deepEqual(await readSettings(frames), { allowPartial: false, trim: { start: 0.25, end: 0.55 } });
});

test('a film is written as the options say, in its size times the scale', () => {
  const film = { width: 64, height: 48 } as FilmInfo;
  const size = { width: 64, height: 48 };
  assert.deepEqual(writeSettings(checked({}), film), { encoder: 'auto', overwrite: false, size });
  const result = { encoder: 'libx265', rateFactor: 20, audio: 'none', frameRate: 12, preset: 'fast' } as const;
  const settings = writeSettings(checked({ result: { ...result, scale: 0.5, overwrite: true } }), film);
  assert.deepEqual(settings, { ...result, overwrite: true, size: { width: 32, height: 24 } });
});

test('what cannot be is refused by name', () => {
  const refused = (options: Partial<ProcessOptions>, message: RegExp) =>
    assert.throws(() => checked(options), { code: 'option-invalid', message });
  refused({ trim: { start: 2, end: 1 } }, /trim\.end is 1 \(allowed: more than 2\)/);
  refused({ trim: { start: 0.5 }, trimFrames: { start: 1 } }, /trim and trimFrames/);
  refused({ trimFrames: { start: 0.5 } }, /trimFrames\.start is 0\.5 \(allowed: a whole number/);
  refused({ result: { frameRate: 0 } }, /result\.frameRate is 0/);
  refused({ result: { rateFactor: -1 } }, /result\.rateFactor is -1/);
  refused({ result: { audio: 'loud' as never } }, /result\.audio is loud \(allowed: copy, none\)/);
});
