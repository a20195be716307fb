import type { FilmReader, OpenFilmOptions } from '../src/decode/film.ts';
import { openFilm } from '../src/decode/open-film.ts';
import { createFilm } from '../src/encode/create-film.ts';
import type { CreateFilmOptions } from '../src/encode/film.ts';
import { allocateFrame, type Frame } from '../src/frame/frame.ts';

export interface PassResult {
  readonly info: FilmReader['info'];
  readonly encoder: string;
  readonly frames: number;
  readonly seconds: readonly number[];
  readonly notes: readonly string[];
}

/** Takes a film through the engine's reader and writer, with a small change in each picture, as a swap would. */
export async function passThrough(
  input: string,
  output: string,
  options: OpenFilmOptions & CreateFilmOptions & { readonly change?: boolean } = {},
): Promise<PassResult> {
  await using reader = await openFilm(input, options);
  await using writer = await createFilm(output, reader, options);
  const seconds: number[] = [];
  let shared: Frame | undefined;
  for await (const decoded of reader.frames()) {
    seconds.push(decoded.seconds);
    if (options.change ?? true) {
      shared ??= allocateFrame(decoded.shape);
      decoded.copyTo(shared);
      decoded.copyFrom(shared, { x: 3, y: 3, width: shared.width / 3, height: shared.height / 3 });
    }
    await writer.write(decoded);
  }
  await writer.finish();
  const notes = [...reader.notes, ...writer.notes];
  return { info: reader.info, encoder: writer.encoder, frames: seconds.length, seconds, notes };
}
