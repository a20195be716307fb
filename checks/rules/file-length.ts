import { codeFiles } from '../project.ts';
import type { Rule } from './rule.ts';

const LIMIT = 400;
/** The first line of a file that is exempt: a machine wrote it, or it is data. */
const exempt = /^\/\/ (?:Generated|Table:)/;

/** No file of code is longer than a person reads in one sitting. */
export const fileLength: Rule = {
  name: `files of ${LIMIT} lines at most`,
  find(project) {
    return codeFiles(project)
      .filter(({ text }) => !exempt.test(text))
      .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
      .filter(({ lines }) => lines > LIMIT)
      .map(({ path, lines }) => ({
        file: path,
        line: LIMIT,
        message: `${lines} lines; split it at ${LIMIT} or before`,
      }));
  },
};
