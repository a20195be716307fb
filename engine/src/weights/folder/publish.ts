import { link, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { EngineError } from '../../errors.ts';
import { codeOf } from './failure.ts';
import { isTaken } from './locate-model.ts';

/**
 * Gives a finished file its final name at once, and never replaces what has that name: `output-exists` then. Any other failure is
 * Node's own.
 */
export async function publish(part: string, path: string): Promise<void> {
  try {
    // A second name, then the first taken away: unlike a rename this fails when the name is taken.
    await link(part, path);
    await rm(part);
  } catch (cause) {
    if (await isTaken(path)) {
      const message = `${path} is there already and is not replaced; move it away first`;
      throw new EngineError('output-exists', message, { cause, data: { path } });
    }
    // Some file systems (FAT, some network drives) know no second names.
    if (codeOf(cause) === 'ENOENT') throw cause;
    await rename(part, path);
  }
  await keepName(dirname(path));
}

/** After a power cut the folder must still know the name. Windows has no such call. */
async function keepName(folder: string): Promise<void> {
  await using handle = await open(folder).catch(() => undefined);
  await handle?.sync().catch(() => undefined);
}
