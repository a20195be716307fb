import { mkdir, stat } from 'node:fs/promises';
import { EngineError, throwIfCanceled } from '../../errors.ts';
import type { ModelEntry } from '../catalogue/entry.ts';
import { digestFile, type FileDigest } from '../digest.ts';
import { checkModel } from '../folder/check-model.ts';
import { folderFailure } from '../folder/failure.ts';
import { lockFile, modelFile, partFile, readHashFile, writeHashFile } from '../folder/files.ts';
import { changeLedger } from '../folder/ledger.ts';
import { isTaken } from '../folder/locate-model.ts';
import { withLock } from '../folder/lock.ts';
import { publish } from '../folder/publish.ts';
import { type DownloadOptions, download } from './download.ts';
import { removeNotes, removePart } from './part.ts';
import { readPublishedHash } from './published-hash.ts';
import { type Source, sourcesOf } from './sources.ts';

/** A model that is in its folder now. */
export interface Pulled extends FileDigest {
  readonly path: string;
  /** The host it came from; undefined when it was there before. */
  readonly source: string | undefined;
  readonly notes: readonly string[];
}

export interface PullModelOptions extends Omit<DownloadOptions, 'onBytes'> {
  /** Mirrors to ask instead of FaceFusion's publishers. */
  readonly mirrors: readonly string[];
  readonly onBytes: (source: string, bytes: number, size: number | undefined) => void;
}

/**
 * Fetches a model of FaceFusion's into a folder, unless it is there. Others who want the same one wait for it.
 *
 * @throws EngineError `model-invalid` when a file of this name is there and is not right (it is never replaced);
 * `download-failed` when no source has it; `disk-full`, `output-unwritable`, `canceled`. What was fetched so far is kept.
 */
export async function pullModel(entry: ModelEntry, folder: string, options: PullModelOptions): Promise<Pulled> {
  const path = modelFile(folder, entry.name);
  const sources = sourcesOf(entry, options.mirrors);
  try {
    await mkdir(folder, { recursive: true });
    return await withLock(
      lockFile(folder, entry.name),
      async () => (await present(entry, folder, options)) ?? (await fetchFrom(sources, entry, folder, path, options)),
      options.signal,
    );
  } catch (cause) {
    throwIfCanceled(options.signal, `the download of ${entry.name} (what came of it is kept)`);
    throw folderFailure(cause, folder);
  }
}

async function present(
  { name }: ModelEntry,
  folder: string,
  { signal }: PullModelOptions,
): Promise<Pulled | undefined> {
  const path = modelFile(folder, name);
  if (!(await isTaken(path))) return undefined;
  if ((await stat(path).catch(() => undefined)) === undefined) {
    const message = `${path} is a link to a file that is not there; remove the link first`;
    throw new EngineError('output-exists', message, { data: { model: name, file: path } });
  }
  const checked = await checkModel(folder, name, { signal });
  // Of an earlier attempt; meanwhile the file came another way.
  await removePart(partFile(folder, name));
  return { ...checked, source: undefined };
}

async function fetchFrom(
  sources: readonly Source[],
  entry: ModelEntry,
  folder: string,
  path: string,
  options: PullModelOptions,
): Promise<Pulled> {
  const failures: string[] = [];
  for (const source of sources) {
    try {
      return await fetchOne(source, entry, folder, path, options);
    } catch (error) {
      if (!(error instanceof EngineError) || error.code !== 'download-failed') throw error;
      failures.push(`${source.name}: ${error.message}`);
    }
  }
  const place = `fetch it elsewhere from ${sources.map(({ model }) => model).join(' or ')} and put it at ${path}`;
  const message = `${entry.name}.onnx could not be fetched (${failures.join('; ')}); ${place}, with ${entry.name}.hash beside it`;
  const data = { model: entry.name, file: path, sources: sources.map(({ model }) => model) };
  throw new EngineError('download-failed', message, { data, retryable: true });
}

async function fetchOne(
  source: Source,
  { name, crc32: hint }: ModelEntry,
  folder: string,
  path: string,
  { network, signal, onBytes }: PullModelOptions,
): Promise<Pulled> {
  const part = partFile(folder, name);
  const own = await readHashFile(folder, name);
  const published = own ?? (await readPublishedHash(source.hash, network, signal));
  const expected = published ?? hint;
  const onPiece = (bytes: number, size: number | undefined) => onBytes(source.name, bytes, size);
  for (let attempt = 1; ; attempt++) {
    const pieced = await download(source.model, part, { network, signal, onBytes: onPiece });
    const digest = await digestFile(part, signal);
    if (expected === undefined || digest.crc32 === expected) {
      await keep(digest, part, folder, name, own === undefined ? published : undefined);
      const none = `no checksum of ${name}.onnx is published; only that it came whole was checked`;
      return { ...digest, path, source: source.name, notes: expected === undefined ? [none] : [] };
    }
    await removePart(part);
    // The fault may lie in what an earlier attempt or another source had left: again from the start.
    if (pieced && attempt < network.tries) continue;
    const said = own !== undefined ? `${name}.hash says` : published !== undefined ? 'it publishes' : 'others report';
    throw new EngineError('download-failed', `its file has the CRC-32 ${digest.crc32}, ${said} ${expected}`);
  }
}

async function keep(
  digest: FileDigest,
  part: string,
  folder: string,
  name: string,
  published: string | undefined,
): Promise<void> {
  const path = modelFile(folder, name);
  await publish(part, path);
  await removeNotes(part);
  const ownHash = published !== undefined && (await writeHashFile(folder, name, published));
  const { mtimeMs } = await stat(path);
  await changeLedger(folder, async (pins) => void pins.set(name, { ...digest, mtimeMs, origin: 'pulled', ownHash }));
}
