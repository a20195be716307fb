import { asEngineError } from './as-engine-error.ts';
import { defaultModelsAt } from './checked-options.ts';
import { EngineError, throwIfCanceled } from './errors.ts';
import { builtInPack, isBuiltIn } from './weights/built-in/pack.ts';
import { builtInModel } from './weights/built-in/provide.ts';
import { findModel } from './weights/catalogue/catalogue.ts';
import { checkModel } from './weights/folder/check-model.ts';
import { inspectFolder, type ModelStatus } from './weights/folder/inspect-folder.ts';
import { type Removed, removeModel } from './weights/folder/remove-model.ts';

export type { ModelStatus } from './weights/folder/inspect-folder.ts';

/** Which model folder, and when to stop. */
export interface FolderOptions {
  /** Default: the user's cache folder. */
  readonly modelFolder?: string;
  readonly signal?: AbortSignal;
}

/** What a check of one model found. */
export interface VerifiedModel {
  readonly name: string;
  readonly ok: boolean;
  readonly path: string | undefined;
  readonly bytes: number | undefined;
  readonly crc32: string | undefined;
  readonly sha256: string | undefined;
  /** What its content was held against. */
  readonly against: 'hash file' | 'first use' | 'catalogue' | 'nothing' | undefined;
  /** What is wrong with it; empty when nothing is. */
  readonly reason: string;
  readonly notes: readonly string[];
}

/** A model that was deleted, or would be. */
export interface RemovedModel extends Removed {
  readonly name: string;
}

/**
 * Every model of the catalogue, and whether the model folder has it. Reads no model.
 *
 * @throws EngineError `model-invalid` when the folder's list of first uses cannot be read.
 */
export async function inspectModels(options: FolderOptions = {}): Promise<readonly ModelStatus[]> {
  return inspectFolder(options.modelFolder ?? defaultModelsAt());
}

/**
 * Reads models of the model folder whole, and holds them against their `.hash` files or what they were when first used; without
 * names all that are there. A model that is not right is no error but says so. `accept` takes a changed model as it is now.
 *
 * @throws EngineError `canceled`, `disk-full`; `option-invalid` when `accept` comes without names.
 */
export async function verifyModels(
  names: readonly string[] = [],
  options: FolderOptions & { readonly accept?: boolean } = {},
): Promise<readonly VerifiedModel[]> {
  const { modelFolder = defaultModelsAt(), accept = false, signal } = options;
  if (accept && names.length === 0) {
    throw new EngineError('option-invalid', 'accept: name the models that are right as they are now');
  }
  try {
    const there = async () => (await inspectFolder(modelFolder)).filter(({ installed }) => installed);
    const chosen = names.length > 0 ? names.map(fileStem) : (await there()).map(({ name }) => name);
    const verified: VerifiedModel[] = [];
    for (const name of chosen) {
      throwIfCanceled(signal, 'the check of models');
      verified.push(await verify(modelFolder, name, accept, signal));
    }
    return verified;
  } catch (error) {
    throw asEngineError(error);
  }
}

/**
 * Deletes models from the model folder that the engine has put there: files it pulled or copied, and its own links; never the file
 * that a link leads to, and never a file of the user's. With `dryRun` it only says what would go.
 *
 * @throws EngineError before anything is deleted: `model-missing`; `option-invalid` for a file that is the user's.
 */
export async function removeModels(
  names: readonly string[],
  options: { readonly modelFolder?: string; readonly dryRun?: boolean } = {},
): Promise<readonly RemovedModel[]> {
  const { modelFolder = defaultModelsAt(), dryRun = false } = options;
  try {
    const chosen = [...new Set(names.map(fileStem))];
    const run = async (dry: boolean) => {
      const removed: RemovedModel[] = [];
      for (const name of chosen) removed.push({ name, ...(await removeModel(modelFolder, name, dry)) });
      return removed;
    };
    const planned = await run(true);
    return dryRun ? planned : await run(false);
  } catch (error) {
    throw asEngineError(error);
  }
}

/** FaceFusion's options call some models by other names than their files'. A model of the user's own has its file's. */
function fileStem(name: string): string {
  return findModel(name)?.name ?? name;
}

async function verify(
  folder: string,
  name: string,
  accept: boolean,
  signal: AbortSignal | undefined,
): Promise<VerifiedModel> {
  try {
    if (isBuiltIn(name)) {
      const path = await builtInModel(folder, name);
      const { bytes, sha256 } = builtInPack[name].onnx;
      return { name, ok: true, path, bytes, sha256, crc32: undefined, against: 'catalogue', reason: '', notes: [] };
    }
    const { path, bytes, crc32, sha256, against, notes } = await checkModel(folder, name, {
      fresh: true,
      accept,
      signal,
    });
    return { name, ok: true, path, bytes, crc32, sha256, against, reason: '', notes };
  } catch (error) {
    if (!(error instanceof EngineError) || !['model-missing', 'model-invalid'].includes(error.code)) throw error;
    const unknown = { path: undefined, bytes: undefined, crc32: undefined, sha256: undefined, against: undefined };
    return { name, ok: false, ...unknown, reason: error.message, notes: [] };
  }
}
