import { parseBytes, parseTimeRange, type TimeRange } from '@mirrorworks/contract';

/** A value that an option does not take. `allowed` completes the sentence "… takes …". */
export class Refusal {
  readonly allowed: string;
  constructor(allowed: string) {
    this.allowed = allowed;
  }
}

/** One option of a command: how it is written in help, and how its text becomes a value. */
export interface Option<Value> {
  /** The value's name in help, e.g. `<file>`; a switch has none. */
  readonly label?: string;
  /** One sentence with unit, range and default. */
  readonly about: string;
  /** May be given several times; the values are collected. */
  readonly many?: boolean;
  readonly required?: boolean;
  /** Turns the text (all texts of a `many`) into a value. */
  readonly read: (texts: readonly string[]) => Value | Refusal;
}

export type OptionTable = Readonly<Record<string, Option<unknown>>>;

/** What a table's options become: only those that were given are there. */
export type Values<Table extends OptionTable> = {
  readonly [Name in keyof Table as Table[Name] extends { required: true } ? Name : never]: ValueOf<Table[Name]>;
} & {
  readonly [Name in keyof Table as Table[Name] extends { required: true } ? never : Name]?: ValueOf<Table[Name]>;
};

type ValueOf<Entry> = Entry extends Option<infer Value> ? Exclude<Value, Refusal> : never;

/** Marks an option as one that must be given. */
export function required<Entry extends Option<unknown>>(option: Entry): Entry & { required: true } {
  return { ...option, required: true };
}

export function flag(about: string): Option<true> {
  return { about, read: () => true };
}

export function text(label: string, about: string): Option<string> {
  return { label, about, read: ([value = '']) => (value === '' ? new Refusal('a text that is not empty') : value) };
}

export function texts(label: string, about: string): Option<readonly string[]> {
  return { ...text(label, about), many: true, read: (all) => (all.includes('') ? new Refusal('file names') : all) };
}

/** A number within bounds; both ends belong to it. */
export function number(
  label: string,
  bounds: { min: number; max: number; whole?: boolean },
  about: string,
): Option<number> {
  const { min, max, whole = false } = bounds;
  const range = max === Infinity ? `from ${min}` : `from ${min} to ${max}`;
  const allowed = `a ${whole ? 'whole ' : ''}number ${range}`;
  return {
    label,
    about,
    read: ([value = '']) => {
      const parsed = /^\d+(\.\d+)?$/.test(value) ? Number(value) : Number.NaN;
      const fits = parsed >= min && parsed <= max && (!whole || Number.isInteger(parsed));
      return fits ? parsed : new Refusal(allowed);
    },
  };
}

export function choice<const Choice extends string>(choices: readonly Choice[], about: string): Option<Choice> {
  return {
    label: '<name>',
    about: `${about} One of ${choices.join(', ')}.`,
    read: ([value = '']) => choices.find((known) => known === value) ?? new Refusal(`one of ${choices.join(', ')}`),
  };
}

/** Several names with commas between them; the option may also be repeated. */
export function choices<const Choice extends string>(
  known: readonly Choice[],
  about: string,
): Option<readonly Choice[]> {
  return {
    label: '<names>',
    about: `${about} Of ${known.join(', ')}; commas between.`,
    many: true,
    read: (all) => {
      const names = all.flatMap((entry) => entry.split(',')).map((name) => name.trim());
      const found = names.map((name) => known.find((candidate) => candidate === name));
      return found.every((name) => name !== undefined) ? found : new Refusal(`names of ${known.join(', ')}`);
    },
  };
}

export function megabytes(about: string, min: number): Option<number> {
  return {
    label: '<MB>',
    about,
    read: ([value = '']) => {
      const bytes = parseBytes(value, 'MB');
      return bytes !== undefined && bytes >= min * 1e6
        ? bytes
        : new Refusal(`megabytes from ${min}, like 600 or 1.5GB`);
    },
  };
}

export function timeRange(about: string): Option<TimeRange> {
  const allowed = 'a stretch like 2s..7.5s, 1m30s.. or ..00:45, its end after its start';
  return { label: '<from..to>', about, read: ([value = '']) => parseTimeRange(value) ?? new Refusal(allowed) };
}
