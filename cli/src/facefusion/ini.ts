/** Reads a `facefusion.ini` as Python's configparser does. */
import { readFile } from 'node:fs/promises';
import { EngineError } from '@mirrorworks/engine/errors';
import { wrongUse } from '../failure.ts';
import type { Given } from './given.ts';
import { allGroups } from './options/index.ts';
import { isRetired, oldSections } from './spellings.ts';

export interface Ini {
  readonly given: readonly Given[];
  /** Keys that nobody knows, one line each. */
  readonly notes: readonly string[];
}

/** The default file may be absent; one that was asked for must be there. */
export async function readIni(path: string, asked: boolean): Promise<Ini> {
  try {
    return parseIni(await readFile(path, 'utf8'), path);
  } catch (cause) {
    if (cause instanceof EngineError) throw cause;
    if (!asked) return { given: [], notes: [] };
    throw wrongUse(`--config-path ${path} cannot be read: ${cause instanceof Error ? cause.message : cause}`);
  }
}

/** Sections, keys and values; an empty value means the default. Errors name file, line and text. */
export function parseIni(text: string, path: string): Ini {
  const given: Given[] = [];
  const notes: string[] = [];
  for (const { section, key, value } of entries(text, path)) {
    const where = `${path} [${section}] ${key}`;
    const trouble = unknown(section, key);
    if (trouble !== undefined) notes.push(`${where} is not known${trouble}`);
    else if (value !== '') given.push({ key, words: wordsOf(key, value), where, from: 'ini' });
  }
  return { given, notes };
}

interface Entry {
  readonly section: string;
  readonly key: string;
  value: string;
}

function entries(text: string, path: string): Entry[] {
  const found: Entry[] = [];
  let section = '';
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  for (const [index, line] of lines.entries()) {
    const trimmed = line.trim();
    const last = found.at(-1);
    if (trimmed === '' || /^[#;]/.test(trimmed)) continue;
    // An indented line continues the value above it.
    if (/^\s/.test(line) && last?.section === section) last.value = `${last.value} ${trimmed}`.trim();
    else if (trimmed.startsWith('[')) section = /^\[(.+)\]/.exec(trimmed)?.[1] ?? refuse(path, index, line);
    else {
      const [, key, value] = /^([^=:]+?)\s*[=:]\s*(.*)$/.exec(trimmed) ?? refuse(path, index, line);
      if (section === '' || key === undefined) refuse(path, index, line);
      found.push({ section, key: key.toLowerCase(), value: (value ?? '').replaceAll('%%', '%') });
    }
  }
  return found;
}

/** Undefined where the key is at home in the section, else how the sentence "… is not known" goes on. */
function unknown(section: string, key: string): string | undefined {
  if (isRetired(key)) return undefined;
  const home = allGroups.find(({ options, section }) => section !== undefined && Object.hasOwn(options, key))?.section;
  if (home === undefined) return '';
  const homes = allGroups.filter(({ options }) => Object.hasOwn(options, key)).map((group) => group.section);
  if (homes.includes(section) || oldSections.includes(section)) return undefined;
  return ` there; its section is [${home}]`;
}

function wordsOf(key: string, value: string): string[] {
  const option = allGroups.map(({ options }) => options[key]).find((found) => found !== undefined);
  // A path with spaces is one word, unless the option takes several.
  return option && !option.many ? [value] : value.split(/\s+/);
}

function refuse(path: string, index: number, line: string): never {
  throw wrongUse(`${path}, line ${index + 1}: expected [section] or key = value, got '${line.trim()}'`, { file: path });
}
