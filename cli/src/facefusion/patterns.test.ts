import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { expandPattern, fillPattern } from './patterns.ts';

test('a pattern names files of one folder, sorted, hidden ones only when asked for', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'patterns-'));
  try {
    for (const name of ['b.jpg', 'a.jpg', 'a1.png', 'a2.png', 'x+y.jpg', '.hidden.jpg'])
      await writeFile(join(folder, name), '');
    await mkdir(join(folder, 'c.jpg'));
    const names = async (pattern: string) =>
      (await expandPattern(join(folder, pattern))).map((path) => path.slice(folder.length + 1));
    assert.deepEqual(await names('*.jpg'), ['a.jpg', 'b.jpg', 'x+y.jpg']);
    assert.deepEqual(await names('.*.jpg'), ['.hidden.jpg']);
    assert.deepEqual(await names('a?.png'), ['a1.png', 'a2.png']);
    assert.deepEqual(await names('a[!1].png'), ['a2.png']);
    assert.deepEqual(await names('x+*'), ['x+y.jpg']);
    assert.deepEqual(await names('{a,b}.jpg'), []);
    assert.deepEqual(await expandPattern(join(folder, 'missing', '*')), []);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('a name of a result is filled in as Python formats it', () => {
  const names = { index: 7, source: 'faces/anna.png', target: 'films/Party.MP4' };
  const fill = (pattern: string) => fillPattern(pattern, names);
  assert.equal(fill('out/{index}-{source_name}-{target_name}{target_extension}'), 'out/7-anna-Party.mp4');
  assert.equal(fill('{index:04d}_{{x}}.png'), '0007_{x}.png');
  assert.throws(() => fill('{frame}.png'), { code: 'option-invalid', message: /takes \{index\}, .* got '\{frame\}'/ });
  assert.throws(() => fill('{index'), { message: /got '\{index'/ });
  assert.throws(() => fill('{index}}'), { message: /got '\}'/ });
  assert.throws(() => fillPattern('{source_name}.png', { index: 0, target: 'a.png' }), {
    message: /got '\{source_name\}'/,
  });
});
