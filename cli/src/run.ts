import { type ExitCode, exitCodeOf, exitCodes } from '@mirrorworks/contract';
import { type Command, commands } from './commands/index.ts';
import type { Context } from './engine.ts';
import { absentCommands, withCommand } from './facefusion/spellings.ts';
import { reportFailure, wrongUse } from './failure.ts';
import { commandHelp, programHelp } from './options/help.ts';
import { version } from './version.ts';

/** Runs one command line and says with which code the process should exit. Never throws. */
export async function run(argv: readonly string[], context: Context): Promise<ExitCode> {
  try {
    const line = withCommand(argv);
    const [name, ...rest] = line.argv;
    if (line.note) context.terminal.tell(`note: ${line.note}`);
    if (name === undefined || asksForHelp(name)) context.terminal.print(helpFor(rest));
    else if (name === '--version' || name === '-v') context.terminal.print(version());
    else if (rest.some((argument) => argument === '--help' || argument === '-h'))
      context.terminal.print(helpFor(line.argv));
    else return await findCommand(name).main(rest, context);
    return exitCodes.done;
  } catch (error) {
    return exitCodeOf(reportFailure(error, argv.includes('--json'), context));
  }
}

function asksForHelp(word: string): boolean {
  return word === '--help' || word === '-h' || word === 'help';
}

function helpFor([name, word]: readonly string[]): string {
  if (name === undefined) return programHelp(commands);
  const group = findCommand(name);
  const command = group.commands?.find((part) => part.name === `${name} ${word}`) ?? group;
  return command.help ?? commandHelp(command);
}

function findCommand(name: string): Command {
  const command = commands.find((candidate) => candidate.name === name);
  if (command) return command;
  const absent = Object.hasOwn(absentCommands, name) ? absentCommands[name] : undefined;
  if (absent !== undefined) throw wrongUse(absent, { command: name });
  const known = commands.map((candidate) => candidate.name).join(', ');
  throw wrongUse(`there is no command '${name}'; the commands are ${known}`, { command: name });
}
