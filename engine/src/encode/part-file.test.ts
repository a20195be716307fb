import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { EngineError } from '../errors.ts';
import { PartFile } from './part-file.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'part-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const hasCode = (code: string) => (error: unknown) => error instanceof EngineError && error.code === code;

test('a published part file has the final name, and no other', async () => {
  await using part = await PartFile.create(join(folder, 'film.mp4'), false);
  await writeFile(part.path, 'film');
  await part.publish();
  assert.deepEqual(await readdir(folder), ['film.mp4']);
});

test('a disposed part file leaves nothing', async () => {
  {
    await using part = await PartFile.create(join(folder, 'film.mp4'), false);
    await writeFile(part.path, 'film');
  }
  assert.deepEqual(await readdir(folder), []);
});

test('an existing film is only replaced when that is allowed, and stays whole until then', async () => {
  const path = join(folder, 'film.mp4');
  await writeFile(path, 'old');
  await assert.rejects(PartFile.create(path, false), hasCode('output-exists'));
  await using part = await PartFile.create(path, true);
  await writeFile(part.path, 'new');
  assert.deepEqual((await readdir(folder)).length, 2);
  await part.publish();
  assert.deepEqual(await readdir(folder), ['film.mp4']);
});

test('a folder in the way, or no folder at all, is refused before any work', async () => {
  await mkdir(join(folder, 'film.mp4'));
  await assert.rejects(PartFile.create(join(folder, 'film.mp4'), true), hasCode('output-unwritable'));
  await assert.rejects(PartFile.create(join(folder, 'none', 'film.mp4'), true), hasCode('output-unwritable'));
});

test('what a killed process left for the same film is removed by the next one', async () => {
  const dead = spawn(process.execPath, ['-e', '']);
  await once(dead, 'exit');
  await writeFile(join(folder, `.film.mw-${dead.pid}-00000000.part.mp4`), 'half');
  await writeFile(join(folder, `.film.mw-${process.ppid}-00000000.part.mp4`), 'of a living process');
  await writeFile(join(folder, `.other.mw-${dead.pid}-00000000.part.mp4`), 'of another film');
  await using _part = await PartFile.create(join(folder, 'film.mp4'), false);
  const left = (await readdir(folder)).sort();
  assert.deepEqual(left, [`.film.mw-${process.ppid}-00000000.part.mp4`, `.other.mw-${dead.pid}-00000000.part.mp4`]);
});

for (const [end, script] of [
  ['process.exit', 'process.exit(3)'],
  ['an uncaught error', 'throw new Error("bad")'],
  ['SIGTERM', 'process.kill(process.pid, "SIGTERM"); setTimeout(() => {}, 60_000)'],
  ['SIGINT', 'process.kill(process.pid, "SIGINT"); setTimeout(() => {}, 60_000)'],
] as const) {
  test(`${end} leaves no half film`, async () => {
    const module = new URL('./part-file.ts', import.meta.url).href;
    const code = `
      const { PartFile } = await import(process.argv[1]);
      const part = await PartFile.create(${JSON.stringify(join(folder, 'film.mp4'))}, false);
      (await import('node:fs')).writeFileSync(part.path, 'half');
      ${script}`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', code, module], { stdio: 'ignore' });
    const [status, signal] = await once(child, 'exit');
    assert.deepEqual(await readdir(folder), []);
    if (end.startsWith('SIG')) assert.equal(signal, end);
    else assert.notEqual(status, 0);
  });
}
