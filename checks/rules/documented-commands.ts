import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { lineAt } from '../imports.ts';
import type { Project, SourceFile } from '../project.ts';
import type { Finding, Rule } from './rule.ts';

const npmOwn = ['ci', 'install', 'test', 'start', 'exec'];

/** What the page of a group of commands says, and no other. */
const groupPage = 'Commands, each with its own --help:';

/** Pages of help for the projects that tests make up. */
const madeUp: Readonly<Record<string, string>> = {
  swap: '--source <file> ',
  models: groupPage,
  'models pull': '--from <address> ',
};

/** Every command in a `sh` block of the documents exists: the npm script, the command, and each of its options. */
export const documentedCommands: Rule = {
  name: 'commands in the documents exist',
  find(project) {
    const documents = [...project.files.values()].filter(({ path }) => path.endsWith('.md'));
    const helpOf = memoized((command) => help(project, command));
    return documents.flatMap((document) =>
      commandLines(document).flatMap(({ words, line }) =>
        faults(project, words, helpOf).map((message) => ({ file: document.path, line, message })),
      ),
    ) satisfies Finding[];
  },
};

/** The simple commands of all `sh` blocks: comments, prompts and joints (`&&`, `|`, line ends with `\`) are taken out. */
function commandLines({ text }: SourceFile): { words: string[]; line: number }[] {
  return [...text.matchAll(/^```sh\n([\s\S]*?)^```/gm)].flatMap((block) => {
    const joined = (block[1] ?? '').replace(/\\\n/g, '  ');
    return joined.split('\n').flatMap((row, index) =>
      row
        .replace(/(^|\s)#.*$/, '')
        .split(/&&|\|/)
        .map((command) => ({
          words: command.trim().split(/\s+/).filter(Boolean),
          line: lineAt(text, block.index) + 1 + index,
        }))
        .filter(({ words }) => words.length > 0),
    );
  });
}

function faults(project: Project, words: readonly string[], helpOf: (command: string) => string): string[] {
  const [first = '', ...rest] = words[0] === 'npx' ? words.slice(1) : words;
  if (first === 'npm') return npmFaults(project, rest);
  if (!/(?:^|\/)mirrorworks$/.test(first)) return [];
  const options = rest.filter((word) => /^--?[a-z]/i.test(word)).map((word) => word.split('=')[0] ?? word);
  // A command's name has one word or two (`models pull`); a file in the place of the second does no harm.
  const before = rest.slice(0, options[0] === undefined ? rest.length : rest.findIndex((word) => word.startsWith('-')));
  const command = before.slice(0, 2).join(' ');
  if (command === '') return [];
  const text = helpOf(command);
  // What a group of commands does not know gets the page of the group.
  if (text === '' || (before.length > 1 && text.includes(groupPage)))
    return [`there is no command 'mirrorworks ${command}'`];
  return options
    .filter((option) => !text.includes(`${option} `) && !text.includes(`${option}. `))
    .map((option) => `mirrorworks ${command} has no option ${option}`);
}

function npmFaults(project: Project, [command = '', script = '']: readonly string[]): string[] {
  const scripts = project.packages.find(({ folder }) => folder === '')?.scripts ?? [];
  if (command !== 'run') return npmOwn.includes(command) ? [] : [`npm ${command} is not used in this project`];
  return scripts.includes(script) ? [] : [`there is no npm script '${script}'`];
}

/** What the command says of itself; empty when there is no such command. */
function help({ root }: Project, command: string): string {
  if (root === undefined) return madeUp[command] ?? madeUp[command.split(' ')[0] ?? ''] ?? '';
  const script = join(root, 'cli', 'bin', 'mirrorworks.js');
  try {
    return execFileSync(process.execPath, [script, ...command.split(' '), '--help'], {
      encoding: 'utf8',
      stdio: 'pipe',
    });
  } catch {
    return '';
  }
}

function memoized(ask: (key: string) => string): (key: string) => string {
  const answers = new Map<string, string>();
  return (key) => {
    const answer = answers.get(key) ?? ask(key);
    answers.set(key, answer);
    return answer;
  };
}
