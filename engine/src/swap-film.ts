/** The story of a film: decode → observe → steady → draw → encode, each an async iterator over the one before. */
import type { CheckedOptions } from './checked-options.ts';
import type { DecodedFrame, FilmReader, Region } from './decode/film.ts';
import { openFilm } from './decode/open-film.ts';
import { createFilm } from './encode/create-film.ts';
import { EngineError, throwIfCanceled } from './errors.ts';
import { TrackSelector } from './faces/select.ts';
import { LOOKAHEAD } from './faces/smooth/smoother.ts';
import { FaceTracker } from './faces/tracks.ts';
import { allocateFrame, type Frame, frameBytes } from './frame/frame.ts';
import { readIdentity, readReference } from './read-identity.ts';
import { type SeenFrame, type SteadyFrame, steady } from './steady.ts';
import { meshSwap } from './swap/mesh/mesh-swap.ts';
import type { Outcome, Tally } from './tally.ts';
import type { Clock } from './threads/clock.ts';
import type { FaceThreads } from './threads/face-threads.ts';
import { ahead, mapAhead, Pool } from './threads/flow.ts';

/** A decoded picture and the shared memory that holds a copy of it for the face threads. */
export interface LoadedFrame {
  readonly decoded: DecodedFrame;
  readonly frame: Frame;
}

interface DrawnFrame extends LoadedFrame {
  readonly changed: readonly Region[];
  readonly tracks: readonly number[];
}

/** Shared frames are held to about this many bytes unless the caller says otherwise. */
const DEFAULT_FRAME_MEMORY = 384 * 2 ** 20;

export async function swapFilm(options: CheckedOptions, threads: FaceThreads, clock: Clock, tally: Tally): Promise<Outcome> {
  const signal = options.signal;
  // Reading the identity runs while the film is opened.
  const reading = Promise.all([threads.first('open', undefined), readIdentity(threads, options), readReference(threads, options)]);
  reading.catch(() => undefined);
  await using reader = await openFilm(options.target, {
    allowPartial: options.allowPartial,
    ...(options.trim && { trim: options.trim }),
    ...(signal && { signal }),
  });
  const [{ provider }, identity, reference] = await reading;
  await threads.everyone('wear', identity);
  await using writer = await createFilm(options.output, reader, {
    encoder: options.encoder,
    overwrite: options.overwrite,
    digitalSourceType: meshSwap.digitalSourceType,
    ...(options.quality !== undefined && { quality: options.quality }),
    ...(options.preset !== undefined && { preset: options.preset }),
    ...(signal && { signal }),
  });
  tally.expected = reader.info.frames;

  const slots = new Pool<Frame>([]);
  const selector = new TrackSelector({ ...options, reference });
  const loaded = load(reader, slots, slotCount(options, threads.count), clock);
  const seen = observe(ahead(loaded, 2), threads, options, clock);
  const steadied = steady(ahead(seen, 1), selector);
  const drawn = mapAhead(steadied, threads.count + 1, (frame) => draw(frame, threads, options, clock));
  for await (const { decoded, frame, changed, tracks } of drawn) {
    try {
      throwIfCanceled(signal);
      for (const region of changed) decoded.copyFrom(frame, region);
      slots.give(frame);
      tally.leaves(tracks);
      await clock.timeAsync('encode', () => writer.write(decoded));
    } catch (error) {
      // Whoever waits for a slot must not wait for ever while the iterators are closed.
      slots.close(error);
      throw error;
    }
    tally.finished();
  }
  if (options.requireFace && tally.framesChanged === 0) throw noFaceChanged(options.target);
  await clock.timeAsync('encode', () => writer.finish());
  return {
    kind: 'film',
    decoder: reader.info.decoder,
    encoder: writer.encoder,
    provider,
    notes: [...reader.notes, ...writer.notes],
  };
}

/** The refusal of `requireFace`. */
export function noFaceChanged(path: string): EngineError {
  return new EngineError('face-not-found', `no face of ${path} was changed, and one is required`, { data: { path } });
}

/** How many shared frames may be in flight, by shape. */
type SlotCount = (frame: DecodedFrame) => number;

function slotCount(options: CheckedOptions, threads: number): SlotCount {
  const least = LOOKAHEAD + 3;
  const wanted = LOOKAHEAD + 2 * threads + 5;
  return ({ shape }) => {
    const bytes = frameBytes(shape.format, shape.width, shape.height);
    // A frame in flight is held twice: in the decoder's memory and in ours.
    const affordable = Math.floor((options.maxMemoryBytes ?? DEFAULT_FRAME_MEMORY) / (2 * bytes));
    return Math.max(least, Math.min(wanted, affordable));
  };
}

async function* load(reader: FilmReader, slots: Pool<Frame>, count: SlotCount, clock: Clock): AsyncGenerator<LoadedFrame> {
  let opened = false;
  let asked = performance.now();
  for await (const decoded of reader.frames()) {
    clock.add('decode', performance.now() - asked);
    if (!opened) for (let i = count(decoded); i > 0; i--) slots.give(allocateFrame(decoded.shape));
    opened = true;
    const frame = await slots.take();
    asked = performance.now();
    decoded.copyTo(frame);
    yield { decoded, frame };
  }
}

async function* observe(
  loaded: AsyncIterable<LoadedFrame>,
  threads: FaceThreads,
  options: CheckedOptions,
  clock: Clock,
): AsyncGenerator<SeenFrame> {
  const tracker = new FaceTracker({ inputSize: options.detectorSize, describe: options.faces === 'reference' });
  for await (const { decoded, frame } of loaded) {
    const plan = tracker.plan(decoded.index);
    const { sight, studies, ms } = await threads.first('observe', { frame, plan, minScore: options.score });
    clock.take(ms);
    const studyOf = new Map(sight.faces.map(({ face }, i) => [face, studies[i]!]));
    const faces = tracker.take(sight).map((tracked) => ({ ...tracked, study: studyOf.get(tracked.face)! }));
    yield { decoded, frame, faces, cut: sight.cut };
  }
}

async function draw(steady: SteadyFrame, threads: FaceThreads, options: CheckedOptions, clock: Clock): Promise<DrawnFrame> {
  const { decoded, frame, faces } = steady;
  if (faces.length === 0) return { decoded, frame, changed: [], tracks: [] };
  const { changed, ms } = await threads.ask('draw', { frame, drawings: faces, options: options.blend });
  clock.take(ms);
  return { decoded, frame, changed, tracks: faces.map(({ track }) => track) };
}
