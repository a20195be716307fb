import { constants, copyFile, link, mkdir, open, realpath, stat, symlink } from 'node:fs/promises';
import { EngineError, throwIfCanceled } from '../../errors.ts';
import { findModel } from '../catalogue/catalogue.ts';
import { digestFile, type FileDigest } from '../digest.ts';
import { removeNotes, removePart } from '../pull/part.ts';
import { checkModel } from './check-model.ts';
import { folderFailure } from './failure.ts';
import { lockFile, modelFile, partFile, readHashFile, writeHashFile } from './files.ts';
import { changeLedger, type Origin } from './ledger.ts';
import { isTaken } from './locate-model.ts';
import { withLock } from './lock.ts';
import { publish } from './publish.ts';

/** What became of one model of the other folder. */
export interface Imported {
  /** `present`: it was in the model folder before. */
  readonly outcome: 'hard-link' | 'symlink' | 'copy' | 'present';
  readonly bytes: number;
  readonly notes: readonly string[];
}

/**
 * Takes a model over from another folder, which is only read: by a second name for the same file, by a symbolic link where it lies
 * on another disk, or as a copy.
 *
 * @throws EngineError `model-invalid` when its content is not what the `.hash` file beside it says; `output-exists` when another
 * file of this name is in the model folder (it is never replaced); `disk-full`, `output-unwritable`, `canceled`.
 */
export async function importModel(
  name: string,
  from: string,
  folder: string,
  options: { readonly copy: boolean; readonly signal: AbortSignal | undefined },
): Promise<Imported> {
  try {
    await mkdir(folder, { recursive: true });
    const work = () => take(name, from, folder, options.copy, options.signal);
    return await withLock(lockFile(folder, name), work, options.signal);
  } catch (cause) {
    throwIfCanceled(options.signal, `the import of ${name}`);
    throw folderFailure(cause, folder);
  }
}

async function take(
  name: string,
  from: string,
  folder: string,
  copy: boolean,
  signal: AbortSignal | undefined,
): Promise<Imported> {
  const path = modelFile(folder, name);
  const original = await readable(name, modelFile(from, name), (file) => realpath(file), signal);
  const taken = await isTaken(path);
  if (taken && (await isSameFile(path, original))) return present(name, folder, signal);
  const published = await readHashFile(from, name);
  const digest = await readable(name, original, (file) => digestFile(file, signal), signal);
  const notes = judge(name, original, digest, published ?? (await readHashFile(folder, name)));
  if (taken) {
    const there = await present(name, folder, signal);
    if (there.sha256 === digest.sha256) return there;
    const message = `another ${name}.onnx is in the model folder ${folder} and is not replaced; move it away first`;
    throw new EngineError('output-exists', message, { data: { model: name, file: path } });
  }
  const origin = copy ? await copyTo(path, original, partFile(folder, name)) : await linkTo(path, original);
  const ownHash = published !== undefined && (await writeHashFile(folder, name, published));
  const { mtimeMs } = await stat(path);
  await changeLedger(folder, async (pins) => void pins.set(name, { ...digest, mtimeMs, origin, ownHash }));
  return { outcome: origin, bytes: digest.bytes, notes };
}

/** What cannot be read over there is that file's fault, not the model folder's. */
async function readable<T>(
  name: string,
  file: string,
  read: (file: string) => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  return read(file).catch((cause: unknown) => {
    if (signal?.aborted) throw cause;
    const message = `${file} cannot be read: ${cause instanceof Error ? cause.message : cause}`;
    throw new EngineError('model-invalid', message, { cause, data: { model: name, file } });
  });
}

async function isSameFile(path: string, original: string): Promise<boolean> {
  const [there, here] = await Promise.all([stat(path).catch(() => undefined), stat(original)]);
  return there?.ino === here.ino && there.dev === here.dev;
}

async function present(
  name: string,
  folder: string,
  signal: AbortSignal | undefined,
): Promise<Imported & { sha256: string }> {
  const { bytes, notes, sha256 } = await checkModel(folder, name, { signal });
  return { outcome: 'present', bytes, notes, sha256 };
}

function judge(name: string, original: string, { crc32 }: FileDigest, published: string | undefined): string[] {
  if (published !== undefined && published !== crc32) {
    const message = `${original} is damaged or not whole: its CRC-32 is ${crc32}, its .hash file says ${published}`;
    throw new EngineError('model-invalid', message, { data: { model: name, file: original } });
  }
  const hint = findModel(name)?.crc32;
  if (published !== undefined || hint === undefined || hint === crc32) return [];
  return [`${name}.onnx has the CRC-32 ${crc32}, others report ${hint}; there is no ${name}.hash to decide`];
}

async function linkTo(path: string, original: string): Promise<Origin & ('hard-link' | 'symlink')> {
  try {
    await link(original, path);
    return 'hard-link';
  } catch (cause) {
    if (await isTaken(path)) throw cause;
    // Another disk, or a file system without second names.
    await symlink(original, path, 'file');
    return 'symlink';
  }
}

async function copyTo(path: string, original: string, part: string): Promise<'copy'> {
  try {
    await copyFile(original, part, constants.COPYFILE_FICLONE);
    await using file = await open(part, 'r+');
    await file.sync();
    await publish(part, path);
    await removeNotes(part);
    return 'copy';
  } catch (cause) {
    await removePart(part).catch(() => undefined);
    throw cause;
  }
}
