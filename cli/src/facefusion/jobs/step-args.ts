import { wrongUse } from '../../failure.ts';
import type { Given } from '../given.ts';
import { allOptions, stepKeys } from '../options/index.ts';
import { isRetired } from '../spellings.ts';
import type { StepArgs } from './job.ts';

/** Settings of a step as a job file keeps them. */
export function toArgs(values: Readonly<Record<string, unknown>>): StepArgs {
  return Object.fromEntries(stepKeys.map((key) => [key, values[key] ?? null]));
}

/** What a job file says of a step, as if it were given on a line. `where` names job and step in messages. */
export function fromArgs(args: StepArgs, where: string, note: (line: string) => void): Given[] {
  return Object.entries(args).flatMap(([key, value]) => {
    if (value === null || (Array.isArray(value) && value.length === 0)) return [];
    if (!Object.hasOwn(allOptions, key) && !isRetired(key)) {
      note(`${where}: ${key} is not known`);
      return [];
    }
    return [{ key, words: wordsOf(value, `${where}: ${key}`), where: `${where}: ${key}`, from: 'job' as const }];
  });
}

function wordsOf(value: unknown, where: string): string[] {
  if (Array.isArray(value)) return value.flatMap((each) => wordsOf(each, where));
  if (['string', 'number', 'boolean'].includes(typeof value)) return [String(value)];
  throw wrongUse(`${where} takes a text, a number, true, false or a list, got ${JSON.stringify(value)}`);
}
