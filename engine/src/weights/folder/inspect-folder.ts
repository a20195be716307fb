import { stat } from 'node:fs/promises';
import { catalogue } from '../catalogue/catalogue.ts';
import type { ModelEntry } from '../catalogue/entry.ts';
import type { FileDigest } from '../digest.ts';
import { modelFile } from './files.ts';
import { type Origin, readLedger } from './ledger.ts';

/** A model of the catalogue, and whether a folder has it. */
export interface ModelStatus extends ModelEntry {
  /** Its file lies in the model folder. Those of the built-in pack come there at first use by themselves. */
  readonly installed: boolean;
  /** Where its file is, or would be. */
  readonly path: string;
  /** How it came there: `found` when the user put it there; undefined when it is not there or was not looked at yet. */
  readonly origin: Origin | 'built-in' | undefined;
  /** Its content when it was first used; undefined before that. */
  readonly pinned: FileDigest | undefined;
}

/** Looks which models of the catalogue a folder has. Reads no model: `models verify` does. */
export async function inspectFolder(folder: string): Promise<readonly ModelStatus[]> {
  const pins = await readLedger(folder);
  const looks = catalogue.map(async (entry): Promise<ModelStatus> => {
    const path = modelFile(folder, entry.name);
    const installed = (await stat(path).catch(() => undefined))?.isFile() ?? false;
    const pin = installed ? pins.get(entry.name) : undefined;
    const pinned = pin && { bytes: pin.bytes, crc32: pin.crc32, sha256: pin.sha256 };
    const origin = installed && entry.pack === 'built-in' ? ('built-in' as const) : pin?.origin;
    return { ...entry, installed, path, origin, pinned };
  });
  return Promise.all(looks);
}
