import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { type Import, importsOf } from './imports.ts';

/** A file that belongs to the project: tracked, or new and not ignored. */
export interface SourceFile {
  /** From the root, with `/`. */
  readonly path: string;
  readonly text: string;
  /** Empty for what is not TypeScript or JavaScript. */
  readonly imports: readonly Import[];
}

/** What the rules need of a package.json. */
export interface Package {
  readonly name: string;
  /** From the root; empty for the root itself. */
  readonly folder: string;
  readonly dependencies: readonly string[];
  readonly devDependencies: readonly string[];
  /** Public entries: `.`, `./options`, … to files from the root. */
  readonly exports: ReadonlyMap<string, string>;
  readonly scripts: readonly string[];
  readonly version: string;
}

export interface Project {
  /** Where it lies on disk; undefined for a project made up by a test. */
  readonly root: string | undefined;
  readonly files: ReadonlyMap<string, SourceFile>;
  readonly packages: readonly Package[];
}

const textual = /(?:\.(?:ts|js|json|md|sh)|\/run|LICENSE|\.npmrc|\.gitignore)$/;
const code = /\.(?:ts|js)$/;

/** Reads the project as git sees it. */
export function readProject(root: string): Project {
  const list = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root });
  const paths = list.toString().split('\0');
  const present = paths.filter((path) => textual.test(path) && existsSync(join(root, path)));
  return makeProject(Object.fromEntries(present.map((path) => [path, readFileSync(join(root, path), 'utf8')])), root);
}

/** A project from texts by path; tests of the rules make theirs with it. */
export function makeProject(texts: Readonly<Record<string, string>>, root?: string): Project {
  const files = new Map<string, SourceFile>();
  for (const [path, text] of Object.entries(texts)) {
    files.set(path, { path, text, imports: code.test(path) ? importsOf(text) : [] });
  }
  const manifests = [...files.values()].filter(({ path }) => posix.basename(path) === 'package.json');
  return { root, files, packages: manifests.map(readPackage) };
}

/** The TypeScript and JavaScript files. */
export function codeFiles({ files }: Project): SourceFile[] {
  return [...files.values()].filter(({ path }) => code.test(path));
}

/** The package that a file belongs to: the one whose folder is nearest. */
export function packageOf(project: Project, path: string): Package | undefined {
  const around = project.packages.filter(({ folder }) => folder === '' || path.startsWith(`${folder}/`));
  return around.sort((a, b) => b.folder.length - a.folder.length)[0];
}

/** The file that a relative import means. */
export function resolveRelative(from: string, specifier: string): string {
  return posix.join(posix.dirname(from), specifier);
}

/** The package name of a bare import: `@a/b/c` is `@a/b`, `x/y` is `x`. */
export function packageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function readPackage({ path, text }: SourceFile): Package {
  const json = JSON.parse(text) as Readonly<Record<string, unknown>>;
  const folder = dirname(path) === '.' ? '' : dirname(path);
  const keys = (field: string) => Object.keys((json[field] as object | undefined) ?? {});
  const entries = typeof json['exports'] === 'string' ? { '.': json['exports'] } : ((json['exports'] as object) ?? {});
  return {
    name: String(json['name'] ?? ''),
    folder,
    version: String(json['version'] ?? ''),
    dependencies: [...keys('dependencies'), ...keys('optionalDependencies')],
    devDependencies: keys('devDependencies'),
    exports: new Map(Object.entries(entries).map(([entry, file]) => [entry, posix.join(folder, String(file))])),
    scripts: keys('scripts'),
  };
}
