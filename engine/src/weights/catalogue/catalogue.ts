import { EngineError } from '../../errors.ts';
import { builtInModels } from './built-in.ts';
import type { ModelEntry } from './entry.ts';
import { facefusionModels } from './facefusion.ts';

/** Every model that the engine knows: those of the built-in pack first, FaceFusion's after them. */
export const catalogue: readonly ModelEntry[] = [...builtInModels, ...facefusionModels];

const byName = new Map(catalogue.map((entry) => [entry.name, entry]));

/** FaceFusion's options call these models by other names than their files'. */
const optionNames: Readonly<Record<string, string>> = {
  retinaface: 'retinaface_10g',
  scrfd: 'scrfd_2.5g',
  yolo_face: 'yoloface_8n',
  yunet: 'yunet_2023_mar',
  arcface: 'arcface_w600k_r50',
};

/** A model by the stem of its file, or by the name that FaceFusion's options give it; undefined when it is not in the catalogue. */
export function findModel(name: string): ModelEntry | undefined {
  return byName.get(name) ?? byName.get(optionNames[name] ?? '');
}

/** A model by its name. Error: `option-invalid` for a name that is not in the catalogue. */
export function modelEntry(name: string): ModelEntry {
  const entry = findModel(name);
  if (entry !== undefined) return entry;
  const near = catalogue.filter((known) => known.name.startsWith(name.slice(0, 4))).map((known) => known.name);
  const allowed = near.length > 0 ? `like it are ${near.join(', ')}` : '`mirrorworks models list` names all';
  throw new EngineError('option-invalid', `there is no model '${name}'; ${allowed}`, { data: { model: name } });
}

/** The named models and all that they need, each once, what is needed before what needs it. Error: as `modelEntry`. */
export function withNeeds(names: readonly string[]): readonly ModelEntry[] {
  const chain = new Set<ModelEntry>();
  const add = (name: string) => {
    const entry = modelEntry(name);
    for (const needed of entry.needs) add(needed);
    chain.add(entry);
  };
  for (const name of names) add(name);
  return [...chain];
}

/** The older model that can take this one's place. */
export function standInFor(name: string): ModelEntry | undefined {
  return catalogue.find((entry) => entry.standsInFor === name);
}
