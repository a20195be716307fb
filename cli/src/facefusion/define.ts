import type { ExitCode } from '@mirrorworks/contract';
import type { Command } from '../commands/command.ts';
import type { Context } from '../engine.ts';
import { reportFailure, wrongUse } from '../failure.ts';
import { helpPage, shownOptions } from './command-help.ts';
import { exitCodeFor } from './exit-codes.ts';
import type { Given } from './given.ts';
import { readIni } from './ini.ts';
import type { Group, Table } from './option.ts';
import { configPath, logLevel } from './options/index.ts';
import { parseLine } from './parse.ts';
import type { Positional } from './positional.ts';
import { type Settings, settle } from './settings.ts';
import { oldStyleLine, spellToday } from './spellings.ts';

/** What a command gets to do its work with. */
export interface Request {
  readonly positionals: readonly string[];
  /** What the command line and the ini file give, in the spelling of today. */
  readonly given: readonly Given[];
  readonly context: Context;
  /** How much is to be said. */
  readonly says: { readonly notes: boolean; readonly progress: boolean; readonly details: boolean };
  /** Values of groups of options. */
  settle<Values>(groups: readonly Group[]): Settings<Values>;
  /** One line for the person, said once. */
  note(line: string): void;
}

interface Definition {
  readonly name: string;
  readonly about: string;
  /** Words that stand without an option. */
  readonly positionals?: readonly Positional[];
  readonly groups: readonly Group[];
  readonly examples: readonly string[];
  run(request: Request): Promise<ExitCode>;
}

/** A command that reads its line and ini file, and ends, as FaceFusion's of that name. */
export function defineFaceFusionCommand({ name, about, positionals = [], groups, examples, run }: Definition): Command {
  const usage = [name, ...positionals.map(({ name }) => `<${name}>`), '[options]'].join(' ');
  return {
    ...{ name, about, usage, examples, options: shownOptions(groups) },
    help: helpPage({ about, usage, groups, examples }),
    async main(argv, context) {
      let during: 'line' | 'work' = 'line';
      try {
        const request = await readRequest(argv, { groups, positionals }, context);
        during = 'work';
        return await run(request);
      } catch (error) {
        return exitCodeFor(reportFailure(error, argv.includes('--json'), context), during);
      }
    },
  };
}

async function readRequest(
  argv: readonly string[],
  { groups, positionals: wanted }: Required<Pick<Definition, 'groups' | 'positionals'>>,
  context: Context,
): Promise<Request> {
  const notes = new Set<string>();
  const early = (line: string) => void notes.add(line);
  const options: Table = Object.fromEntries(groups.flatMap((group) => Object.entries(group.options)));
  const { given, positionals } = parseLine(argv, { options, positionals: wanted });
  const line = spellToday(oldStyleLine(given, early), early);
  const stray = line.find(({ key }) => !Object.hasOwn(options, key));
  if (stray) throw wrongUse(`${stray.where} does not go with this command; --help lists the options`);
  const file = settle<{ config_path: string }>([configPath], line, early);
  const ini = await readIni(file.values.config_path, file.given.has('config_path'));
  for (const note of ini.notes) early(note);
  const all = [...line, ...spellToday(ini.given, early)];
  const { log_level: level } = settle<{ log_level: string }>([logLevel], all, early).values;
  const says = {
    notes: level !== 'error',
    progress: level === 'info' || level === 'debug',
    details: level === 'debug',
  };
  const told = new Set<string>();
  const note = (line: string) => {
    if (says.notes && !told.has(line)) context.terminal.tell(`note: ${line}`);
    told.add(line);
  };
  // A bad value ends the command before any note of it.
  settle(groups, all, early);
  for (const line of notes) note(line);
  return { positionals, given: all, context, says, note, settle: (wanted) => settle(wanted, all, note) };
}
