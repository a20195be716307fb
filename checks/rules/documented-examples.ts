import { lineAt } from '../imports.ts';
import type { Rule } from './rule.ts';

const block = /(?:<!-- (\S+) -->\n+)?^```ts\n([\s\S]*?)^```/gm;

/** An example in README.md is the text of a file that compiles and runs; the comment above the block names it. */
export const documentedExamples: Rule = {
  name: 'examples in the README are files',
  find(project) {
    const text = project.files.get('README.md')?.text ?? '';
    return [...text.matchAll(block)].flatMap((match) => {
      const [, name, example] = match;
      const line = lineAt(text, match.index);
      if (name === undefined) return [{ file: 'README.md', line, message: 'the example names no file: <!-- path -->' }];
      if (project.files.get(name)?.text === example) return [];
      return [{ file: 'README.md', line, message: `the example is not the text of ${name}` }];
    });
  },
};
