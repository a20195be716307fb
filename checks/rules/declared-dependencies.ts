import { isBuiltin } from 'node:module';
import { codeFiles, packageName, packageOf } from '../project.ts';
import type { Rule } from './rule.ts';

/** Code that no customer runs may use development dependencies. */
const development = /\.test\.ts$|(?:^|\/)(?:demo|test|testing|checks)\/|(?:^|[/-])(?:generate|build)\.ts$/;

/** What a package imports stands in its own package.json, not in a neighbour's that npm happened to hoist. */
export const declaredDependencies: Rule = {
  name: 'declared dependencies',
  find(project) {
    return codeFiles(project).flatMap(({ path, imports }) => {
      const home = packageOf(project, path);
      if (!home) return [];
      return imports
        .filter(({ specifier }) => !specifier.startsWith('.') && !isBuiltin(specifier))
        .filter(({ specifier, typeOnly }) => {
          const name = packageName(specifier);
          if (name === home.name || home.dependencies.includes(name)) return false;
          return !(typeOnly || development.test(path)) || !home.devDependencies.includes(name);
        })
        .map(({ specifier, line }) => ({
          file: path,
          line,
          message: `${packageName(specifier)} is not among the dependencies of ${home.name}`,
        }));
    });
  },
};
