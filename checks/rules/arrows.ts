import { codeFiles, packageName, packageOf } from '../project.ts';
import type { Rule } from './rule.ts';

const SCOPE = '@mirrorworks/';

/** Who may import whom. A new arrow needs a decision record. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  contract: [],
  engine: [],
  cli: ['contract', 'engine'],
};

/** The boxes import each other only along the arrows of docs/architecture.md. */
export const arrows: Rule = {
  name: 'arrows between the boxes',
  find(project) {
    return codeFiles(project).flatMap(({ path, imports }) => {
      const box = packageOf(project, path)?.folder ?? '';
      const targets = allowed[box] ?? [];
      return imports
        .map(({ specifier, line }) => ({ target: packageName(specifier), line }))
        .filter(({ target }) => target.startsWith(SCOPE) && target !== `${SCOPE}${box}`)
        .filter(({ target }) => !targets.includes(target.slice(SCOPE.length)))
        .map(({ target, line }) => ({
          file: path,
          line,
          message: `${box || 'the root'} must not import ${target}; allowed: ${targets.join(', ') || 'no other box'}`,
        }));
    });
  },
};
