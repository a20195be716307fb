/** The files of a model folder, which may be FaceFusion's own `.assets/models`. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EngineError } from '../../errors.ts';
import { builtInPack, isBuiltIn } from '../built-in/pack.ts';
import { codeOf } from './failure.ts';

/**
 * `NAME.onnx`. A model of the built-in pack also bears its content in its name, so that a new translator's files lie beside the
 * old.
 */
export function modelFile(folder: string, name: string): string {
  const content = isBuiltIn(name) ? `-${builtInPack[name].onnx.sha256.slice(0, 16)}` : '';
  return join(folder, `${name}${content}.onnx`);
}

/** `NAME.hash`: eight hexadecimal digits, the CRC-32 of `NAME.onnx`. */
export function hashFile(folder: string, name: string): string {
  return join(folder, `${name}.hash`);
}

/** What was fetched of a model so far. Hidden, and named so that no browser or downloader uses the same. */
export function partFile(folder: string, name: string): string {
  return join(folder, `.${name}.onnx.mw.part`);
}

/** Held by whoever fetches or imports this model. */
export function lockFile(folder: string, name: string): string {
  return join(folder, `.${name}.onnx.mw.lock`);
}

/**
 * The CRC-32 that a model's `.hash` file states; undefined when there is no such file.
 * Error: `model-invalid` when it states none.
 */
export async function readHashFile(folder: string, name: string): Promise<string | undefined> {
  const path = hashFile(folder, name);
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const crc = parseHash(text);
  if (crc !== undefined) return crc;
  const message = `${path} is not a checksum: it must hold 8 hexadecimal digits, the CRC-32 of ${name}.onnx`;
  throw new EngineError('model-invalid', message, { data: { model: name, file: path } });
}

/** FaceFusion takes eight lowercase digits and nothing else; a line end or capitals do no harm here. */
export function parseHash(text: string): string | undefined {
  return /^\s*([0-9a-f]{8})\s*$/i.exec(text)?.[1]?.toLowerCase();
}

/** Writes a checksum as FaceFusion wants it. False when one is there already: it is the user's. */
export async function writeHashFile(folder: string, name: string, crc32: string): Promise<boolean> {
  try {
    await writeFile(hashFile(folder, name), crc32, { flag: 'wx' });
    return true;
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST') return false;
    throw cause;
  }
}
