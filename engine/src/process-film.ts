/** The story of a film through networks: decode → find → (track) → process → encode, each an async iterator over the one before. */
import type { CheckedProcess } from './checked-process-options.ts';
import type { Region } from './decode/film.ts';
import { openFilm } from './decode/open-film.ts';
import { createFilm } from './encode/create-film.ts';
import { EngineError, throwIfCanceled } from './errors.ts';
import type { LandmarkFace } from './faces/landmark-face.ts';
import { windowedTracks } from './faces/landmark-tracks.ts';
import { FilmFrames, type LoadedFrame } from './film-frames.ts';
import type { Frame } from './frame/frame.ts';
import { countSlots } from './frame-slots.ts';
import { FilmVerdict } from './moderate/film-verdict.ts';
import { resultSize } from './result-size.ts';
import type { Outcome, Tally } from './tally.ts';
import type { Clock } from './threads/clock.ts';
import { ahead, mapAhead } from './threads/flow.ts';
import type { ProcessThreads } from './threads/process-threads.ts';

interface SeenFrame extends LoadedFrame {
  /** Undefined when the thread that processes the frame is to look for itself. */
  readonly faces: readonly LandmarkFace[] | undefined;
}

interface ProcessedFrame extends LoadedFrame {
  readonly changed: readonly Region[];
  readonly faces: number;
  /** The frame in its new size, where a processor gave it one. */
  readonly enlarged: Frame | undefined;
}

export async function processFilm(
  options: CheckedProcess,
  threads: ProcessThreads,
  clock: Clock,
  tally: Tally,
): Promise<Outcome> {
  const signal = options.signal && { signal: options.signal };
  const trim = await trimSeconds(options);
  await using reader = await openFilm(options.target, { ...(trim && { trim }), ...signal });
  const { encoder, quality, preset, scale, overwrite } = options.result;
  await using writer = await createFilm(options.output, reader, {
    overwrite,
    encoder: encoder ?? 'auto',
    size: resultSize(reader.info, scale),
    ...(quality !== undefined && { quality }),
    ...(preset !== undefined && { preset }),
    ...signal,
  });
  tally.expected = reader.info.frames;

  const lookahead = options.trackerScore > 0 ? options.trackerRadius : 0;
  using frames = new FilmFrames(clock, (shape) => countSlots(shape, threads.count, lookahead, options.maxMemoryBytes));
  const { leave } = frames;
  const verdict = new FilmVerdict(reader.info.frameRate);
  const loaded = ahead(frames.load(reader), 2, leave);
  const judged = options.moderate ? mapAhead(loaded, 2, (one) => judge(one, verdict, threads, clock), leave) : loaded;
  const seen = lookahead > 0 ? track(judged, options, threads, clock, leave) : untracked(judged);
  const processed = mapAhead(seen, threads.count + 1, (frame) => process(frame, threads, clock), leave);
  for await (const { decoded, frame, changed, faces, enlarged } of processed) {
    throwIfCanceled(options.signal);
    if (enlarged) decoded.becomeFrame(enlarged);
    else for (const region of changed) decoded.copyFrom(frame, region);
    frames.release({ decoded, frame });
    tally.leavesWith(faces);
    await clock.timeAsync('encode', () => writer.write(decoded));
    tally.finished();
  }
  if (verdict.positive) throw contentRefused(options.target);
  const modelMs = await threads.modelMs();
  await clock.timeAsync('encode', () => writer.finish());
  const notes = [...reader.notes, ...writer.notes];
  return { kind: 'film', decoder: reader.info.decoder, encoder: writer.encoder, provider: '', notes, modelMs };
}

/** The refusal of what the content networks find unfit. Nothing is left under the output's name. */
export function contentRefused(path: string): EngineError {
  return new EngineError('content-refused', `the content networks find ${path} unfit to be processed`, {
    data: { path },
  });
}

/** The stretch of seconds that holds the frames asked for; frames are numbered as if all were equally long. */
async function trimSeconds(options: CheckedProcess): Promise<{ start?: number; end?: number } | undefined> {
  const { trimFrames: trim, target, signal } = options;
  if (trim === undefined) return undefined;
  await using probe = await openFilm(target, { allowPartial: true, ...(signal && { signal }) });
  // Half a frame before the one that is meant: rounding of time stamps must not cost a frame.
  const seconds = (frame: number) => Math.max(0, (frame - 0.5) / probe.info.frameRate);
  return {
    ...(trim.start !== undefined && { start: seconds(trim.start) }),
    ...(trim.end !== undefined && { end: seconds(trim.end) }),
  };
}

/** Lets the content networks see the frames that stand for the film, before anything is drawn on them. */
async function judge(
  loaded: LoadedFrame,
  verdict: FilmVerdict,
  threads: ProcessThreads,
  clock: Clock,
): Promise<LoadedFrame> {
  if (!verdict.wants(loaded.decoded.index)) return loaded;
  const { flagged, ms } = await threads.first('judge', { frame: loaded.frame });
  clock.take(ms);
  verdict.add(flagged);
  return loaded;
}

async function* untracked(loaded: AsyncIterable<LoadedFrame>): AsyncGenerator<SeenFrame> {
  for await (const one of loaded) yield { ...one, faces: undefined };
}

/** Finds the faces of each frame and fills the gaps of their tracks, `trackerRadius` frames later. */
async function* track(
  loaded: AsyncIterable<LoadedFrame>,
  options: CheckedProcess,
  threads: ProcessThreads,
  clock: Clock,
  leave: () => void,
): AsyncGenerator<SeenFrame> {
  const find = async (one: LoadedFrame) => {
    const { faces, ms } = await threads.ask('find', { frame: one.frame, wants: undefined });
    clock.take(ms);
    return { one, faces };
  };
  const tracks = windowedTracks(options.trackerScore, options.trackerRadius);
  const waiting: LoadedFrame[] = [];
  for await (const { one, faces } of mapAhead(loaded, threads.count + 1, find, leave)) {
    waiting.push(one);
    for (const settled of tracks.push(faces)) yield { ...waiting.shift()!, faces: settled };
  }
  for (const settled of tracks.flush()) yield { ...waiting.shift()!, faces: settled };
}

async function process(seen: SeenFrame, threads: ProcessThreads, clock: Clock): Promise<ProcessedFrame> {
  const { decoded, frame, faces: found } = seen;
  const { changed, faces, enlarged, ms } = await threads.ask('process', { frame, faces: found });
  clock.take(ms);
  return { decoded, frame, changed, faces, enlarged };
}
