import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

/** A folder that goes with its user. */
export async function scratchFolder(): Promise<AsyncDisposable & { path: string; files: () => Promise<string[]> }> {
  const path = await mkdtemp(join(tmpdir(), 'mirrorworks-'));
  return {
    path,
    /** Every file below it, by its path from there. */
    async files() {
      const entries = await readdir(path, { recursive: true, withFileTypes: true });
      const files = entries.filter((entry) => entry.isFile());
      return files.map((entry) => relative(path, join(entry.parentPath, entry.name))).sort();
    },
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}
