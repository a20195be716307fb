import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { asEngineError } from './as-engine-error.ts';
import { defaultModelsAt } from './checked-options.ts';
import { EngineError, throwIfCanceled } from './errors.ts';
import type { FolderOptions } from './manage-models.ts';
import { findModel } from './weights/catalogue/catalogue.ts';
import { importModel } from './weights/folder/import-model.ts';

/** How models are taken over. */
export interface ImportOptions extends FolderOptions {
  /** Copy the files instead of linking to them. */
  readonly copy?: boolean;
  /** Told of each file as soon as it is done. */
  readonly onFile?: (file: ImportedFile) => void;
}

/** What became of one file of the other folder. */
export interface ImportedFile {
  /** Its name in that folder. */
  readonly file: string;
  /**
   * `hard-link`, `symlink`, `copy`: it is in the model folder now. `present`: it was before. `refused`: it is damaged, or another of
   * this name is there. `unknown`: the catalogue does not know it.
   */
  readonly outcome: 'hard-link' | 'symlink' | 'copy' | 'present' | 'refused' | 'unknown';
  readonly bytes: number;
  /** Why it was not taken; empty for the others. */
  readonly reason: string;
  readonly notes: readonly string[];
}

/**
 * Takes over FaceFusion's models from a folder: its `.assets/models`, or the folder it is installed in. That folder is only read.
 * Each model is checked by its `.hash` file, then gets a second name in the model folder; on another disk a symbolic link, or with
 * `copy` a copy.
 *
 * @throws EngineError `option-invalid` for a folder that is not there or is the model folder itself; `disk-full`,
 * `output-unwritable`, `canceled`. What was taken before stays.
 */
export async function importModels(from: string, options: ImportOptions = {}): Promise<readonly ImportedFile[]> {
  const { modelFolder = defaultModelsAt(), copy = false, onFile, signal } = options;
  try {
    const folder = await findFolder(from);
    if (folder === (await realpath(modelFolder).catch(() => undefined))) {
      throw refused(from, 'is the model folder itself');
    }
    const done: ImportedFile[] = [];
    for (const file of (await readdir(folder)).sort()) {
      if (file.startsWith('.') || file.endsWith('.hash')) continue;
      throwIfCanceled(signal, 'the import');
      const imported = await importFile(file, folder, modelFolder, copy, signal);
      onFile?.(imported);
      done.push(imported);
    }
    return done;
  } catch (error) {
    throw asEngineError(error);
  }
}

async function findFolder(given: string): Promise<string> {
  const inside = join(given, '.assets', 'models');
  for (const path of [inside, given]) {
    if ((await stat(path).catch(() => undefined))?.isDirectory()) return realpath(path);
  }
  throw refused(given, 'is not a folder');
}

function refused(folder: string, why: string): EngineError {
  const message = `${folder} ${why}; import takes the folder of FaceFusion's models, its .assets/models`;
  return new EngineError('option-invalid', message, { data: { folder } });
}

async function importFile(
  file: string,
  folder: string,
  modelFolder: string,
  copy: boolean,
  signal: AbortSignal | undefined,
): Promise<ImportedFile> {
  const bytes = (await stat(join(folder, file)).catch(() => undefined))?.size ?? 0;
  const stem = file.endsWith('.onnx') ? file.slice(0, -'.onnx'.length) : '';
  const entry = findModel(stem);
  if (entry?.name !== stem || entry.pack !== 'facefusion') {
    return { file, outcome: 'unknown', bytes, reason: 'not a model that the engine runs', notes: [] };
  }
  try {
    const { outcome, notes } = await importModel(stem, folder, modelFolder, { copy, signal });
    return { file, outcome, bytes, reason: '', notes };
  } catch (error) {
    if (!(error instanceof EngineError) || !['model-invalid', 'output-exists'].includes(error.code)) throw error;
    return { file, outcome: 'refused', bytes, reason: error.message, notes: [] };
  }
}
