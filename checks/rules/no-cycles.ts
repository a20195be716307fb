import { codeFiles, type Project, resolveRelative } from '../project.ts';
import type { Finding, Rule } from './rule.ts';

/** Modules import each other in one direction only; imports of types count too. */
export const noCycles: Rule = {
  name: 'no import cycles',
  find(project) {
    const done = new Set<string>();
    const findings: Finding[] = [];
    for (const { path } of codeFiles(project)) walk(project, path, [], done, findings);
    return findings;
  },
};

function walk(project: Project, path: string, trail: readonly string[], done: Set<string>, findings: Finding[]): void {
  const start = trail.indexOf(path);
  if (start >= 0) {
    const circle = [...trail.slice(start), path].join(' → ');
    findings.push({ file: path, message: `imports itself by way of ${circle}` });
    return;
  }
  if (done.has(path)) return;
  for (const { specifier } of project.files.get(path)?.imports ?? []) {
    if (!specifier.startsWith('.')) continue;
    walk(project, resolveRelative(path, specifier), [...trail, path], done, findings);
  }
  done.add(path);
}
