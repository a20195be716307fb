import { isBuiltIn } from './built-in/pack.ts';
import { builtInModel } from './built-in/provide.ts';
import { checkModel } from './folder/check-model.ts';

export { defaultModelFolder } from './folder/default-folder.ts';

/** A folder of models: those of the built-in pack, made as they are asked for, and those that were pulled, imported or put there. */
export interface ModelStore {
  readonly folder: string;
  /**
   * The `.onnx` file of a model, verified once per store. One of the built-in pack is translated if it is not there yet or is not
   * what it should be; any other is `<folder>/<name>.onnx`, held against the `.hash` file beside it or, without one, against what it
   * was when first used (it is read only when its size or time changed). Errors: `model-missing` (the file, or the npm package of the
   * pack, is not there), `model-invalid` (its content is another), `output-unwritable` and `disk-full` (the folder).
   */
  path(name: string): Promise<string>;
}

export interface ModelStoreOptions {
  /** The folder of the npm package that holds the graph models of the pack. Default: where Node finds it. */
  readonly packageFolder?: string;
  /** Gets sentences that a person should read: an older model stands in, a checksum is not the one that others report. */
  readonly onNote?: (note: string) => void;
}

/**
 * Opens the model store in `folder`, which is made when the first model of the pack is. Any number of threads and processes may
 * share it.
 */
export function openModelStore(folder: string, options: ModelStoreOptions = {}): ModelStore {
  const paths = new Map<string, Promise<string>>();
  return {
    folder,
    path(name) {
      const known = paths.get(name);
      if (known !== undefined) return known;
      const path = provide(folder, name, options);
      paths.set(name, path);
      // A failure (a full disk, say) may be gone at the next call.
      path.catch(() => paths.delete(name));
      return path;
    },
  };
}

async function provide(folder: string, name: string, { packageFolder, onNote }: ModelStoreOptions): Promise<string> {
  if (isBuiltIn(name)) return builtInModel(folder, name, packageFolder);
  const { path, notes } = await checkModel(folder, name);
  for (const note of notes) onNote?.(note);
  return path;
}
