import { optionLines, wrap } from '../options/help.ts';
import type { OptionTable } from '../options/option.ts';
import type { Group, Option, Table } from './option.ts';
import { absentProcessors } from './options/processors.ts';

const exits = [
  "Exit codes are FaceFusion's: 0 done, 1 the work failed, 2 wrong use, or a provider or encoder is missing;",
  '130 interrupted.',
];

interface Page {
  readonly about: string;
  readonly usage: string;
  readonly groups: readonly Group[];
  readonly examples: readonly string[];
}

/** The page of one command, its options in FaceFusion's groups. */
export function helpPage({ about, usage, groups, examples }: Page): string {
  const defaults = defaultsOf(groups);
  const titles = [...new Set(shown(groups).map(({ title }) => title))];
  const blocks = titles.flatMap((title) => {
    const tables = shown(groups).filter((group) => group.title === title);
    return ['', `${title}:`, ...optionLines(shownTable(tables, defaults))];
  });
  const notHere = groups.some(isAbsent)
    ? [
        '',
        'Refused by name until they are made, with their options:',
        ...wrap(absentProcessors.join(', '), 90).map((line) => `  ${line}`),
      ]
    : [];
  return [
    about,
    '',
    `Usage: mirrorworks ${usage}`,
    ...blocks,
    ...notHere,
    '',
    'Examples:',
    ...examples.map((example) => `  mirrorworks ${example}`),
    '',
    ...exits,
  ].join('\n');
}

/** The options that the page shows, as every command has them. */
export function shownOptions(groups: readonly Group[]): OptionTable {
  return shownTable(shown(groups), defaultsOf(groups));
}

function shown(groups: readonly Group[]): readonly Group[] {
  return groups.filter((group) => !isAbsent(group) && group.title !== 'retired');
}

function isAbsent({ options }: Group): boolean {
  return Object.values(options).every(({ absent }) => absent !== undefined);
}

function shownTable(groups: readonly Group[], defaults: Readonly<Record<string, unknown>>): OptionTable {
  const all = groups.flatMap(({ options }) => Object.entries(options));
  return Object.fromEntries(
    all.map(([key, option]) => {
      const { label, many } = option;
      const about = sentences(option, defaults[key]);
      return [key.replaceAll('_', '-'), { about, read: () => '', ...(label && { label: labelOf(label, many) }) }];
    }),
  );
}

function labelOf(label: string, many = false): string {
  return many && !label.includes('...') ? label.replace('>', '...>') : label;
}

function sentences({ about, short, inert, label }: Option<unknown>, value: unknown): string {
  return [
    short ? `-${short}.` : '',
    about,
    inert ? 'Has no effect here.' : '',
    label === undefined || value === undefined || about.includes('Default') ? '' : `Default ${inWords(value)}.`,
  ]
    .filter((part) => part !== '')
    .join(' ');
}

function inWords(value: unknown): string {
  return Array.isArray(value) ? value.join(' ') : String(value);
}

function defaultsOf(groups: readonly Group[]): Readonly<Record<string, unknown>> {
  const values: Record<string, unknown> = {};
  for (const [key, option] of groups.flatMap(({ options }): [keyof Table, Option<unknown>][] =>
    Object.entries(options),
  )) {
    values[key] = option.otherwise(values);
  }
  return values;
}
