/** Puts together what the command line, a job and the ini file say, and fills in FaceFusion's defaults. */

import { isDeepStrictEqual } from 'node:util';
import { wrongUse } from '../failure.ts';
import { Refusal } from '../options/option.ts';
import { processors } from './choices.ts';
import { flagOf, type Given } from './given.ts';
import type { Group, Option } from './option.ts';

export interface Settings<Values> {
  readonly values: Values;
  /** What somebody gave, by key; all else is a default. */
  readonly given: ReadonlyMap<string, Given>;
}

/**
 * Reads the options of the groups. The command line wins over the job, that over the ini file, that over the default; of two
 * on one line the last wins.
 *
 * Throws `option-invalid` naming where a bad value stands, and what is allowed.
 */
export function settle<Values>(
  groups: readonly Group[],
  given: readonly Given[],
  note: (line: string) => void,
): Settings<Values> {
  const values: Record<string, unknown> = {};
  const taken = new Map<string, Given>();
  for (const [key, option] of groups.flatMap(({ options }) => Object.entries(options))) {
    const found = strongest(given.filter((one) => one.key === key));
    if (found && option.absent !== undefined) speakOfAbsent(found, option.absent, note);
    const otherwise = option.otherwise(values);
    values[key] = found ? read(found, option, values) : otherwise;
    // Who asks for what happens anyway need not be told.
    if (found && option.inert !== undefined && found.from !== 'job' && !isDeepStrictEqual(values[key], otherwise)) {
      note(`${found.where} has no effect: ${option.inert}`);
    }
    if (found) taken.set(key, found);
  }
  return { values: values as Values, given: taken };
}

function strongest(all: readonly Given[]): Given | undefined {
  const last = (from: Given['from']) => all.findLast((one) => one.from === from);
  return last('line') ?? last('job') ?? last('ini');
}

function read({ words, where }: Given, option: Option<unknown>, before: Record<string, unknown>): unknown {
  const value = option.read(words, before);
  if (!(value instanceof Refusal)) return value;
  throw wrongUse(`${where} takes ${value.allowed}, got '${words.join(' ')}'`, {
    option: where,
    value: words.join(' '),
  });
}

/** On the command line it is a wish that cannot be met; in a file it is there because FaceFusion writes every key. */
function speakOfAbsent({ key, where, from }: Given, processor: string, note: (line: string) => void): void {
  const story = `belongs to ${processor}, which is not made here yet; there are ${processors.join(', ')}`;
  if (from === 'line') throw wrongUse(`${flagOf(key)} ${story}`, { option: flagOf(key), processor });
  if (from === 'ini') note(`${where} has no effect: it ${story}`);
}
