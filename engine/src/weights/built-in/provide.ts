import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { sha256 } from '../digest.ts';
import { folderFailure } from '../folder/failure.ts';
import { modelFile } from '../folder/files.ts';
import { type BuiltInName, type BuiltInRecord, builtInPack } from './pack.ts';

/**
 * The file of a model of the built-in pack, translated when it is not there or is not what it should be. Any number of threads and
 * processes may ask at once: files are written beside and renamed. Errors as for `ModelStore.path`.
 */
export async function builtInModel(folder: string, name: BuiltInName, packageFolder?: string): Promise<string> {
  const record: BuiltInRecord = builtInPack[name];
  const path = modelFile(folder, name);
  const present = await readFile(path).catch(() => undefined);
  if (present !== undefined && sha256(present) === record.onnx.sha256) return path;
  // Loaded only now: the protobuf code would cost every thread 50 ms of its start.
  const { translateModel } = await import('./translate-model.ts');
  const bytes = await translateModel(name, packageFolder);
  await writeBeside(folder, path, bytes);
  return path;
}

/**
 * Another thread may write the same file at the same time: the last rename wins, and both wrote the same bytes. Where a file in use
 * cannot be replaced (Windows), the other's file is as good.
 */
async function writeBeside(folder: string, path: string, bytes: Uint8Array): Promise<void> {
  const part = `${path}.${randomUUID()}.part`;
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(part, bytes, { flush: true });
    await rename(part, path);
  } catch (cause) {
    await rm(part, { force: true }).catch(() => undefined);
    const present = await readFile(path).catch(() => undefined);
    if (present !== undefined && sha256(present) === sha256(bytes)) return;
    throw folderFailure(cause, folder);
  }
}
