import { openFilm } from './decode/open-film.ts';
import { looksLikeStill, openStill } from './decode/still.ts';
import { EngineError } from './errors.ts';
import { allocateFrame, type Frame } from './frame/frame.ts';

/** A still, or a film's first frame, upright and in shared memory. Throws as `openStill` and `openFilm` do. */
export async function readPicture(path: string, signal?: AbortSignal): Promise<Frame> {
  if (await looksLikeStill(path)) return (await openStill(path, signal && { signal })).frame;
  await using film = await openFilm(path, { allowPartial: true, ...(signal && { signal }) });
  for await (using decoded of film.frames()) {
    const frame = allocateFrame(decoded.shape);
    decoded.copyTo(frame);
    return frame;
  }
  throw new EngineError('media-unreadable', `${path}: no picture of it can be decoded`, { data: { path } });
}
