import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { EngineError } from '../errors.ts';

/** Part files of this process that are neither published nor removed. */
const open = new Set<string>();

/** Signals that end a process without its `exit` event. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Removes the part files of this process at once; for `exit` and signals, which cannot wait. */
export function removePartFiles(): void {
  for (const path of open) rmSync(path, { force: true });
  open.clear();
}

function removeAndDie(signal: NodeJS.Signals): void {
  // Where the program has its own handler, it decides what a signal means, and disposes the writer if it ends.
  if (process.listenerCount(signal) > 1) return;
  removePartFiles();
  process.off(signal, removeAndDie);
  process.kill(process.pid, signal);
}

function watch(path: string): void {
  if (open.size === 0) {
    process.on('exit', removePartFiles);
    for (const signal of signals) process.on(signal, removeAndDie);
  }
  open.add(path);
}

function unwatch(path: string): boolean {
  if (!open.delete(path)) return false;
  if (open.size === 0) {
    process.off('exit', removePartFiles);
    for (const signal of signals) process.off(signal, removeAndDie);
  }
  return true;
}

/**
 * A file under a hidden name beside its final name: `.name.mw-<pid>-<random>.part.mp4`.
 *
 * It becomes the final file by `publish`, and vanishes on dispose and when the process exits. What a killed process
 * left behind for the same final name is removed here by the next one.
 */
export class PartFile implements AsyncDisposable {
  readonly path: string;
  readonly #finalPath: string;

  private constructor(path: string, finalPath: string) {
    this.path = path;
    this.#finalPath = finalPath;
    watch(path);
  }

  /** Refuses with `output-exists` or `output-unwritable` before any work is done. */
  static async create(finalPath: string, overwrite: boolean): Promise<PartFile> {
    const folder = dirname(finalPath);
    await refuseExisting(finalPath, overwrite);
    const extension = extname(finalPath);
    const prefix = `.${basename(finalPath, extension)}.mw-`;
    await removeStale(folder, prefix, finalPath);
    const name = `${prefix}${process.pid}-${randomBytes(4).toString('hex')}.part${extension}`;
    return new PartFile(join(folder, name), finalPath);
  }

  async publish(): Promise<void> {
    await rename(this.path, this.#finalPath).catch((cause: unknown) => {
      throw unwritable(this.#finalPath, 'the finished file could not be renamed', cause);
    });
    unwatch(this.path);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!unwatch(this.path)) return;
    await rm(this.path, { force: true });
  }
}

/** An EngineError that says why nothing can be written there. */
export function unwritable(path: string, reason: string, cause?: unknown): EngineError {
  return new EngineError('output-unwritable', `${path} cannot be written: ${reason}`, { cause, data: { path } });
}

async function removeStale(folder: string, prefix: string, finalPath: string): Promise<void> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw unwritable(finalPath, `the folder ${folder} cannot be read`, cause);
  });
  for (const name of names) {
    if (!name.startsWith(prefix) || !name.includes('.part')) continue;
    const pid = Number.parseInt(name.slice(prefix.length), 10);
    if (pid > 0 && !isAlive(pid)) await rm(join(folder, name), { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: the process lives, but belongs to someone else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Throws `output-exists` for a file that is there and may not be replaced, `output-unwritable` for a folder. */
export async function refuseExisting(finalPath: string, overwrite: boolean): Promise<void> {
  const existing = await stat(finalPath).catch(() => undefined);
  if (existing?.isDirectory()) throw unwritable(finalPath, 'it is a folder');
  if (existing && !overwrite) {
    throw new EngineError('output-exists', `${finalPath} exists (allow: overwrite)`, { data: { path: finalPath } });
  }
}
