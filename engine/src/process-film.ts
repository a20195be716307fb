/** The story of a film through networks: decode → detect → recognise or track → process → encode, each an async iterator over the one before. */
import { looksAtFaces, mixesTargetIdentity } from './chain-models.ts';
import type { CheckedProcess } from './checked-process-options.ts';
import { openFilm } from './decode/open-film.ts';
import { createFilm } from './encode/create-film.ts';
import { EngineError, throwIfCanceled } from './errors.ts';
import type { Detection } from './faces/face.ts';
import { type KnownFace, KnownFaces } from './faces/known-faces.ts';
import type { LandmarkFace } from './faces/landmark-face.ts';
import { windowedTracks } from './faces/landmark-tracks.ts';
import type { Signature } from './faces/signature.ts';
import { FilmFrames, type LoadedFrame } from './film-frames.ts';
import { readSettings, writeSettings } from './film-settings.ts';
import type { Frame } from './frame/frame.ts';
import type { Region } from './frame/region.ts';
import { countSlots } from './frame-slots.ts';
import { FilmVerdict } from './moderate/film-verdict.ts';
import { noFaceChanged } from './require-face.ts';
import type { Outcome, Tally } from './tally.ts';
import type { Clock } from './threads/clock.ts';
import { ahead, mapAhead } from './threads/flow.ts';
import type { ProcessThreads } from './threads/process-threads.ts';
import type { SeenFace } from './threads/process-work.ts';

interface DetectedFrame extends LoadedFrame {
  readonly detections: readonly Detection[];
  readonly signature: Signature;
}

interface SeenFrame extends LoadedFrame {
  readonly seen: readonly (SeenFace & { readonly track?: KnownFace })[];
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
  await using reader = await openFilm(options.target, await readSettings(options));
  await using writer = await createFilm(options.output, reader, writeSettings(options, reader.info));
  tally.expected = reader.info.frames;

  const lookahead = options.trackerScore > 0 ? options.trackerRadius : 0;
  using frames = new FilmFrames(clock, (shape) => countSlots(shape, threads.count, lookahead, options.maxMemoryBytes));
  const { leave } = frames;
  const verdict = new FilmVerdict(reader.info.frameRate);
  const loaded = ahead(frames.load(reader), 2, leave);
  const judging = async (one: LoadedFrame) => {
    await judge(one, verdict, threads, clock);
    if (tally.expected !== undefined && verdict.isSettled(tally.expected)) throw contentRefused(options.target);
    return one;
  };
  const judged = options.moderate ? mapAhead(loaded, 2, judging, leave) : loaded;
  const detected = mapAhead(judged, Math.max(2, threads.count), (one) => detect(one, options, threads, clock), leave);
  const seen = lookahead > 0 ? track(detected, options, threads, clock, leave) : recognise(detected, options);
  const processed = mapAhead(seen, threads.count + 2, (frame) => process(frame, threads, clock), leave);
  for await (const { decoded, frame, changed, faces, enlarged } of processed) {
    throwIfCanceled(options.signal);
    if (enlarged) decoded.becomeFrame(enlarged);
    else for (const region of changed) decoded.copyFrom(frame, region);
    frames.release({ decoded, frame });
    tally.leavesWith(faces, changed.length > 0 || enlarged !== undefined);
    await clock.timeAsync('encode', () => writer.write(decoded));
    tally.finished();
  }
  if (verdict.positive) throw contentRefused(options.target);
  if (tally.frames === 0) throw noFrames(options);
  if (options.requireFace && tally.faces === 0) throw noFaceChanged(options.target);
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

function noFrames({ target, trim, trimFrames }: CheckedProcess): EngineError {
  const { start = 0, end = 'the end' } = trim ?? trimFrames ?? {};
  return new EngineError('option-invalid', `${target} has no frame from ${start} to ${end} (option trim)`, {
    data: { option: 'trim', path: target },
  });
}

/** Lets the content networks see the frames that stand for the film, before anything is drawn on them. */
async function judge(
  { decoded, frame }: LoadedFrame,
  verdict: FilmVerdict,
  threads: ProcessThreads,
  clock: Clock,
): Promise<void> {
  if (!verdict.wants(decoded.index)) return;
  const { flagged, ms } = await threads.first('judge', { frame });
  clock.take(ms);
  verdict.add(flagged);
}

/** Finds where faces are; frames that no processor looks at faces in are passed on. */
async function detect(
  loaded: LoadedFrame,
  options: CheckedProcess,
  threads: ProcessThreads,
  clock: Clock,
): Promise<DetectedFrame> {
  if (!looksAtFaces(options)) return { ...loaded, detections: [], signature: new Float32Array(0) };
  const { detections, signature, ms } = await threads.ask('detect', { frame: loaded.frame }, 'detect');
  clock.take(ms);
  return { ...loaded, detections, signature };
}

/** Remembers from frame to frame who the faces are, where that is asked for and need not be known anew in each. */
async function* recognise(detected: AsyncIterable<DetectedFrame>, options: CheckedProcess): AsyncGenerator<SeenFrame> {
  const faces = new KnownFaces();
  const remembers = !mixesTargetIdentity(options);
  for await (const { decoded, frame, detections, signature } of detected) {
    const tracks = remembers ? faces.follow(detections, signature) : undefined;
    const seen = detections.map((detection, i) => {
      const track = tracks?.[i];
      return { detection, known: undefined, ...(track && { track }) };
    });
    yield { decoded, frame, seen };
  }
}

/** Completes the faces of each frame and fills the gaps of their tracks, `trackerRadius` frames later. */
async function* track(
  detected: AsyncIterable<DetectedFrame>,
  options: CheckedProcess,
  threads: ProcessThreads,
  clock: Clock,
  leave: () => void,
): AsyncGenerator<SeenFrame> {
  const complete = async ({ decoded, frame, detections }: DetectedFrame) => {
    const { faces, ms } = await threads.ask('complete', { frame, detections, wants: undefined }, 'process');
    clock.take(ms);
    return { one: { decoded, frame }, faces };
  };
  const tracks = windowedTracks(options.trackerScore, options.trackerRadius);
  const waiting: LoadedFrame[] = [];
  const whole = (faces: readonly LandmarkFace[]) => faces.map((face) => ({ detection: face, known: {} }));
  for await (const { one, faces } of mapAhead(detected, threads.count + 1, complete, leave)) {
    waiting.push(one);
    for (const settled of tracks.push(faces)) yield { ...waiting.shift()!, seen: whole(settled) };
  }
  for (const settled of tracks.flush()) yield { ...waiting.shift()!, seen: whole(settled) };
}

async function process(
  { decoded, frame, seen }: SeenFrame,
  threads: ProcessThreads,
  clock: Clock,
): Promise<ProcessedFrame> {
  const asked = seen.map(async ({ detection, known, track }) => {
    return { detection, known: track === undefined || track.isDue ? known : await track.description };
  });
  const reply = Promise.all(asked).then((faces) => threads.ask('process', { frame, seen: faces }, 'process'));
  for (const [i, { track }] of seen.entries()) {
    if (track?.isDue) track.learn(reply.then(({ descriptions }) => descriptions[i]!));
  }
  const { changed, faces, enlarged, ms } = await reply;
  clock.take(ms);
  return { decoded, frame, changed, faces, enlarged };
}
