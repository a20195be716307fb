/** The one call of the library: a picture or film in, a picture or film out. */
import { checkOptions } from './checked-options.ts';
import { looksLikeStill } from './decode/still.ts';
import { ProgressFeed } from './progress-feed.ts';
import { swapFilm } from './swap-film.ts';
import type { StageTimes, SwapOptions, SwapResult, SwapRun } from './swap-options.ts';
import { swapStill } from './swap-still.ts';
import { Tally } from './tally.ts';
import { Clock } from './threads/clock.ts';
import { FaceThreads } from './threads/face-threads.ts';

/**
 * Puts the source's face into the target and writes the result. Starts at once; iterate the run for progress, await its
 * `result` for the end (either alone will do). Every output says in its metadata that it is AI-made.
 *
 * @throws EngineError by `result` and by iterating; nothing is left under the output's name then.
 */
export function swapFaces(options: SwapOptions): SwapRun {
  const feed = new ProgressFeed();
  const result = run(options, feed);
  result.then(
    () => feed.end(),
    (error) => feed.fail(error),
  );
  return { result, [Symbol.asyncIterator]: () => feed[Symbol.asyncIterator]() };
}

async function run(given: SwapOptions, feed: ProgressFeed): Promise<SwapResult> {
  const tally = new Tally((progress) => feed.push(progress));
  const clock = new Clock();
  const options = checkOptions(given);
  await using threads = FaceThreads.start(options.threads, options);
  const swap = (await looksLikeStill(options.target)) ? swapStill : swapFilm;
  const { kind, provider, decoder, encoder, notes } = await swap(options, threads, clock, tally);
  const { frames, framesChanged, faces, seconds, secondsToFirstChange } = tally;
  const none = `no face was changed in ${options.target}: 0 of ${frames} frames`;
  return {
    output: options.output,
    kind,
    frames,
    framesChanged,
    faces,
    seconds,
    framesPerSecond: frames / seconds,
    secondsToFirstChange,
    stages: { ...noTimes, ...clock.read() },
    ran: { provider, decoder, encoder },
    notes: framesChanged > 0 ? notes : [...notes, none],
  };
}

const noTimes: StageTimes = {
  decode: 0,
  detect: 0,
  landmarks: 0,
  describe: 0,
  study: 0,
  swap: 0,
  blend: 0,
  encode: 0,
};
