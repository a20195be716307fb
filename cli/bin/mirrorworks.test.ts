import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

// The wrapper is copied into a small installation of its own, with a main.ts that only tells what reached it.
const mainText = `
const [what] = process.argv.slice(2);
if (what === 'exit') process.exit(3);
if (what === 'die') process.kill(process.pid, 'SIGKILL');
if (what === 'say') console.log(process.argv.slice(2).join('|'), typeof process.versions.node);
if (what === 'wait') {
  const alive = setInterval(() => {}, 1000);
  process.on('SIGINT', () => { clearInterval(alive); process.exitCode = 130; process.channel?.unref(); });
  process.on('disconnect', () => { console.log('orphaned'); process.exit(0); });
  console.log('ready', process.pid);
}
`;
/** Makes the Node that runs the wrapper look old. */
const pretendOld = `data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.1.0'}})`;

async function installation(withNode = true) {
  const root = await mkdtemp(join(tmpdir(), 'mirrorworks-bin-'));
  await mkdir(join(root, 'bin'));
  await mkdir(join(root, 'src'));
  await copyFile(join(import.meta.dirname, 'mirrorworks.js'), join(root, 'bin', 'mirrorworks.js'));
  await writeFile(join(root, 'package.json'), '{"type":"module"}');
  await writeFile(join(root, 'src', 'main.ts'), mainText);
  if (withNode) {
    const folder = join(root, 'node_modules', 'node');
    await mkdir(join(folder, 'bin'), { recursive: true });
    await writeFile(join(folder, 'package.json'), '{"name":"node"}');
    await symlink(process.execPath, join(folder, 'bin', 'node'));
  }
  const start = (...argv: string[]) =>
    spawn(process.execPath, ['--import', pretendOld, join(root, 'bin', 'mirrorworks.js'), ...argv], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  return { root, start, [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }) };
}

async function ending(child: ChildProcess) {
  let output = '';
  child.stdout?.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    output += chunk;
  });
  const [code, signal] = await once(child, 'close');
  return { code, signal, output };
}

async function firstLine(child: ChildProcess): Promise<string> {
  const [chunk] = await once(child.stdout ?? assert.fail('no stdout'), 'data');
  return String(chunk).trim();
}

test('an old Node hands over to the installed one, with arguments and exit code', async () => {
  await using place = await installation();
  assert.match((await ending(place.start('say', 'a b', '--json'))).output, /^say\|a b\|--json string/);
  assert.equal((await ending(place.start('exit'))).code, 3);
});

test('a child that dies of a signal takes the wrapper along by the same signal', async () => {
  await using place = await installation();
  const { code, signal } = await ending(place.start('die'));
  assert.deepEqual([code, signal], [null, 'SIGKILL']);
});

test('Ctrl-C reaches the child, whose exit code comes back', async () => {
  await using place = await installation();
  const child = place.start('wait');
  await firstLine(child);
  const ended = ending(child);
  child.kill('SIGINT');
  assert.equal((await ended).code, 130);
});

test('a wrapper that is killed does not leave its child at work', async () => {
  await using place = await installation();
  const child = place.start('wait');
  await firstLine(child);
  const ended = ending(child);
  child.kill('SIGKILL');
  // The pipe closes only when the child has ended too.
  assert.match((await ended).output, /orphaned/);
});

test('without any Node 24 there is one clear line', async () => {
  await using place = await installation(false);
  const { code, output } = await ending(place.start('say'));
  assert.equal(code, 4);
  assert.match(output, /^mirrorworks: Node 20\.1\.0 is too old and no Node 24 is installed.*\n$/);
  assert.deepEqual(await readdir(place.root), ['bin', 'package.json', 'src']);
});
