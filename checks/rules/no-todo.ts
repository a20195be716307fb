import { lineAt } from '../imports.ts';
import type { Rule } from './rule.ts';

const marks = ['TO', 'DO|FIX', 'ME|XX', 'X'].join('');
const pattern = new RegExp(`\\b(?:${marks})\\b`, 'g');

/** What is not done is an issue, not a comment. */
export const noTodo: Rule = {
  name: 'no notes to self',
  find(project) {
    return [...project.files.values()].flatMap(({ path, text }) =>
      [...text.matchAll(pattern)].map((match) => ({
        file: path,
        line: lineAt(text, match.index),
        message: `'${match[0]}': do it, or file an issue`,
      })),
    );
  },
};
