import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, posix, win32 } from 'node:path';
import { EngineError } from '../errors.ts';
import { catalogue, type ModelName, type ModelRecord } from './catalogue.ts';
import { sha256 } from './digest.ts';

/** A folder of translated models, filled as they are asked for. */
export interface ModelStore {
  readonly folder: string;
  /**
   * The `.onnx` file of a model of the built-in pack: translated if it is not there yet or is not what it should be, and verified
   * once per store. Errors: `model-missing` (its npm package is not installed), `model-invalid` (the package's files are not those
   * of the catalogue), `output-unwritable` and `disk-full` (the folder).
   */
  path(name: string): Promise<string>;
}

export interface ModelStoreOptions {
  /** The folder of the npm package that holds the graph models. Default: where Node finds it. */
  readonly packageFolder?: string;
}

/**
 * Opens the model store in `folder`, which is made when the first model is. Any number of threads and processes may share it: files
 * are named by their content, written beside and renamed.
 */
export function openModelStore(folder: string, options: ModelStoreOptions = {}): ModelStore {
  const paths = new Map<string, Promise<string>>();
  return {
    folder,
    path(name) {
      const known = paths.get(name);
      if (known !== undefined) return known;
      const path = provide(folder, name, options.packageFolder);
      paths.set(name, path);
      // A failure (a full disk, say) may be gone at the next call.
      path.catch(() => paths.delete(name));
      return path;
    },
  };
}

/** Where models live unless the user says otherwise: the platform's cache folder. */
export function defaultModelFolder(
  environment: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
  home: string,
): string {
  if (platform === 'win32') {
    return win32.join(environment['LOCALAPPDATA'] || win32.join(home, 'AppData', 'Local'), 'mirrorworks', 'models');
  }
  if (platform === 'darwin') return posix.join(home, 'Library', 'Caches', 'mirrorworks', 'models');
  const cache = environment['XDG_CACHE_HOME'];
  // The XDG base directory specification tells us to ignore a relative path.
  const base = cache !== undefined && posix.isAbsolute(cache) ? cache : posix.join(home, '.cache');
  return posix.join(base, 'mirrorworks', 'models');
}

function isBuiltIn(name: string): name is ModelName {
  return name in catalogue;
}

async function provide(folder: string, name: string, packageFolder: string | undefined): Promise<string> {
  if (!isBuiltIn(name)) return join(folder, `${name}.onnx`);
  const record: ModelRecord = catalogue[name];
  const path = join(folder, `${name}-${record.onnx.sha256.slice(0, 16)}.onnx`);
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
    const full = cause instanceof Error && 'code' in cause && (cause.code === 'ENOSPC' || cause.code === 'EDQUOT');
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `cannot keep a model in the model folder ${folder}: ${reason}`;
    throw new EngineError(full ? 'disk-full' : 'output-unwritable', message, { cause, data: { folder } });
  }
}
