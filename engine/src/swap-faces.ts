/** The one call of the library: a picture or film in, a picture or film out. */
import { asEngineError } from './as-engine-error.ts';
import { checkOptions } from './checked-options.ts';
import { looksLikeStill } from './decode/still.ts';
import { throwIfCanceled } from './errors.ts';
import { oneOf } from './option-checks.ts';
import { run } from './process-media.ts';
import { ProgressFeed } from './progress-feed.ts';
import { providerNote } from './provider-note.ts';
import { networkProcess } from './swap-by-network.ts';
import { swapFilm } from './swap-film.ts';
import { type SwapOptions, type SwapResult, type SwapRun, swapModels } from './swap-options.ts';
import { swapStill } from './swap-still.ts';
import { Tally } from './tally.ts';
import { Clock } from './threads/clock.ts';
import { startFaceThreads } from './threads/face-threads.ts';
import { builtInNames } from './weights/built-in/pack.ts';
import { requireSellable } from './weights/catalogue/sellable.ts';

/**
 * Puts the source's face into the target, by the mesh or a network, and writes the result. Starts at once; iterate the run for
 * progress, await its `result` for the end (either alone will do). Every output says in its metadata that it is AI-made.
 *
 * @throws EngineError by `result` and by iterating; nothing is left under the output's name then.
 */
export function swapFaces(options: SwapOptions): SwapRun {
  const feed = new ProgressFeed();
  const result = runSwap(options, feed).then(({ result }) => result);
  result.then(
    () => feed.end(),
    (error) => feed.fail(error),
  );
  return { result, [Symbol.asyncIterator]: () => feed[Symbol.asyncIterator]() };
}

/** A swap's result, and what only the benchmark wants to know. */
export interface MeasuredSwap {
  readonly result: SwapResult;
  /** Face threads that were at work. */
  readonly threads: number;
  /** Milliseconds inside runs of networks, summed over the threads. */
  readonly modelMs: number;
}

export async function runSwap(given: SwapOptions, feed: ProgressFeed): Promise<MeasuredSwap> {
  try {
    return await swap(given, feed);
  } catch (error) {
    // Whatever broke off because the caller wanted it to was canceled.
    throwIfCanceled(given.signal);
    throw asEngineError(error);
  }
}

async function swap(given: SwapOptions, feed: ProgressFeed): Promise<MeasuredSwap> {
  const model = oneOf('model', given.model ?? 'mesh', swapModels);
  if (model === 'mesh') return swapByMesh(given, feed);
  const { result, modelMs } = await run(networkProcess(given, model), feed);
  return { result, threads: result.ran.threads, modelMs };
}

async function swapByMesh(given: SwapOptions, feed: ProgressFeed): Promise<MeasuredSwap> {
  const tally = new Tally((progress) => feed.push(progress));
  const clock = new Clock();
  const options = checkOptions(given);
  throwIfCanceled(options.signal);
  if (given.commercial) requireSellable(builtInNames);
  const { modelFolder, providers, signal } = options;
  const still = await looksLikeStill(options.target);
  // A film's threads work side by side, with decoder and encoder on the same cores; a still has one thread to itself.
  const [count, runThreads] = still ? [1, options.threads] : [options.threads, 1];
  await using threads = startFaceThreads(count, { modelFolder, providers, runThreads }, signal);
  const swapTarget = still ? swapStill : swapFilm;
  const { kind, provider, decoder, encoder, notes, modelMs } = await swapTarget(options, threads, clock, tally);
  const { frames, framesChanged, faces, seconds, secondsToFirstChange } = tally;
  const none = `no face was changed in ${options.target}: 0 of ${frames} frames`;
  const elsewhere = providerNote(providers, [{ model: 'the built-in networks', provider }]);
  const moreNotes = [elsewhere, framesChanged > 0 ? undefined : none];
  const result: SwapResult = {
    output: options.output,
    kind,
    frames,
    framesChanged,
    faces,
    seconds,
    framesPerSecond: frames / seconds,
    secondsToFirstChange,
    stages: clock.times(),
    ran: { provider, decoder, encoder },
    notes: [...notes, ...moreNotes.filter((line) => line !== undefined)],
  };
  return { result, threads: threads.count, modelMs };
}
