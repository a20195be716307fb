import { lstat, rm, stat } from 'node:fs/promises';
import { EngineError } from '../../errors.ts';
import { isBuiltIn } from '../built-in/pack.ts';
import { digestFile } from '../digest.ts';
import { removePart } from '../pull/part.ts';
import { folderFailure } from './failure.ts';
import { hashFile, lockFile, modelFile, partFile, readHashFile } from './files.ts';
import { changeLedger, type Pin, readLedger } from './ledger.ts';
import { withLock } from './lock.ts';

/** What is deleted of a model. */
export interface Removed {
  readonly files: readonly string[];
  /** Size of the model; links and second names free less. */
  readonly bytes: number;
}

/**
 * Deletes a model from a folder when the engine has put it there: the file it pulled or copied, or its own link, never what a link
 * leads to. With `dryRun` it only says what would go.
 *
 * @throws EngineError `model-missing`; `option-invalid` for a file that is the user's; `output-unwritable`.
 */
export async function removeModel(folder: string, name: string, dryRun: boolean): Promise<Removed> {
  const path = modelFile(folder, name);
  const state = await lstat(path).catch(() => undefined);
  if (state === undefined) {
    const message = `model ${name} is not in the model folder ${folder}`;
    throw new EngineError('model-missing', message, { data: { model: name, folder } });
  }
  try {
    // A file that bears the digest of the pack in its name is the engine's.
    if (isBuiltIn(name)) {
      if (!dryRun) await rm(path);
      return { files: [path], bytes: state.size };
    }
    if (dryRun) return await plan(folder, name, path);
    return await withLock(lockFile(folder, name), async () => {
      const removed = await plan(folder, name, path);
      for (const file of removed.files) await rm(file, { force: true });
      await removePart(partFile(folder, name));
      await changeLedger(folder, async (pins) => void pins.delete(name));
      return removed;
    });
  } catch (cause) {
    throw folderFailure(cause, folder);
  }
}

async function plan(folder: string, name: string, path: string): Promise<Removed> {
  const pin = (await readLedger(folder)).get(name);
  if (pin === undefined || pin.origin === 'found') throw refused(path, 'was not pulled or imported by Mirrorworks');
  if (!(await isOurs(path, pin))) throw refused(path, 'was replaced since Mirrorworks put it there');
  const ownHash = pin.ownHash && (await readHashFile(folder, name).catch(() => undefined)) === pin.crc32;
  return { files: ownHash ? [path, hashFile(folder, name)] : [path], bytes: pin.bytes };
}

async function isOurs(path: string, pin: Pin): Promise<boolean> {
  const isLink = (await lstat(path)).isSymbolicLink();
  if (isLink || pin.origin === 'symlink') return isLink && pin.origin === 'symlink';
  const { size, mtimeMs } = await stat(path);
  if (size === pin.bytes && mtimeMs === pin.mtimeMs) return true;
  return size === pin.bytes && (await digestFile(path)).sha256 === pin.sha256;
}

function refused(path: string, why: string): EngineError {
  const message = `${path} ${why}, so it is yours; delete it by hand when you do not want it`;
  return new EngineError('option-invalid', message, { data: { file: path } });
}
