/** Reads a command line as FaceFusion's does: several words behind an option, the last of two wins, unique beginnings count. */
import { wrongUse } from '../failure.ts';
import { flagOf, type Given } from './given.ts';
import type { Option, Table } from './option.ts';
import type { Positional } from './positional.ts';
import { isRetired, retiredArity } from './spellings.ts';

export interface ParsedLine {
  readonly given: readonly Given[];
  readonly positionals: readonly string[];
}

export interface LineForm {
  /** The options of the command. */
  readonly options: Table;
  readonly positionals: readonly Positional[];
}

type Arity = 'none' | 'one' | 'many';

/** Splits the line into options with their words. Whatever does not fit is refused with `option-invalid`, by its name. */
export function parseLine(argv: readonly string[], form: LineForm): ParsedLine {
  const given: Given[] = [];
  const positionals: string[] = [];
  const rest = [...argv];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--') positionals.push(...rest.splice(0));
    else if (isFlag(word)) given.push(takeOption(word, rest, form.options));
    else positionals.push(word);
  }
  checkPositionals(positionals, form.positionals);
  return { given, positionals };
}

function takeOption(word: string, rest: string[], options: Table): Given {
  const { key, where, inline } = findOption(word, options);
  const arity = arityOf(key, options);
  if (arity === 'none') {
    if (inline !== undefined) throw wrongUse(`${where} takes no value, got '${inline}'`, { option: where });
    return { key, words: [], where, from: 'line' };
  }
  const words = inline === undefined ? [] : [inline];
  while (
    inline === undefined &&
    rest[0] !== undefined &&
    !isFlag(rest[0]) &&
    (arity === 'many' || words.length === 0)
  ) {
    words.push(rest.shift() ?? '');
  }
  if (words.length === 0) throw wrongUse(`${where} needs ${options[key]?.label ?? 'a value'}`, { option: where });
  return { key, words, where, from: 'line' };
}

/** A number below zero is a value; anything else behind a dash is an option. */
function isFlag(word: string): boolean {
  return /^-./.test(word) && !/^-\d*\.?\d+$/.test(word);
}

function findOption(word: string, options: Table): { key: string; where: string; inline: string | undefined } {
  if (!word.startsWith('--')) {
    const letter = word.slice(1, 2);
    const key = Object.keys(options).find((candidate) => options[candidate]?.short === letter) ?? retiredShort(letter);
    if (key === undefined) throw unknownOption(word, options);
    return { key, where: `-${letter}`, inline: word.length > 2 ? word.slice(2).replace(/^=/, '') : undefined };
  }
  const equals = word.indexOf('=');
  const name = equals < 0 ? word : word.slice(0, equals);
  const key = findKey(name, options);
  return { key, where: flagOf(key), inline: equals < 0 ? undefined : word.slice(equals + 1) };
}

function findKey(name: string, options: Table): string {
  const key = name.slice(2).replaceAll('-', '_');
  if (Object.hasOwn(options, key)) return key;
  const begun = Object.keys(options).filter((candidate) => candidate.startsWith(key));
  if (begun.length === 1 && begun[0] !== undefined) return begun[0];
  if (isRetired(key)) return key;
  if (begun.length > 1) throw wrongUse(`${name} may be ${begun.map(flagOf).join(', ')}`, { option: name });
  throw unknownOption(name, options);
}

/** Letters of FaceFusion 2.6 and 3.0. */
function retiredShort(letter: string): string | undefined {
  const letters: Readonly<Record<string, string>> = { c: 'config_path', j: 'jobs_path' };
  return letters[letter];
}

function arityOf(key: string, options: Table): Arity {
  const option: Option<unknown> | undefined = options[key];
  if (!option) return retiredArity(key);
  if (option.many) return 'many';
  return option.label === undefined ? 'none' : 'one';
}

function unknownOption(name: string, options: Table) {
  const letters = name.replace(/^-+/, '').replaceAll('-', '_');
  const near = Object.keys(options).find((key) => key.includes(letters) || letters.includes(key));
  const hint = near && letters.length > 2 ? `; did you mean ${flagOf(near)}?` : '; --help lists the options';
  return wrongUse(`there is no option ${name}${hint}`, { option: name });
}

function checkPositionals(found: readonly string[], wanted: readonly Positional[]): void {
  const missing = wanted[found.length]?.name;
  if (missing !== undefined) throw wrongUse(`<${missing}> is needed`, { option: missing });
  const extra = found.slice(wanted.length);
  if (extra.length > 0) throw wrongUse(`there is no place for '${extra.join(' ')}'; --help lists the options`);
  for (const [index, { name, takes, fits }] of wanted.entries()) {
    const word = found[index] ?? '';
    if (!fits(word)) throw wrongUse(`<${name}> takes ${takes}, got '${word}'`, { option: name, value: word });
  }
}
