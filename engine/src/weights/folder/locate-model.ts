import { lstat, readlink, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { EngineError } from '../../errors.ts';
import { findModel, standInFor } from '../catalogue/catalogue.ts';
import { defaultModelFolder } from './default-folder.ts';
import { modelFile } from './files.ts';

/** Where a model lies. */
export interface LocatedModel {
  /** Its name, or that of the older model which takes its place. */
  readonly name: string;
  readonly path: string;
  /** Sentences that a person should read. */
  readonly notes: readonly string[];
}

/**
 * Finds a model's file: its own, or that of the older model which may take its place.
 *
 * @throws EngineError `model-missing`, naming the file, the folder, the commands that fetch it and where to fetch it by hand;
 * `option-invalid` for a name that is no file's.
 */
export async function locateModel(folder: string, name: string): Promise<LocatedModel> {
  if (!/^\w[\w.+-]*$/.test(name)) {
    throw new EngineError('option-invalid', `'${name}' is not the name of a model: letters, digits, '.', '-' and '_'`);
  }
  const path = modelFile(folder, name);
  if (await exists(path)) return { name, path, notes: [] };
  const older = standInFor(name)?.name;
  if (older !== undefined && (await exists(modelFile(folder, older)))) {
    const note = `${name} is not there; the older ${older} takes its place, and the faces come out a little different`;
    return { name: older, path: modelFile(folder, older), notes: [note] };
  }
  throw await missing(folder, name, path);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function missing(folder: string, name: string, path: string): Promise<EngineError> {
  const link = await readlink(path).catch(() => undefined);
  const place =
    link === undefined ? `is not in the model folder ${folder}` : `is a link to ${link}, which is not there`;
  const data = { model: name, file: `${name}.onnx`, folder };
  const entry = findModel(name);
  if (entry === undefined) {
    const message = `model ${name}: ${name}.onnx ${place}, and the catalogue does not know where to get it`;
    return new EngineError('model-missing', message, { data });
  }
  const commands = [`models pull ${name}`, "models import <FaceFusion's models>"].map(
    (command) => `\`mirrorworks ${command}${folderOption(folder)}\``,
  );
  const byHand = `or put the file there, from ${entry.sources.join(' or ')}`;
  const message = `model ${name}: ${name}.onnx ${place}; get it with ${commands.join(' or ')}, ${byHand}`;
  return new EngineError('model-missing', message, { data: { ...data, sources: entry.sources } });
}

/** What a command needs to mean this folder; nothing for the one that it means anyway. */
function folderOption(folder: string): string {
  if (folder === defaultModelFolder({}, process.platform, homedir())) return '';
  return ` --model-folder ${/\s/.test(folder) ? `'${folder}'` : folder}`;
}

/** Whether something lies under this name, be it only a link to nothing. */
export async function isTaken(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
