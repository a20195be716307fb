import type { Finding, Rule } from './rule.ts';

interface LockEntry {
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/**
 * package-lock.json holds no address of a registry, and an entry for every platform.
 *
 * npm drops the entries of other platforms when it writes the lock beside an existing node_modules
 * (https://github.com/npm/cli/issues/4828), and `npm ci` then fails. Remove both, and run `npm install --package-lock-only`.
 */
export const completeLock: Rule = {
  name: 'complete package-lock.json',
  find(project) {
    const text = project.files.get('package-lock.json')?.text;
    if (text === undefined) return [{ file: 'package-lock.json', message: 'is missing' }];
    const { packages } = JSON.parse(text) as { packages: Readonly<Record<string, LockEntry>> };
    const names = new Set(Object.keys(packages).map((path) => path.slice(path.lastIndexOf('node_modules/') + 13)));
    return Object.entries(packages).flatMap(([path, { resolved, optionalDependencies }]): Finding[] => {
      const absent = Object.keys(optionalDependencies ?? {}).filter((name) => !names.has(name));
      const messages = absent.map((name) => `${path} may need ${name}, which has no entry`);
      if (resolved?.includes('://')) messages.push(`${path} names the registry it came from`);
      return messages.map((message) => ({ file: 'package-lock.json', message }));
    });
  },
};
