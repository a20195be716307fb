/** One import of another module. */
export interface Import {
  readonly specifier: string;
  /** Counted from 1. */
  readonly line: number;
  /** Erased before the program runs. */
  readonly typeOnly: boolean;
}

// A scanner of a few patterns instead of a parser: TypeScript 7 has no stable programming interface yet, and Biome formats
// every import so that the patterns hold. Each starts a line; `import()` may stand anywhere.
const patterns = [
  /^(?:import|export)\s+(type\s)?[^'"`;]*?from\s*['"]([^'"]+)['"]/gm,
  /^import\s*()['"]([^'"]+)['"]/gm,
  /(?<!['"`\w.])import\(\s*()['"]([^'"]+)['"]/g,
];

/** What a module imports, in the order of its text. Text inside comments does not count. */
export function importsOf(text: string): Import[] {
  const code = withoutComments(text);
  const found = patterns.flatMap((pattern) =>
    [...code.matchAll(pattern)].map((match) => ({
      specifier: match[2] ?? '',
      line: lineAt(code, match.index),
      typeOnly: Boolean(match[1]),
    })),
  );
  return found.sort((a, b) => a.line - b.line);
}

/** The line of an offset, counted from 1. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** Blanks comments but keeps the lines. */
function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' ')).replace(/^\s*\/\/.*$/gm, '');
}
