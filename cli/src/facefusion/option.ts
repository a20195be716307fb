/** One option of FaceFusion's: how it is written, what it takes, and what it is when nobody says. */
import { Refusal } from '../options/option.ts';

export interface Option<Value> {
  /** What follows it in help, e.g. `<file>`; a switch has none. */
  readonly label?: string;
  /** One letter, for `-s`. */
  readonly short?: string;
  /** One sentence with unit and range. */
  readonly about: string;
  /** Takes several words with spaces between, up to the next option. */
  readonly many?: boolean;
  /** Turns the words given into a value; it may depend on options that stand before it in the table. */
  readonly read: (words: readonly string[], before: Before) => Value | Refusal;
  /** The value when it is not given. */
  readonly otherwise: (before: Before) => Value;
  /** Why it is accepted although it changes nothing. */
  readonly inert?: string;
  /** The processor it belongs to, when that processor is not made here. */
  readonly absent?: string;
}

/** Values of the options that stand before one in the table. */
export type Before = Readonly<Record<string, unknown>>;

export type Table = Readonly<Record<string, Option<unknown>>>;

/** What a table's options become. */
export type ValuesOf<T extends Table> = { readonly [Key in keyof T]: T[Key] extends Option<infer V> ? V : never };

/** Options that stand together in help, and in one section of the ini file. */
export interface Group<T extends Table = Table> {
  readonly title: string;
  /** Undefined where the ini file has no say. */
  readonly section?: string;
  readonly options: T;
}

export function group<const T extends Table>(title: string, section: string | undefined, options: T): Group<T> {
  return { title, options, ...(section !== undefined && { section }) };
}

export function text(label: string, about: string, otherwise: string): Option<string>;
export function text(label: string, about: string): Option<string | undefined>;
export function text(label: string, about: string, otherwise?: string): Option<string | undefined> {
  const read = ([word = '']: readonly string[]) => (word === '' ? new Refusal('a text that is not empty') : word);
  return { label, about, read, otherwise: () => otherwise };
}

export function texts(label: string, about: string): Option<readonly string[] | undefined> {
  const read = (words: readonly string[]) => (words.includes('') ? new Refusal('file names') : words);
  return { label, about, many: true, read, otherwise: () => undefined };
}

export function choice<const Name extends string>(all: readonly Name[], about: string, otherwise: Name): Option<Name>;
export function choice<const Name extends string>(all: readonly Name[], about: string): Option<Name | undefined>;
export function choice<Name extends string>(
  all: readonly Name[],
  about: string,
  otherwise?: Name,
): Option<Name | undefined> {
  const read = ([word]: readonly string[]) => all.find((name) => name === word) ?? new Refusal(oneOf(all));
  return { label: '<name>', about: `${about} One of ${all.join(', ')}.`, read, otherwise: () => otherwise };
}

export function choices<const Name extends string>(
  all: readonly Name[],
  about: string,
  otherwise: readonly Name[],
): Option<readonly Name[]> {
  const read = (words: readonly string[]) => {
    const found = words.map((word) => all.find((name) => name === word));
    return found.every((name) => name !== undefined) ? found : new Refusal(`names of ${all.join(', ')}`);
  };
  return { label: '<names>', about: `${about} Of ${all.join(', ')}.`, many: true, read, otherwise: () => otherwise };
}

/** A choice whose names depend on another option, e.g. the sizes that a model has. */
export function choiceBy<Name extends string>(
  all: Readonly<Record<string, readonly Name[]>>,
  key: string,
  pick: (names: readonly Name[]) => Name | undefined,
  about: string,
): Option<Name> {
  const namesFor = (before: Before) => all[String(before[key])] ?? [];
  const read = ([word]: readonly string[], before: Before) => {
    const found = namesFor(before).find((name) => name === word);
    return found ?? new Refusal(`${oneOf(namesFor(before))} with ${key} ${before[key]}`);
  };
  const otherwise = (before: Before) => pick(namesFor(before)) ?? ('' as Name);
  return { label: '<WxH>', about, read, otherwise };
}

interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly whole?: boolean;
}

/** `{range}` in the sentence becomes the bounds. */
export function number(bounds: Bounds, about: string, otherwise: number): Option<number>;
export function number(bounds: Bounds, about: string): Option<number | undefined>;
export function number(bounds: Bounds, about: string, otherwise?: number): Option<number | undefined> {
  const read = ([word = '']: readonly string[]) => parsed(word, bounds) ?? new Refusal(`a ${inWords(bounds)}`);
  const range = bounds.max === Infinity ? '' : `${bounds.min} to ${bounds.max}`;
  return { label: '<n>', about: about.replace('{range}', range), read, otherwise: () => otherwise };
}

/** Several numbers out of a few. */
export function numbersOf(
  all: readonly number[],
  about: string,
  otherwise: readonly number[],
): Option<readonly number[]> {
  const read = (words: readonly string[]) => {
    const found = words.map((word) => all.find((value) => String(value) === word));
    return found.every((value) => value !== undefined) ? found : new Refusal(`numbers of ${all.join(', ')}`);
  };
  return { label: '<n...>', about: `${about} Of ${all.join(', ')}.`, many: true, read, otherwise: () => otherwise };
}

/** Several whole numbers from 0. */
export function indices(about: string, otherwise: readonly number[]): Option<readonly number[]> {
  const bounds = { min: 0, max: Infinity, whole: true };
  const read = (words: readonly string[]) => {
    const found = words.map((word) => parsed(word, bounds));
    return found.every((value) => value !== undefined) ? found : new Refusal(`${inWords(bounds)}, or several`);
  };
  return { label: '<n...>', about, many: true, read, otherwise: () => otherwise };
}

/** Top, right, bottom and left in percent, from one to four numbers as in CSS. */
export function sides(about: string): Option<readonly [number, number, number, number]> {
  const bounds = { min: 0, max: 100, whole: true };
  const read = (words: readonly string[]) => {
    const found = words.map((word) => parsed(word, bounds));
    const [top, right = top, bottom = top, left = right] = found;
    if (found.includes(undefined) || found.length > 4 || top === undefined || right === undefined) {
      return new Refusal('one to four whole numbers from 0 to 100');
    }
    return [top, right, bottom ?? top, left ?? right] as const;
  };
  return { label: '<n...>', about, many: true, read, otherwise: () => [0, 0, 0, 0] };
}

export function flag(about: string): Option<boolean> {
  const words: Readonly<Record<string, boolean>> = {
    ...{ '': true, true: true, yes: true, on: true, '1': true },
    ...{ false: false, no: false, off: false, '0': false },
  };
  const read = ([word = '']: readonly string[]) => words[word.toLowerCase()] ?? new Refusal('true or false');
  return { about, read, otherwise: () => false };
}

/** Marks an option that is accepted, and said to change nothing. */
export function inert<Value>(option: Option<Value>, reason: string): Option<Value> {
  return { ...option, inert: reason };
}

/** Gives an option its letter. */
export function short<Value>(letter: string, option: Option<Value>): Option<Value> {
  return { ...option, short: letter };
}

function oneOf(names: readonly string[]): string {
  return names.length === 1 ? `${names[0]}` : `one of ${names.join(', ')}`;
}

function parsed(word: string, { min, max, whole = false }: Bounds): number | undefined {
  const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(word) ? Number(word) : Number.NaN;
  return value >= min && value <= max && (!whole || Number.isInteger(value)) ? value : undefined;
}

function inWords({ min, max, whole = false }: Bounds): string {
  const range = max === Infinity ? (min === -Infinity ? '' : ` from ${min}`) : ` from ${min} to ${max}`;
  return `${whole ? 'whole ' : ''}number${range}`;
}
