import { lineAt } from '../imports.ts';
import { codeFiles } from '../project.ts';
import type { Rule } from './rule.ts';

/** A library's behaviour follows from its arguments: only the commands around it read the environment. */
export const noEnvironment: Rule = {
  name: 'the engine reads no environment',
  find(project) {
    return codeFiles(project)
      .filter(({ path }) => /^(?:engine|contract)\/src\//.test(path) && !path.endsWith('.test.ts'))
      .flatMap(({ path, text }) =>
        [...text.matchAll(/\bprocess\.env\b/g)].map((match) => ({
          file: path,
          line: lineAt(text, match.index),
          message: 'process.env is for the commands; take the value as an option',
        })),
      );
  },
};
