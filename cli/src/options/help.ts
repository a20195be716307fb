import type { Command } from '../commands/command.ts';
import { version } from '../version.ts';
import type { OptionTable } from './option.ts';
import { flagName } from './parse.ts';

const WIDTH = 100;

const exits = [
  'Exit codes: 0 done, 1 fault of the program, 2 wrong use, 3 bad input, 4 provider, encoder or model missing,',
  '            5 out of disk space or memory, 130 interrupted.',
];

/** Help of the whole program. */
export function programHelp(commands: readonly Command[]): string {
  const widest = Math.max(...commands.map((command) => command.name.length));
  return [
    `mirrorworks ${version()}: puts a face into a picture or a film.`,
    '',
    'Usage: mirrorworks <command> [options]',
    '',
    ...commands.map((command) => `  ${command.name.padEnd(widest)}  ${command.about}`),
    '',
    "'mirrorworks <command> --help' explains a command; --version prints the version.",
    'Swap only the faces of people who agreed to it. Every result is marked as made by AI.',
    ...exits,
  ].join('\n');
}

/** Help of one command, from the same table that reads its options. */
export function commandHelp(command: Command): string {
  return [
    command.about,
    '',
    `Usage: mirrorworks ${command.usage}`,
    '',
    ...commandLines(command.commands),
    `Options${command.commands === undefined ? '' : ` of ${command.commands[0]?.name}`}:`,
    ...optionLines(command.options),
    '',
    'Examples:',
    ...command.examples.map((example) => `  mirrorworks ${example}`),
    '',
    ...exits,
  ].join('\n');
}

function commandLines(commands: readonly Command[] = []): string[] {
  if (commands.length === 0) return [];
  const widest = Math.max(...commands.map((command) => command.name.length));
  const lines = commands.map((command) => `  ${command.name.padEnd(widest)}  ${command.about}`);
  return ['Commands, each with its own --help:', ...lines, ''];
}

/** One line or more for each option, its text beside it. */
export function optionLines(options: OptionTable): string[] {
  const entries = Object.entries(options).map(([key, { label, about, many, required }]) => {
    const marks = [required ? 'needed' : '', many ? 'repeatable' : ''].filter((mark) => mark !== '').join(', ');
    const name = `--${flagName(key)}${label ? ` ${label}` : ''}`;
    return { name, about: marks ? `${about} (${marks})` : about };
  });
  const indent = Math.max(...entries.map(({ name }) => name.length)) + 4;
  return entries.flatMap(({ name, about }) => {
    const [first = '', ...more] = wrap(about, WIDTH - indent);
    return [`  ${name.padEnd(indent - 2)}${first}`, ...more.map((line) => ' '.repeat(indent) + line)];
  });
}

/** A sentence in lines of at most `width` characters. */
export function wrap(sentence: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of sentence.split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}
