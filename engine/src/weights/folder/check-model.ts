import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { EngineError, throwIfCanceled } from '../../errors.ts';
import { findModel } from '../catalogue/catalogue.ts';
import { digestFile, type FileDigest } from '../digest.ts';
import { folderFailure } from './failure.ts';
import { readHashFile } from './files.ts';
import { changeLedger, type Origin, type Pin, type Pins, readLedger } from './ledger.ts';
import { type LocatedModel, locateModel } from './locate-model.ts';

/** A model whose content is what it should be. */
export interface CheckedModel extends FileDigest, LocatedModel {
  readonly origin: Origin;
  /** What its content was held against: its `.hash` file, what it was when first used, or nothing. */
  readonly against: 'hash file' | 'first use' | 'nothing';
}

/** How a model is checked. */
export interface CheckOptions {
  /** Read the file even when neither its size nor its time changed since the last check. */
  readonly fresh?: boolean;
  /** Take the content as the right one though it differs from what it was at first use. */
  readonly accept?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Finds a model of a folder and holds its content against its `.hash` file, or else against what it was when first used. It is
 * read once, and again only when its size or time changed.
 *
 * @throws EngineError `model-missing`; `model-invalid` when the content is another; `disk-full`, `canceled`.
 */
export async function checkModel(folder: string, name: string, options: CheckOptions = {}): Promise<CheckedModel> {
  const located = await locateModel(folder, name);
  const published = await readHashFile(folder, located.name);
  const state = await stateOf(located);
  const known = (await readLedger(folder)).get(located.name);
  if (known !== undefined && isCurrent(known, state) && !options.fresh) return judge(located, known, published, known);
  const check = async (pins: Pins): Promise<CheckedModel> => {
    const pinned = pins.get(located.name);
    // Another thread may have read the file while this one waited.
    const read = pinned !== undefined && isCurrent(pinned, state) && !options.fresh;
    const digest = read ? pinned : await digestOf(located, state, options.signal);
    const checked = judge(located, digest, published, options.accept ? undefined : pinned);
    const { bytes, crc32, sha256 } = digest;
    // Whatever has replaced the file that the engine put there is the user's.
    const own = pinned?.sha256 === sha256 ? pinned : undefined;
    const origin = own?.origin ?? 'found';
    pins.set(located.name, { bytes, mtimeMs: state.mtimeMs, crc32, sha256, origin, ownHash: own?.ownHash ?? false });
    return { ...checked, origin };
  };
  try {
    return await changeLedger(folder, check, options.signal);
  } catch (cause) {
    throwIfCanceled(options.signal, `the check of ${located.path}`);
    throw folderFailure(cause, folder);
  }
}

function isCurrent(pin: Pin, { size, mtimeMs }: Stats): boolean {
  return pin.bytes === size && pin.mtimeMs === mtimeMs;
}

async function stateOf({ name, path }: LocatedModel): Promise<Stats> {
  const state = await stat(path);
  if (!state.isFile()) throw invalid(name, path, 'is not a file');
  if (state.size === 0) throw invalid(name, path, 'is empty');
  return state;
}

async function digestOf(
  { name, path }: LocatedModel,
  state: Stats,
  signal: AbortSignal | undefined,
): Promise<FileDigest> {
  const digest = await digestFile(path, signal).catch((cause: unknown) => {
    if (signal?.aborted) throw cause;
    throw invalid(name, path, `cannot be read: ${cause instanceof Error ? cause.message : cause}`, cause);
  });
  const after = await stat(path);
  if (after.mtimeMs === state.mtimeMs && after.size === digest.bytes) return digest;
  throw invalid(name, path, 'is being written by another program; wait until it is whole');
}

function judge(
  located: LocatedModel,
  { bytes, crc32, sha256 }: FileDigest,
  published: string | undefined,
  pinned: Pin | undefined,
): CheckedModel {
  const { name, path } = located;
  if (published !== undefined && published !== crc32) {
    const fault = `is damaged or not whole: its CRC-32 is ${crc32}, ${name}.hash beside it says ${published}`;
    throw invalid(name, path, `${fault}; move it away and pull or import it again`);
  }
  const notes = [...located.notes];
  if (pinned !== undefined && pinned.sha256 !== sha256) {
    // A new file that came with a new checksum was replaced on purpose; one that only has the old file's CRC-32 was not.
    if (published === undefined || published === pinned.crc32) {
      const fault = `is not the file that was first used here (sha256 ${sha256}, then ${pinned.sha256})`;
      throw invalid(name, path, `${fault}; when that is right: \`mirrorworks models verify ${name} --accept\``);
    }
    notes.push(`${name}.onnx was replaced since it was first used; its .hash file agrees with it`);
  }
  const hint = findModel(name)?.crc32;
  if (published === undefined && hint !== undefined && hint !== crc32) {
    notes.push(`${name}.onnx has the CRC-32 ${crc32}, others report ${hint}; there is no ${name}.hash to decide`);
  }
  const against = published !== undefined ? 'hash file' : pinned !== undefined ? 'first use' : 'nothing';
  return { ...located, bytes, crc32, sha256, notes, against, origin: pinned?.origin ?? 'found' };
}

function invalid(name: string, path: string, fault: string, cause?: unknown): EngineError {
  return new EngineError('model-invalid', `model ${name}: ${path} ${fault}`, {
    cause,
    data: { model: name, file: path },
  });
}
