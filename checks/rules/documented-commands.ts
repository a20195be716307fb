import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { lineAt } from '../imports.ts';
import type { Project, SourceFile } from '../project.ts';
import type { Finding, Rule } from './rule.ts';

const npmOwn = ['ci', 'install', 'test', 'start', 'exec'];

/** Every command in a `sh` block of the documents exists: the npm script, the subcommand, and each of its options. */
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
  const [first = '', second = '', ...rest] = words[0] === 'npx' ? words.slice(1) : words;
  if (first === 'npm') return npmFaults(project, second, rest);
  if (!/(?:^|\/)mirrorworks$/.test(first)) return [];
  if (second.startsWith('-')) return [];
  const text = helpOf(second);
  if (text === '') return [`there is no command 'mirrorworks ${second}'`];
  const flags = rest.filter((word) => word.startsWith('--')).map((word) => word.split('=')[0] ?? word);
  return flags
    .filter((flag) => !text.includes(`${flag} `))
    .map((flag) => `mirrorworks ${second} has no option ${flag}`);
}

function npmFaults(project: Project, command: string, rest: readonly string[]): string[] {
  const scripts = project.packages.find(({ folder }) => folder === '')?.scripts ?? [];
  if (command !== 'run') return npmOwn.includes(command) ? [] : [`npm ${command} is not used in this project`];
  return rest[0] !== undefined && scripts.includes(rest[0]) ? [] : [`there is no npm script '${rest[0]}'`];
}

/** What the command says of itself; empty when there is no such command. */
function help({ root }: Project, command: string): string {
  if (root === undefined) return command === 'swap' ? '--source <file> ' : '';
  const script = join(root, 'cli', 'bin', 'mirrorworks.js');
  try {
    return execFileSync(process.execPath, [script, command, '--help'], { encoding: 'utf8', stdio: 'pipe' });
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
