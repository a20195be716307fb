import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importsOf } from './imports.ts';

const lines = [
  '/** import x from "no" */',
  "import a, { b } from 'a';",
  "import type { C } from './c.ts';",
  'export {',
  '  d,',
  "} from './d.ts';",
  "import './e.ts';",
  "// import f from 'f';",
  "const g = await import('./g.ts');",
  'const text = "import h from \'h\'";',
];

test('all forms of import are found with their lines, and nothing in comments or strings', () => {
  const found = importsOf(lines.join('\n')).map(({ specifier, line, typeOnly }) => [specifier, line, typeOnly]);
  assert.deepEqual(found, [
    ['a', 2, false],
    ['./c.ts', 3, true],
    ['./d.ts', 4, false],
    ['./e.ts', 7, false],
    ['./g.ts', 9, false],
  ]);
});
