import { EngineError } from '../../errors.ts';
import type { ModelEntry } from '../catalogue/entry.ts';
import { publishers } from '../catalogue/facefusion.ts';

/** One place that may hold a model and its checksum. */
export interface Source {
  /** For messages: the host, or the whole address of a mirror. */
  readonly name: string;
  readonly model: string;
  readonly hash: string;
}

/**
 * Where a model is looked for, first choice first: the mirrors given, or else FaceFusion's publishers.
 *
 * A mirror is an address with `{file}` and, where it has a folder for each release, `{base}`; without `{file}` it is the folder
 * that holds all files. Error: `option-invalid` for one that is no address.
 */
export function sourcesOf({ name, release = '' }: ModelEntry, mirrors: readonly string[]): readonly Source[] {
  const templates = mirrors.length > 0 ? mirrors.map(templateOf) : publishers;
  return templates.map((template) => {
    const address = (file: string) =>
      template.replaceAll('{base}', release).replaceAll('{file}', encodeURIComponent(file));
    const model = address(`${name}.onnx`);
    return { name: new URL(model).host, model, hash: address(`${name}.hash`) };
  });
}

function templateOf(mirror: string): string {
  const template = mirror.includes('{file}') ? mirror : `${mirror.replace(/\/+$/, '')}/{file}`;
  const address = template.replaceAll('{base}', 'base').replaceAll('{file}', 'file');
  if (URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)) return template;
  const allowed = 'an http or https address, like https://mirror.example/{base}/{file}';
  const data = { option: 'from', value: mirror };
  throw new EngineError('option-invalid', `a mirror is ${allowed}; got '${mirror}'`, { data });
}
