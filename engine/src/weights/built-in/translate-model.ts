import { readFile } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { EngineError } from '../../errors.ts';
import { sha256 } from '../digest.ts';
import { readGraphModel } from './graph-model.ts';
import { type BuiltInName, type BuiltInRecord, builtInPack, type FileRecord } from './pack.ts';
import { translate } from './translate.ts';

/** The ONNX file of a model, made from the npm package that carries its weights. Errors as for `ModelStore.path`. */
export async function translateModel(name: BuiltInName, packageFolder?: string): Promise<Uint8Array> {
  const record: BuiltInRecord = builtInPack[name];
  const [description, weights] = record.source.files;
  const source = packageFolder ?? findPackage(name, record.source.package);
  const json = await readSource(name, source, description);
  const graph = readGraphModel(name, new TextDecoder().decode(json), await readSource(name, source, weights));
  const bytes = translate(name, graph, record.ports);
  const digest = sha256(bytes);
  if (digest !== record.onnx.sha256) {
    const message = `model ${name}: its translation (${bytes.length} bytes, sha256 ${digest}) is not the one in the catalogue`;
    throw new EngineError('model-invalid', message, { data: { model: name, sha256: digest, bytes: bytes.length } });
  }
  return bytes;
}

function findPackage(name: BuiltInName, packageName: string): string {
  try {
    const manifest = findPackageJSON(packageName, import.meta.url);
    if (manifest !== undefined) return dirname(manifest);
  } catch (cause) {
    throw missing(name, `the npm package ${packageName}`, cause);
  }
  throw missing(name, `the npm package ${packageName}`);
}

async function readSource(name: BuiltInName, folder: string, record: FileRecord): Promise<Uint8Array> {
  const path = join(folder, record.file);
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    throw missing(name, path, cause);
  }
  if (sha256(bytes) === record.sha256) return bytes;
  const message = `model ${name}: ${path} is not the file of the catalogue; install the pinned packages again with \`npm ci\``;
  throw new EngineError('model-invalid', message, { data: { model: name, file: path, expectedSha256: record.sha256 } });
}

function missing(name: BuiltInName, what: string, cause?: unknown): EngineError {
  const message = `model ${name} needs ${what}, which is not there; install the dependencies with \`npm ci\``;
  return new EngineError('model-missing', message, { cause, data: { model: name, missing: what } });
}
