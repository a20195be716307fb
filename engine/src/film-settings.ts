/** What a chain of networks asks of the film's reader and writer. */
import type { CheckedProcess } from './checked-process-options.ts';
import type { FilmInfo, OpenFilmOptions } from './decode/film.ts';
import { openFilm } from './decode/open-film.ts';
import type { CreateFilmOptions } from './encode/film.ts';
import { resultSize } from './result-size.ts';

/** Opens the film, where frames are counted, to know how long they are. */
export async function readSettings(options: CheckedProcess): Promise<OpenFilmOptions> {
  const { allowPartial, signal } = options;
  const trim = options.trim ?? (await trimSeconds(options));
  return { allowPartial, ...(trim && { trim }), ...(signal && { signal }) };
}

export function writeSettings({ result, signal }: CheckedProcess, film: FilmInfo): CreateFilmOptions {
  const { scale, encoder = 'auto', ...as } = result;
  return { ...as, encoder, size: resultSize(film, scale), ...(signal && { signal }) };
}

/** The stretch of seconds that holds the frames asked for; frames are numbered as if all were equally long. */
async function trimSeconds({ trimFrames, target, signal }: CheckedProcess): Promise<OpenFilmOptions['trim']> {
  if (trimFrames === undefined) return undefined;
  await using probe = await openFilm(target, { allowPartial: true, ...(signal && { signal }) });
  // Half a frame before the one that is meant: rounding of time stamps must not cost a frame.
  const seconds = (frame: number) => Math.max(0, (frame - 0.5) / probe.info.frameRate);
  return {
    ...(trimFrames.start !== undefined && { start: seconds(trimFrames.start) }),
    ...(trimFrames.end !== undefined && { end: seconds(trimFrames.end) }),
  };
}
