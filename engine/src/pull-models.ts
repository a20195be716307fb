import { asEngineError } from './as-engine-error.ts';
import { defaultModelsAt } from './checked-options.ts';
import { throwIfCanceled } from './errors.ts';
import { ProgressFeed } from './progress-feed.ts';
import { builtInPack, isBuiltIn } from './weights/built-in/pack.ts';
import { builtInModel } from './weights/built-in/provide.ts';
import { withNeeds } from './weights/catalogue/catalogue.ts';
import { pullModel } from './weights/pull/pull-model.ts';
import { type Network, patientNetwork } from './weights/pull/request.ts';
import { sourcesOf } from './weights/pull/sources.ts';

export type { Network } from './weights/pull/request.ts';

/** How models are fetched. */
export interface PullOptions {
  /** Default: the user's cache folder. */
  readonly modelFolder?: string;
  /**
   * Mirrors to ask instead of FaceFusion's publishers, first choice first: the address of a folder that holds all files, or one with
   * `{file}` and `{base}` (FaceFusion's release, e.g. `models-3.0.0`) in it.
   */
  readonly from?: readonly string[];
  /** The files' network: another `fetch`, other patience. */
  readonly network?: Partial<Network>;
  readonly signal?: AbortSignal;
}

/** How far a download is. */
export interface PullProgress {
  readonly model: string;
  /** Its place among the models that are fetched: `index` of `count`, from 1. */
  readonly index: number;
  readonly count: number;
  /** The host that the file comes from. */
  readonly source: string;
  readonly bytes: number;
  /** Bytes of the whole file; undefined when the host does not say. */
  readonly totalBytes: number | undefined;
  /** At the mean rate so far, when `totalBytes` is known. */
  readonly secondsLeft: number | undefined;
}

/** A model that is in the model folder now. */
export interface PulledModel {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  /** The host it came from; undefined when it was there before, or is one of the built-in pack. */
  readonly source: string | undefined;
  /** Sentences that a person should read. */
  readonly notes: readonly string[];
}

/** Running downloads: iterate them for progress, await `result` for the end. */
export interface PullRun extends AsyncIterable<PullProgress> {
  readonly result: Promise<readonly PulledModel[]>;
}

/**
 * Fetches models of FaceFusion's, and what they need, into the model folder. Starts at once. A file that is there is checked and
 * never replaced. What an earlier call had fetched in part is gone on with; sources are tried in order; the published CRC-32 is
 * checked, and the SHA-256 kept for later.
 *
 * @throws EngineError by `result` and by iterating: `option-invalid` for a name that is not in the catalogue, `download-failed`,
 * `model-invalid`, `output-unwritable`, `disk-full`, `canceled`. Models that were fetched before the failure stay.
 */
export function pullModels(names: readonly string[], options: PullOptions = {}): PullRun {
  const feed = new ProgressFeed<PullProgress>();
  const result = pull(names, options, feed);
  result.then(
    () => feed.end(),
    (error) => feed.fail(error),
  );
  return { result, [Symbol.asyncIterator]: () => feed[Symbol.asyncIterator]() };
}

async function pull(
  names: readonly string[],
  { modelFolder = defaultModelsAt(), from: mirrors = [], network: given, signal }: PullOptions,
  feed: ProgressFeed<PullProgress>,
): Promise<readonly PulledModel[]> {
  try {
    const network = { ...patientNetwork, ...given };
    const entries = withNeeds(names);
    // A mirror that is no address is refused before anything is fetched.
    for (const entry of entries) sourcesOf(entry, mirrors);
    const pulled: PulledModel[] = [];
    for (const [place, entry] of entries.entries()) {
      throwIfCanceled(signal, 'the download');
      const { name } = entry;
      if (isBuiltIn(name)) {
        const path = await builtInModel(modelFolder, name);
        pulled.push({ name, path, bytes: builtInPack[name].onnx.bytes, source: undefined, notes: [] });
        continue;
      }
      const onBytes = progressOf(name, place + 1, entries.length, feed);
      const { path, bytes, source, notes } = await pullModel(entry, modelFolder, { mirrors, network, signal, onBytes });
      pulled.push({ name, path, bytes, source, notes });
    }
    return pulled;
  } catch (error) {
    throw asEngineError(error);
  }
}

/** Turns the bytes of one download into progress. Bytes that were there before count as done, not as fast. */
function progressOf(model: string, index: number, count: number, feed: ProgressFeed<PullProgress>) {
  let from = '';
  let before = 0;
  let start = 0;
  return (source: string, bytes: number, totalBytes: number | undefined) => {
    if (source !== from || bytes < before) [from, before, start] = [source, bytes, performance.now()];
    const seconds = (performance.now() - start) / 1000;
    const known = totalBytes !== undefined && bytes > before && seconds > 0;
    const secondsLeft = known ? ((totalBytes - bytes) * seconds) / (bytes - before) : undefined;
    feed.push({ model, index, count, source, bytes, totalBytes, secondsLeft });
  };
}
