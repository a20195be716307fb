import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { EngineError } from '@mirrorworks/engine/errors';
import { run } from '../run.ts';
import { fakeContext } from '../testing/fake-engine.ts';
import { recordingProcess } from '../testing/fake-process.ts';
import { scratchFolder } from '../testing/scratch-folder.ts';

const output = 'out/{index}-{source_name}-{target_name}{target_extension}';

async function batch(more: string[], end?: Parameters<typeof recordingProcess>[0]) {
  await using folder = await scratchFolder();
  for (const name of ['faces/anna.jpg', 'faces/bert.jpg', 'in/x.PNG', 'in/y.mp4']) {
    await mkdir(join(folder.path, name, '..'), { recursive: true });
    await writeFile(join(folder.path, name), '');
  }
  await mkdir(join(folder.path, 'out'));
  const { calls, processMedia } = recordingProcess(end);
  const { context, terminal } = fakeContext({ processMedia });
  const line = ['batch-run', '--jobs-path', '@jobs', ...more].map((word) => word.replace('@', `${folder.path}/`));
  const code = await run(line, context);
  const files = (await folder.files()).filter((name) => !/^(faces|in)\//.test(name));
  const job = files.find((name) => name.startsWith('jobs/'));
  const steps: { status: string }[] = job ? JSON.parse(await readFile(join(folder.path, job), 'utf8')).steps : [];
  return { code, calls, told: terminal.told, files, statuses: steps.map(({ status }) => status) };
}

const results = ['out/0-anna-x.png', 'out/1-anna-y.mp4', 'out/2-bert-x.png', 'out/3-bert-y.mp4'];

test('every source goes into every target; the job is kept as completed', async () => {
  const { code, calls, files, statuses } = await batch(['-s', '@faces/*.jpg', '-t', '@in/*', '-o', `@${output}`]);
  assert.equal(code, 0);
  assert.equal(calls.length, 4);
  assert.match(files[0] ?? '', /^jobs\/completed\/batch-\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d\.json$/);
  assert.deepEqual(files.slice(1), results);
  assert.deepEqual(statuses, ['completed', 'completed', 'completed', 'completed']);
});

test('one that fails does not keep the others back; the batch fails and can be tried again', async () => {
  const { code, files, statuses, told } = await batch(
    ['-s', '@faces/*.jpg', '-t', '@in/*', '-o', `@${output}`],
    (_, call) => (call === 2 ? new EngineError('media-unreadable', 'y.mp4 is broken') : undefined),
  );
  assert.equal(code, 1);
  assert.match(files[0] ?? '', /^jobs\/failed\/batch-/);
  assert.deepEqual(files.slice(1), results.toSpliced(1, 1));
  assert.deepEqual(statuses, ['completed', 'failed', 'completed', 'completed']);
  assert.equal(told.at(-1), 'mirrorworks: y.mp4 is broken [media-unreadable]');
});

test('targets alone are enough for processors without a source', async () => {
  const { code, calls } = await batch([
    '-t',
    '@in/*.mp4',
    '-o',
    '@out/{index:03d}.mp4',
    '--processors',
    'frame_enhancer',
  ]);
  assert.equal(code, 0);
  assert.deepEqual(
    calls.map(({ sources, output }) => [sources, output.slice(-7)]),
    [[undefined, '000.mp4']],
  );
});

test('patterns that fit nothing, or name a result twice, are refused before any work', async () => {
  const cases: readonly (readonly [string[], RegExp])[] = [
    [['-o', '@out/a.png'], /--target-pattern is needed/],
    [['-t', '@in/*'], /--output-pattern is needed/],
    [['-t', '@in/*.gif', '-o', '@out/{index}.gif'], /--target-pattern .*\*\.gif fits no file/],
    [['-s', '@none/*', '-t', '@in/*', '-o', '@out/{index}'], /--source-pattern .* fits no file/],
    [['-t', '@in/*', '-o', '@out/same.png'], /names .*same\.png more than once/],
    [['-t', '@in/*', '-o', '@out/{source_name}.png'], /got '\{source_name\}'/],
  ];
  for (const [line, message] of cases) {
    const { code, calls, told, files } = await batch(line);
    assert.deepEqual([code, calls.length, files], [1, 0, []], line.join(' '));
    assert.match(told.at(-1) ?? '', message);
  }
});
