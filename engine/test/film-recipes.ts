import type { OpenFilmOptions } from '../src/decode/film.ts';
import type { EngineErrorCode } from '../src/errors.ts';
import type { Expectation } from './compare-films.ts';
import { type FilmRecipe, makeFilm, type VideoRecipe } from './make-film.ts';

/** A tiny film with one peculiarity, and what the engine has to make of it. */
export interface Quirk {
  /** File name: the quirk, and the container as its extension. */
  readonly file: string;
  make(path: string): Promise<void>;
  /** Extension of the output, when it is not that of the input. */
  readonly to?: string;
  readonly open?: OpenFilmOptions;
  readonly expect?: Expectation;
  /** The error that is due instead of a film. */
  readonly refused?: EngineErrorCode;
  /** A part of a note that must be given. Without it, no note may be given at all. */
  readonly note?: string;
}

export const plain: VideoRecipe = { width: 96, height: 64, frames: 12 };
export const sound = { seconds: 0.5 };

/** Transport streams never start at zero: their clock is arbitrary, and reordered pictures need room before the first. */
export const transport: Partial<VideoRecipe> = { timeBase: [1, 90_000], time: (at) => 900_000 + at * 3600 };
export const lateSound = { ...sound, start: 10 };

/** A quirk that a recipe alone makes. */
export function film(file: string, recipe: FilmRecipe, rest: Omit<Quirk, 'file' | 'make'> = {}): Quirk {
  return { file, make: (path) => makeFilm(path, recipe), ...rest };
}

/** A quirk of the pictures, with sound beside them. */
export function video(file: string, changes: Partial<VideoRecipe>, rest: Omit<Quirk, 'file' | 'make'> = {}): Quirk {
  return film(file, { video: [{ ...plain, ...changes }], audio: [sound] }, rest);
}

/** A JPEG of 16 × 16 grey pixels is not needed: nobody decodes the cover. */
export const cover = Buffer.from('ffd8ffe000104a46494600010100000100010000ffd9', 'hex');
