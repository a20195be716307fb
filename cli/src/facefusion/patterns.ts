/** File patterns and names of results, as Python's `glob` and `format` read them in FaceFusion. */
import { readdir } from 'node:fs/promises';
import { dirname, join, parse } from 'node:path';
import { wrongUse } from '../failure.ts';

/** Files whose name fits the last part of the pattern (`*`, `?`, `[a-z]`, `[!a-z]`), sorted. Its folder has no wildcards. */
export async function expandPattern(pattern: string): Promise<string[]> {
  const { base } = parse(pattern);
  const fits = nameTest(base);
  const files = await filesIn(dirname(pattern));
  const folder = pattern.slice(0, pattern.length - base.length);
  // A name that starts with a dot is hidden, unless the pattern starts with one.
  return files
    .filter((name) => fits.test(name) && (base.startsWith('.') || !name.startsWith('.')))
    .sort()
    .map((name) => `${folder}${name}`);
}

async function filesIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
  } catch {
    return [];
  }
}

function nameTest(pattern: string): RegExp {
  const source = pattern.replace(/\[(!?)(\]?[^\]]*)\]|[*?]|[\\^$.|+(){}[\]]/g, (part, not?: string, set?: string) => {
    if (part === '*') return '.*';
    if (part === '?') return '.';
    if (set === undefined) return `\\${part}`;
    return `[${not ? '^' : ''}${set.replace(/[\\\]^]/g, '\\$&')}]`;
  });
  return new RegExp(`^${source}$`, 's');
}

export interface Names {
  readonly index: number;
  readonly source?: string;
  readonly target: string;
}

/** The name of a result: `{index}` (or `{index:03d}`), `{source_name}`, `{target_name}` and `{target_extension}` filled in. */
export function fillPattern(pattern: string, { index, source, target }: Names): string {
  const { name, ext } = parse(target);
  const known: Readonly<Record<string, string>> = {
    index: String(index),
    ...(source !== undefined && { source_name: parse(source).name }),
    target_name: name,
    target_extension: ext.toLowerCase(),
  };
  return pattern.replace(/\{\{|\}\}|\{([^{}]*)\}?|\}/g, (part, inner?: string) => {
    if (part === '{{' || part === '}}') return part.slice(1);
    const [, key = '', width] = /^(\w+)(?::(0?\d*)d)?$/.exec(inner ?? '') ?? [];
    const value = part.endsWith('}') && Object.hasOwn(known, key) ? known[key] : undefined;
    if (value === undefined || (width !== undefined && key !== 'index')) throw badPlaceholder(part, Object.keys(known));
    return width === undefined ? value : value.padStart(Number(width), width.startsWith('0') ? '0' : ' ');
  });
}

function badPlaceholder(part: string, known: readonly string[]) {
  const allowed = known.map((key) => `{${key}}`).join(', ');
  return wrongUse(`--output-pattern takes ${allowed}, got '${part}'`, { option: 'output-pattern', value: part });
}

/** The folder that a pattern looks in and whether there is anything, for messages. */
export function nothingFits(option: string, pattern: string) {
  return wrongUse(`${option} ${pattern} fits no file in ${join(dirname(pattern))}`, { option, value: pattern });
}
