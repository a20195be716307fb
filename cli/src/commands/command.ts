import type { ExitCode } from '@mirrorworks/contract';
import type { Context } from '../engine.ts';
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
