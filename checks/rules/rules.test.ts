import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeProject } from '../project.ts';
import { rules } from './index.ts';

const manifest = (name: string, more = {}) => JSON.stringify({ name, version: '1.0.0', ...more });

/** A small project that keeps every rule. */
const good = {
  'package.json': manifest('mirrorworks', { scripts: { demo: '' } }),
  'package-lock.json': JSON.stringify({ packages: { '': {}, contract: { resolved: 'contract' } } }),
  'contract/package.json': manifest('@mirrorworks/contract', { exports: './src/index.ts', dependencies: { zod: '1' } }),
  'contract/src/index.ts': "export { one } from './one.ts';\n",
  'contract/src/one.ts': "import { z } from 'zod';\n/** One. */\nexport const one = z;\n",
  'engine/package.json': manifest('@mirrorworks/engine', { dependencies: { sharp: '1' } }),
  'engine/src/decode/still.ts': "import sharp from 'sharp';\nimport { readFile } from 'node:fs/promises';\n",
  'cli/package.json': manifest('@mirrorworks/cli', { dependencies: { '@mirrorworks/contract': '1' } }),
  'cli/src/main.ts': "import { one } from '@mirrorworks/contract';\n",
  'README.md': '```sh\nnpm ci && npm run demo\nnpx mirrorworks swap --source a.jpg # a comment\n```\n',
  'CHANGELOG.md': '# Changes\n\n## Unreleased\n\n- A thing.\n',
  'THIRD_PARTY.md': '`zod` MIT, `sharp` Apache-2.0\n',
};

test('a project that keeps the rules has no findings', async () => {
  for (const rule of rules) assert.deepEqual(await rule.find(makeProject(good)), [], rule.name);
});

/** What breaks each rule, and a word of what it must say. */
const breaches: Readonly<Record<string, [changes: Record<string, string>, says: RegExp]>> = {
  'arrows between the boxes': [
    { 'engine/src/decode/still.ts': "import { one } from '@mirrorworks/contract';\n" },
    /engine must not import @mirrorworks\/contract/,
  ],
  'no import cycles': [
    { 'cli/src/main.ts': "import './b.ts';\n", 'cli/src/b.ts': "export * from './main.ts';\n" },
    /main\.ts → cli\/src\/b\.ts → cli\/src\/main\.ts/,
  ],
  'no deep imports across packages': [
    { 'cli/src/main.ts': "import { one } from '@mirrorworks/contract/src/one.ts';\n" },
    /no public entry/,
  ],
  'declared dependencies': [{ 'cli/src/main.ts': "import { z } from 'zod';\n" }, /zod is not among/],
  'homes of native libraries': [{ 'engine/src/swap/swap.ts': "import sharp from 'sharp';\n" }, /sharp may be imported/],
  'the engine reads no environment': [
    { 'engine/src/decode/still.ts': "const fast = process.env['FAST'];\n" },
    /process\.env/,
  ],
  'files of 400 lines at most': [{ 'cli/src/main.ts': '// x\n'.repeat(401) }, /401 lines/],
  'documented exports': [{ 'contract/src/one.ts': 'export const one = 1;\n' }, /one has no doc comment/],
  'commands in the documents exist': [
    { 'README.md': '```sh\nnpx mirrorworks swap --sauce a\n```\n' },
    /no option --sauce/,
  ],
  'examples in the README are files': [
    { 'README.md': '<!-- cli/src/main.ts -->\n\n```ts\nconst old = 1;\n```\n' },
    /not the text of cli\/src\/main\.ts/,
  ],
  changelog: [{ 'CHANGELOG.md': '# Changes\n\n## Unreleased\n' }, /no filled section/],
  'third parties are named': [{ 'THIRD_PARTY.md': '`sharp`' }, /does not name `zod`/],
  'complete package-lock.json': [
    {
      'package-lock.json':
        '{"packages":{"node_modules/a":{"resolved":"https://x/a.tgz","optionalDependencies":{"b":"1"}}}}',
    },
    /may need b/,
  ],
  'no notes to self': [{ 'cli/src/main.ts': `// ${'TO'}${'DO'}: later\n` }, /file an issue/],
};

for (const rule of rules) {
  test(`rule '${rule.name}' finds a breach`, async () => {
    const [changes, says] = breaches[rule.name] ?? assert.fail('every rule needs a breach here');
    const findings = await rule.find(makeProject({ ...good, ...changes }));
    assert.match(findings.map(({ message }) => message).join('\n'), says);
  });
}

test('relative imports must not leave their package', async () => {
  const project = makeProject({ ...good, 'cli/src/main.ts': "import { one } from '../../contract/src/one.ts';\n" });
  const rule = rules.find(({ name }) => name.startsWith('no deep'));
  assert.match((await rule?.find(project))?.[0]?.message ?? '', /reaches into @mirrorworks\/contract/);
});

test('commands of two words have their own options', async () => {
  const rule = rules.find(({ name }) => name.startsWith('commands'));
  const said = async (line: string) => {
    const findings = await rule?.find(makeProject({ ...good, 'docs/a.md': `\`\`\`sh\n${line}\n\`\`\`\n` }));
    return findings?.map(({ message }) => message);
  };
  assert.deepEqual(await said('npx mirrorworks models pull a b --from c'), []);
  assert.deepEqual(await said('npx mirrorworks models pull a -f c'), ['mirrorworks models pull has no option -f']);
  assert.deepEqual(await said('npx mirrorworks models pul a'), ["there is no command 'mirrorworks models pul'"]);
  assert.deepEqual(await said('npx mirrorworks modles'), ["there is no command 'mirrorworks modles'"]);
});
