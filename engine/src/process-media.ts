/** The library's other call: FaceFusion's networks over a picture or film, one after another. */
import { stat } from 'node:fs/promises';
import { availableParallelism, freemem } from 'node:os';
import { asEngineError } from './as-engine-error.ts';
import { type ChainModels, chainModels, looksAtFaces } from './chain-models.ts';
import { type CheckedProcess, checkProcess, usefulThreads } from './checked-process-options.ts';
import { looksLikeStill } from './decode/still.ts';
import { refuseExisting } from './encode/part-file.ts';
import { EngineError, throwIfCanceled } from './errors.ts';
import { processFilm } from './process-film.ts';
import type { ModelRun, ProcessOptions, ProcessResult, ProcessRun } from './process-options.ts';
import { processStill } from './process-still.ts';
import { ProgressFeed } from './progress-feed.ts';
import { providerNote } from './provider-note.ts';
import { wearChoice } from './read-people.ts';
import { Tally } from './tally.ts';
import { Clock } from './threads/clock.ts';
import { startProcessThreads } from './threads/process-threads.ts';
import { requireSellable } from './weights/catalogue/sellable.ts';
import { openModelStore } from './weights/store.ts';

/**
 * Runs processors over the target's faces and frames, and writes the result. Starts at once; iterate the run for progress, await its
 * `result` for the end (either alone will do). Every output says in its metadata that it is AI-made.
 *
 * @throws EngineError by `result` and by iterating; nothing is left under the output's name then.
 */
export function processMedia(options: ProcessOptions): ProcessRun {
  const feed = new ProgressFeed();
  const result = run(options, feed).then(({ result }) => result);
  result.then(
    () => feed.end(),
    (error) => feed.fail(error),
  );
  return { result, [Symbol.asyncIterator]: () => feed[Symbol.asyncIterator]() };
}

/** A run's result, and what only the benchmark wants to know. */
export interface MeasuredProcess {
  readonly result: ProcessResult;
  /** Milliseconds inside runs of networks, summed over the threads. */
  readonly modelMs: number;
}

export async function run(given: ProcessOptions, feed: ProgressFeed): Promise<MeasuredProcess> {
  try {
    return await process(given, feed);
  } catch (error) {
    // Whatever broke off because the caller wanted it to was canceled.
    throwIfCanceled(given.signal);
    throw asEngineError(error);
  }
}

async function process(given: ProcessOptions, feed: ProgressFeed): Promise<MeasuredProcess> {
  const tally = new Tally((progress) => feed.push(progress));
  const clock = new Clock();
  const options = checkProcess(given);
  throwIfCanceled(options.signal);
  await refuseExisting(options.output, options.result.overwrite);
  const models = chainModels(options);
  if (options.commercial) requireSellable([...models.working, ...models.judging]);
  const modelNotes: string[] = [];
  const bytes = await weighModels(options, models, modelNotes);
  const still = await looksLikeStill(options.target);
  const { count, runThreads, note } = planThreads(options, still, bytes);
  await using threads = startProcessThreads(count, { ...chainOf(options), runThreads }, options.signal);
  await Promise.all([
    ...(looksAtFaces(options) ? [threads.ask('open', { part: 'detect' }, 'detect')] : []),
    threads.ask('open', { part: 'process' }, 'process'),
  ]);
  const peopleNotes = await wearChoice(threads, options);
  const processTarget = still ? processStill : processFilm;
  const { kind, decoder, encoder, notes, modelMs } = await processTarget(options, threads, clock, tally);
  const ran = mergeRuns(await threads.everyone('report', undefined));
  const { frames, framesChanged, faces, seconds, secondsToFirstChange } = tally;
  const none = `no face was changed in ${options.target}: 0 of ${frames} frames`;
  const changes = options.processors.some((processor) => processor.kind === 'frame-enhancer');
  const moreNotes = [note, providerNote(options.providers, ran), framesChanged > 0 || changes ? undefined : none];
  const result: ProcessResult = {
    output: options.output,
    kind,
    frames,
    framesChanged,
    faces,
    seconds,
    framesPerSecond: frames / seconds,
    secondsToFirstChange,
    stages: clock.times(),
    ran: { provider: providersOf(ran), decoder, encoder, threads: count, models: ran },
    notes: [...modelNotes, ...peopleNotes, ...notes, ...moreNotes.filter((line) => line !== undefined)],
  };
  return { result, modelMs };
}

/** What the threads are to know; a signal cannot be posted. */
function chainOf({
  processors,
  detector,
  landmarker,
  selector,
  mask,
  providers,
  deviceId,
  modelFolder,
}: CheckedProcess) {
  return { processors, detector, landmarker, selector, mask, providers, deviceId, modelFolder };
}

/** Finds every model before any work is done, and says what the working ones take in memory. All that is missing is told at once. */
async function weighModels(
  options: CheckedProcess,
  { working, judging }: ChainModels,
  notes: string[],
): Promise<number> {
  const names = [...working, ...judging];
  const store = openModelStore(options.modelFolder, { onNote: (note) => notes.push(note) });
  const found = await Promise.allSettled(names.map((name) => store.path(name)));
  const failures = found.flatMap((one) => (one.status === 'rejected' ? [one.reason as EngineError] : []));
  const missing = names.filter((_, i) => found[i]!.status === 'rejected');
  if (failures.length === 1 || failures.some(({ code }) => code !== 'model-missing')) throw failures[0];
  if (failures.length > 1) {
    const message = `${missing.length} models are missing in ${options.modelFolder}: ${missing.join(', ')} (get them with: mirrorworks models pull ${missing.join(' ')})`;
    throw new EngineError('model-missing', message, { data: { models: missing, folder: options.modelFolder } });
  }
  let bytes = 0;
  for (const [i, one] of found.entries()) {
    if (one.status === 'fulfilled' && working.includes(names[i]!)) bytes += (await stat(one.value)).size;
  }
  return bytes;
}

/** What a session takes beside its weights, and what the weights take once they are unpacked for the processor. */
const SESSION_FACTOR = 2;

/**
 * Every thread holds sessions of its own. There are as many threads as keep the machine busy, as far as the models fit into
 * memory that many times; with fewer threads, each computes on several cores.
 */
function planThreads(
  options: CheckedProcess,
  still: boolean,
  modelBytes: number,
): { count: number; runThreads: number; note: string | undefined } {
  const cores = availableParallelism();
  const wanted = options.threads ?? usefulThreads(options.providers);
  if (still) return { count: 1, runThreads: Math.min(wanted, cores), note: undefined };
  const room = options.maxMemoryBytes ?? freemem() / 2;
  const fit = Math.max(1, Math.floor(room / Math.max(1, modelBytes * SESSION_FACTOR)));
  const count = Math.min(wanted, fit);
  const runThreads = Math.max(1, Math.floor(cores / count));
  const note =
    count < wanted
      ? `${count} threads instead of ${wanted}: the models take ${Math.round((modelBytes * SESSION_FACTOR) / 1e6)} MB in each`
      : undefined;
  return { count, runThreads: count < wanted ? runThreads : 1, note };
}

/** The same model's runs on all threads as one. */
function mergeRuns(byThread: readonly (readonly ModelRun[])[]): ModelRun[] {
  const merged = new Map<string, ModelRun>();
  for (const one of byThread.flat()) {
    const ms = (merged.get(one.model)?.ms ?? 0) + one.ms;
    merged.set(one.model, { ...one, ms });
  }
  return [...merged.values()].toSorted((a, b) => b.ms - a.ms);
}

function providersOf(ran: readonly ModelRun[]): string {
  return [...new Set(ran.map(({ provider }) => provider))].join(', ') || 'none';
}
