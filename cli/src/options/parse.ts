import { parseArgs } from 'node:util';
import { wrongUse } from '../failure.ts';
import { type OptionTable, Refusal, type Values } from './option.ts';

export interface Parsed<Table extends OptionTable> {
  readonly values: Values<Table>;
  readonly positionals: readonly string[];
}

/** `maxMemory` is written `--max-memory`. */
export function flagName(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Reads a command's arguments by its table. Whatever does not fit is refused with `option-invalid`, by its name. */
export function parse<Table extends OptionTable>(argv: readonly string[], table: Table): Parsed<Table> {
  const byFlag = new Map(Object.keys(table).map((key) => [flagName(key), key] as const));
  const { positionals, texts } = collect(argv, byFlag, table);
  const values: Record<string, unknown> = {};
  for (const [key, option] of Object.entries(table)) {
    const given = texts.get(key);
    if (given === undefined) {
      if (option.required) throw wrongUse(`--${flagName(key)} is needed`, { option: flagName(key) });
      continue;
    }
    const value = option.read(given);
    if (value instanceof Refusal) throw refuse(flagName(key), given.join(' '), value.allowed);
    values[key] = value;
  }
  return { values: values as Values<Table>, positionals };
}

function collect(argv: readonly string[], byFlag: ReadonlyMap<string, string>, table: OptionTable) {
  const types = [...byFlag].map(([name, key]) => [name, { type: typeOf(table, key), multiple: true }] as const);
  // Not strict, so that the messages below are ours: they name the option, the value and what is allowed.
  const config = { args: [...argv], options: Object.fromEntries(types), strict: false, tokens: true } as const;
  const texts = new Map<string, string[]>();
  const positionals: string[] = [];
  for (const token of parseArgs({ ...config, allowPositionals: true }).tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const key = byFlag.get(token.name);
    if (key === undefined) throw unknownOption(token.rawName, [...byFlag.keys()]);
    const option = table[key];
    const before = texts.get(key);
    if (before && !option?.many) throw wrongUse(`--${token.name} is given twice`, { option: token.name });
    texts.set(key, [...(before ?? []), checkedValue(token.name, token.value, option?.label)]);
  }
  return { positionals, texts };
}

function typeOf(table: OptionTable, key: string): 'string' | 'boolean' {
  return table[key]?.label === undefined ? 'boolean' : 'string';
}

function checkedValue(name: string, value: string | undefined, label: string | undefined): string {
  if (label === undefined) {
    if (value !== undefined) throw wrongUse(`--${name} takes no value, got '${value}'`, { option: name });
    return '';
  }
  // `--output --json`: a forgotten value, not a file called --json.
  if (value === undefined || value.startsWith('--')) throw wrongUse(`--${name} needs ${label}`, { option: name });
  return value;
}

function refuse(name: string, value: string, allowed: string) {
  return wrongUse(`--${name} takes ${allowed}, got '${value}'`, { option: name, value });
}

function unknownOption(rawName: string, known: readonly string[]) {
  const name = rawName.replace(/^-+/, '');
  const near = known.find((candidate) => candidate.startsWith(name) || name.startsWith(candidate));
  const hint = near ? `; did you mean --${near}?` : '; --help lists the options';
  return wrongUse(`there is no option ${rawName}${hint}`, { option: name });
}
