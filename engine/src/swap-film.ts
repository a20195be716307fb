/** The story of a film: decode → observe → steady → draw → encode, each an async iterator over the one before. */
import type { CheckedOptions } from './checked-options.ts';
import type { FilmReader } from './decode/film.ts';
import { openFilm } from './decode/open-film.ts';
import { createFilm } from './encode/create-film.ts';
import type { FilmWriter } from './encode/film.ts';
import { throwIfCanceled } from './errors.ts';
import { TrackSelector } from './faces/select.ts';
import { LOOKAHEAD } from './faces/smooth/smoother.ts';
import { FaceTracker } from './faces/tracks.ts';
import { FilmFrames, type LoadedFrame } from './film-frames.ts';
import type { Region } from './frame/region.ts';
import { countSlots } from './frame-slots.ts';
import { readReference, wearIdentity } from './read-identity.ts';
import { noFaceChanged } from './require-face.ts';
import { type SeenFrame, type SteadyFrame, steady } from './steady.ts';
import { meshSwap } from './swap/mesh/mesh-swap.ts';
import type { Outcome, Tally } from './tally.ts';
import type { Clock } from './threads/clock.ts';
import type { FaceThreads } from './threads/face-threads.ts';
import { ahead, mapAhead } from './threads/flow.ts';

interface DrawnFrame extends LoadedFrame {
  readonly changed: readonly Region[];
  readonly tracks: readonly number[];
}

/** What the stages of one film share. */
interface Stage {
  readonly options: CheckedOptions;
  readonly threads: FaceThreads;
  readonly clock: Clock;
  /** Resolves when every thread knows the source's face. */
  readonly ready: Promise<void>;
}

export async function swapFilm(
  options: CheckedOptions,
  threads: FaceThreads,
  clock: Clock,
  tally: Tally,
): Promise<Outcome> {
  const opening = inBackground(threads.first('open', undefined));
  // The source is read while the film is opened and its first frames are observed.
  const ready = inBackground(wearIdentity(threads, options));
  const referring = inBackground(readReference(threads, options));
  await using reader = await openFilm(options.target, {
    allowPartial: options.allowPartial,
    ...(options.trim && { trim: options.trim }),
    ...(options.signal && { signal: options.signal }),
  });
  await using writer = await createFilm(options.output, reader, {
    encoder: options.encoder,
    overwrite: options.overwrite,
    digitalSourceType: meshSwap.digitalSourceType,
    ...(options.quality !== undefined && { quality: options.quality }),
    ...(options.preset !== undefined && { preset: options.preset }),
    ...(options.signal && { signal: options.signal }),
  });
  tally.expected = reader.info.frames;
  const selector = new TrackSelector({ ...options, reference: await referring });
  const stage: Stage = { options, threads, clock, ready };
  await swapFrames(reader, writer, selector, stage, tally);
  if (options.requireFace && tally.framesChanged === 0) throw noFaceChanged(options.target);
  const { provider } = await opening;
  const modelMs = await threads.modelMs();
  await clock.timeAsync('encode', () => writer.finish());
  const notes = [...reader.notes, ...writer.notes];
  return { kind: 'film', decoder: reader.info.decoder, encoder: writer.encoder, provider, notes, modelMs };
}

/** Light and what covers a face change slowly: frames between two studies share them. */
const STUDY_EVERY = 2;

async function swapFrames(
  reader: FilmReader,
  writer: FilmWriter,
  selector: TrackSelector,
  stage: Stage,
  tally: Tally,
): Promise<void> {
  const { options, threads, clock } = stage;
  using frames = new FilmFrames(clock, (shape) => countSlots(shape, threads.count, LOOKAHEAD, options.maxMemoryBytes));
  const { leave } = frames;
  const seen = observe(ahead(frames.load(reader), 2, leave), stage);
  const steadied = steady(ahead(seen, 1, leave), selector);
  const drawn = mapAhead(steadied, threads.count + 1, (frame) => draw(frame, stage), leave);
  for await (const { decoded, frame, changed, tracks } of drawn) {
    throwIfCanceled(options.signal);
    for (const region of changed) decoded.copyFrom(frame, region);
    frames.release({ decoded, frame });
    tally.leaves(tracks);
    await clock.timeAsync('encode', () => writer.write(decoded));
    tally.finished();
  }
}

/** A promise whose failure is seen when it is awaited, and is nobody's fault if that never happens. */
function inBackground<T>(work: Promise<T>): Promise<T> {
  work.catch(() => undefined);
  return work;
}

async function* observe(
  loaded: AsyncIterable<LoadedFrame>,
  { options, threads, clock }: Stage,
): AsyncGenerator<SeenFrame> {
  const tracker = new FaceTracker({ inputSize: options.detectorSize, describe: options.faces === 'reference' });
  for await (const { decoded, frame } of loaded) {
    const plan = tracker.plan(decoded.index);
    const { sight, studies, ms } = await threads.first('observe', {
      ...{ frame, plan, minScore: options.score },
      studyAll: decoded.index % STUDY_EVERY === 0,
    });
    clock.take(ms);
    const studyOf = new Map(sight.faces.map(({ face }, i) => [face, studies[i]]));
    const faces = tracker.take(sight).map((tracked) => ({ ...tracked, study: studyOf.get(tracked.face) }));
    yield { decoded, frame, faces, cut: sight.cut };
  }
}

async function draw(steadied: SteadyFrame, { options, threads, clock, ready }: Stage): Promise<DrawnFrame> {
  const { decoded, frame, faces } = steadied;
  await ready;
  if (faces.length === 0) return { decoded, frame, changed: [], tracks: [] };
  const { changed, ms } = await threads.ask('draw', {
    frame,
    drawings: faces,
    options: { ...options.blend, gaze: 'target' },
  });
  clock.take(ms);
  return { decoded, frame, changed, tracks: faces.map(({ track }) => track) };
}
