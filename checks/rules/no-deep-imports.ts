import { codeFiles, type Project, packageName, packageOf, resolveRelative } from '../project.ts';
import type { Rule } from './rule.ts';

/** A package is entered only by the doors in its `exports`, never by a path into its folders. */
export const noDeepImports: Rule = {
  name: 'no deep imports across packages',
  find(project) {
    return codeFiles(project).flatMap(({ path, imports }) =>
      imports
        .map(({ specifier, line }) => ({ line, message: fault(project, path, specifier) }))
        .filter(({ message }) => message !== '')
        .map(({ line, message }) => ({ file: path, line, message })),
    );
  },
};

function fault(project: Project, path: string, specifier: string): string {
  const home = packageOf(project, path);
  if (specifier.startsWith('.')) {
    const target = packageOf(project, resolveRelative(path, specifier));
    return target?.name === home?.name ? '' : `${specifier} reaches into ${target?.name}; import it by its name`;
  }
  const target = project.packages.find(({ name }) => name === packageName(specifier));
  if (!target) return '';
  const door = `.${specifier.slice(target.name.length)}`;
  return target.exports.has(door) ? '' : `${specifier} is no public entry of ${target.name}`;
}
