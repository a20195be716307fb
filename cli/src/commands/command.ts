import type { ExitCode } from '@mirrorworks/contract';
import type { Context } from '../engine.ts';
import { wrongUse } from '../failure.ts';
import type { OptionTable, Values } from '../options/option.ts';
import { parse } from '../options/parse.ts';

/** One command of the program, as `run.ts` and the help see it. */
export interface Command {
  readonly name: string;
  /** One sentence. */
  readonly about: string;
  /** What follows `mirrorworks` on the command line. */
  readonly usage: string;
  readonly options: OptionTable;
  /** Whole command lines, without the leading `mirrorworks`. */
  readonly examples: readonly string[];
  /** The help page, where it is not made from the table of options. */
  readonly help?: string;
  /** The commands it is made of; the first one is meant when none is named. */
  readonly commands?: readonly Command[];
  main(argv: readonly string[], context: Context): Promise<ExitCode>;
}

interface Definition<Table extends OptionTable> extends Omit<Command, 'main' | 'options'> {
  readonly options: Table;
  run(values: Values<Table>, positionals: readonly string[], context: Context): Promise<ExitCode>;
}

/** Ties a command's table of options to the function that gets their values. */
export function defineCommand<const Table extends OptionTable>(definition: Definition<Table>): Command {
  const { run, ...command } = definition;
  return {
    ...command,
    main(argv, context) {
      const { values, positionals } = parse(argv, definition.options);
      return run(values, positionals, context);
    },
  };
}

/** A command made of commands, whose names begin with its own: `models pull`. Alone it is the first of them. */
export function defineGroup(name: string, about: string, commands: readonly [Command, ...Command[]]): Command {
  const [first] = commands;
  const words = commands.map((command) => command.name.slice(name.length + 1));
  return {
    ...{ name, about, usage: `${name} [${words.join(' | ')}] …`, options: first.options, commands },
    examples: commands.flatMap((command) => command.examples.slice(0, 1)),
    async main(argv, context) {
      const [word = '', ...rest] = argv;
      if (word === '' || word.startsWith('-')) return first.main(argv, context);
      const command = commands[words.indexOf(word)];
      if (command) return command.main(rest, context);
      throw wrongUse(`there is no command '${name} ${word}'; ${name} takes ${words.join(', ')}`, { command: name });
    },
  };
}
