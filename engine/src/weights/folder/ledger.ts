import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EngineError } from '../../errors.ts';
import type { FileDigest } from '../digest.ts';
import { codeOf, isReadOnly } from './failure.ts';
import { withLock } from './lock.ts';

/** How a model came into its folder. Only what the engine put there is ever removed by it. */
export type Origin = 'found' | 'pulled' | 'hard-link' | 'symlink' | 'copy';

/** What is remembered of a model: its content when it was first used, and its size and time when that was last looked at. */
export interface Pin extends FileDigest {
  readonly mtimeMs: number;
  readonly origin: Origin;
  /** The engine also wrote the `.hash` file beside it. */
  readonly ownHash: boolean;
}

/** Pins by model name. */
export type Pins = Map<string, Pin>;

/** The one file of pins in a model folder. */
export function ledgerFile(folder: string): string {
  return join(folder, 'mirrorworks-models.json');
}

/** The pins of a folder; none when it has no ledger yet. Error: `model-invalid` when the ledger is not what the engine writes. */
export async function readLedger(folder: string): Promise<Pins> {
  const path = ledgerFile(folder);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT' || codeOf(cause) === 'ENOTDIR') return new Map();
    throw unreadable(path, cause);
  }
  try {
    const { models }: { models: Record<string, Pin> } = JSON.parse(text);
    const pins = Object.entries(models);
    if (pins.every(([, { sha256, crc32, bytes }]) => sha256 && crc32 && bytes >= 0)) return new Map(pins);
  } catch (cause) {
    throw unreadable(path, cause);
  }
  throw unreadable(path);
}

/**
 * Reads the pins, lets `change` change them, and writes what is new, while no other thread or process does the same. A folder
 * that cannot be written keeps no pins: `change` runs all the same.
 */
export async function changeLedger<T>(
  folder: string,
  change: (pins: Pins) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const work = async () => {
    const pins = await readLedger(folder);
    const before = textOf(pins);
    const result = await change(pins);
    if (textOf(pins) !== before) await write(folder, textOf(pins));
    return result;
  };
  let entered = false;
  try {
    return await withLock(
      `${ledgerFile(folder)}.lock`,
      () => {
        entered = true;
        return work();
      },
      signal,
    );
  } catch (cause) {
    if (entered || !isReadOnly(cause)) throw cause;
    return change(await readLedger(folder));
  }
}

async function write(folder: string, text: string): Promise<void> {
  const path = ledgerFile(folder);
  const part = `${path}.${randomUUID()}.part`;
  try {
    await writeFile(part, text, { flush: true });
    await rename(part, path);
  } catch (cause) {
    await rm(part, { force: true }).catch(() => undefined);
    throw cause;
  }
}

function textOf(pins: Pins): string {
  const about =
    'What Mirrorworks knows of the models in this folder: their content when first used. Written by the program.';
  const models = Object.fromEntries([...pins].sort(([a], [b]) => (a < b ? -1 : 1)));
  return `${JSON.stringify({ about, models }, null, 2)}\n`;
}

function unreadable(path: string, cause?: unknown): EngineError {
  const message = `${path} is not readable; restore it, or delete it to have all models of the folder taken as they are now`;
  return new EngineError('model-invalid', message, { cause, data: { file: path } });
}
