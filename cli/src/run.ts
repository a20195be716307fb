import { type ErrorReport, type ExitCode, exitCodeOf, exitCodes } from '@mirrorworks/contract';
import { EngineError } from '@mirrorworks/engine/errors';
import { type Command, commands } from './commands/index.ts';
import type { Context } from './engine.ts';
import { describeFailure, wrongUse } from './failure.ts';
import { commandHelp, programHelp } from './options/help.ts';
import { version } from './version.ts';

/** Runs one command line and says with which code the process should exit. Never throws. */
export async function run(argv: readonly string[], context: Context): Promise<ExitCode> {
  try {
    const [name, ...rest] = argv;
    if (name === undefined || asksForHelp(name)) context.terminal.print(helpFor(rest[0]));
    else if (name === '--version' || name === '-v') context.terminal.print(version());
    else if (rest.some((argument) => argument === '--help' || argument === '-h')) context.terminal.print(helpFor(name));
    else return await findCommand(name).main(rest, context);
    return exitCodes.done;
  } catch (error) {
    return fail(context.signal.aborted ? canceled(error) : error, argv.includes('--json'), context);
  }
}

function fail(error: unknown, asJson: boolean, { terminal }: Context): ExitCode {
  const failure = describeFailure(error);
  terminal.tell(`mirrorworks: ${failure.message} [${failure.code}]`);
  // A fault of the program itself is worth its trace; a refusal is not.
  if (failure.code === 'internal' && error instanceof Error && error.stack) terminal.tell(error.stack);
  if (asJson) terminal.print(JSON.stringify({ error: failure } satisfies ErrorReport));
  return exitCodeOf(failure.code);
}

/** After Ctrl-C any failure is the echo of the interrupt, whatever a library called it. */
function canceled(cause: unknown): unknown {
  if (describeFailure(cause).code === 'canceled') return cause;
  return new EngineError('canceled', 'stopped before the end; nothing was written', { cause });
}

function asksForHelp(word: string): boolean {
  return word === '--help' || word === '-h' || word === 'help';
}

function helpFor(name: string | undefined): string {
  return name === undefined ? programHelp(commands) : commandHelp(findCommand(name));
}

function findCommand(name: string): Command {
  const command = commands.find((candidate) => candidate.name === name);
  if (command) return command;
  const known = commands.map((candidate) => candidate.name).join(', ');
  throw wrongUse(`there is no command '${name}'; the commands are ${known}`, { command: name });
}
