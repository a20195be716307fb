import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { throwIfCanceled } from '../../errors.ts';
import { codeOf } from './failure.ts';

const BEAT_MS = 1000;
/** A holder that has not moved its lock for this long is dead. Its process number would say nothing to another container. */
const DEAD_MS = 5000;
const POLL_MS = 50;

/**
 * Runs `work` while no other thread or process runs one under the same lock file, which is there only meanwhile.
 *
 * The holder moves the file's time every second; one that does not, because it was killed, is overruled. Waiting ends with
 * `canceled`. Throws what `work` throws, and what Node throws when the file cannot be made.
 */
export async function withLock<T>(
  path: string,
  work: () => Promise<T>,
  signal?: AbortSignal,
  deadMs = DEAD_MS,
): Promise<T> {
  const token = randomUUID();
  await acquire(path, token, signal, deadMs);
  const beat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => undefined);
  }, BEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    const holder = await readFile(path, 'utf8').catch(() => '');
    if (holder === token) await rm(path, { force: true });
  }
}

async function acquire(path: string, token: string, signal: AbortSignal | undefined, deadMs: number): Promise<void> {
  let seen: number | undefined;
  let since = 0;
  for (;;) {
    throwIfCanceled(signal, 'waiting for another process');
    try {
      return await writeFile(path, token, { flag: 'wx' });
    } catch (cause) {
      // Windows answers EPERM or EACCES while the last holder's file is being deleted.
      if (codeOf(cause) !== 'EEXIST' && (await timeOf(path)) === undefined) throw cause;
    }
    // The file's time is compared with itself only: clocks of a network's machines differ.
    const time = await timeOf(path);
    if (time !== seen) [seen, since] = [time, performance.now()];
    else if (time !== undefined && performance.now() - since > deadMs) await overrule(path);
    await delay(POLL_MS);
  }
}

async function timeOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
}

/** Moved away before it is deleted: of several who want to overrule, one succeeds. */
async function overrule(path: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  await rename(path, aside).catch(() => undefined);
  await rm(aside, { force: true });
}
