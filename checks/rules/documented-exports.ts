import { lineAt } from '../imports.ts';
import { type Project, resolveRelative } from '../project.ts';
import type { Finding, Rule } from './rule.ts';

const reExport = /^export\s+(?:type\s+)?(?:\{([^}]*)\}|(\*))\s*from\s*'([^']+)'/gm;
const declaration =
  /^export\s+(?:declare\s+)?(?:async\s+)?(?:abstract\s+)?(?:function\*?|const|class|interface|type)\s+(\w+)(.*)$/gm;

/** Every public symbol of a package says in a doc comment what it is. */
export const documentedExports: Rule = {
  name: 'documented exports',
  find(project) {
    const entries = project.packages.flatMap(({ exports }) => [...exports.values()]);
    const findings = entries.flatMap((path) => check(project, path, () => true, new Set()));
    return [...new Map(findings.map((finding) => [`${finding.file}:${finding.message}`, finding])).values()];
  },
};

function check(project: Project, path: string, wanted: (name: string) => boolean, seen: Set<string>): Finding[] {
  const text = project.files.get(path)?.text;
  if (text === undefined) return [{ file: path, message: 'a package names this entry, but there is no such file' }];
  const own = [...text.matchAll(declaration)]
    .filter((match) => wanted(match[1] ?? '') && !isDocumented(text, match))
    .map((match) => ({ file: path, line: lineAt(text, match.index), message: `${match[1]} has no doc comment` }));
  const others = [...text.matchAll(reExport)].flatMap(([, list, star, from = '']) => {
    const target = resolveRelative(path, from);
    if (star !== undefined)
      return seen.has(target) ? [] : check(project, target, () => true, new Set([...seen, target]));
    const names = namesIn(list ?? '').filter(wanted);
    return names.length === 0 ? [] : check(project, target, (name) => names.includes(name), seen);
  });
  return [...own, ...others];
}

function namesIn(list: string): string[] {
  const names = list.split(',').map((entry) => entry.replace(/^\s*type\s/, '').trim());
  return names.map((name) => name.split(/\s+as\s+/)[0] ?? '').filter((name) => name !== '');
}

/** A type taken from a constant (`typeof`) or an overload is explained by what stands above it. */
function isDocumented(text: string, match: RegExpExecArray): boolean {
  if (/^export\s+type\b/.test(match[0]) && /\btypeof\b/.test(match[2] ?? '')) return true;
  return text.slice(0, match.index).trimEnd().endsWith('*/');
}
