import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { swapReport } from '@mirrorworks/contract';
import { EngineError } from '@mirrorworks/engine/errors';
import { run } from '../run.ts';
import { fakeContext } from '../testing/fake-engine.ts';
import { recordingProcess } from '../testing/fake-process.ts';
import { scratchFolder } from '../testing/scratch-folder.ts';

async function headless(line: string, end?: Parameters<typeof recordingProcess>[0], signal?: AbortSignal) {
  await using folder = await scratchFolder();
  const { calls, processMedia } = recordingProcess(end);
  const { context, terminal } = fakeContext({ processMedia }, signal);
  const words = line.split(' ').map((word) => word.replace('@', `${folder.path}/`));
  const code = await run(words, context);
  const told = terminal.told.map((text) => text.replaceAll(`${folder.path}/`, '@'));
  const printed = terminal.printed.map((text) => text.replaceAll(`${folder.path}/`, '@'));
  return { code, calls, told, printed, files: await folder.files() };
}

test('a line does its work and says so; it leaves nothing but the result', async () => {
  const { code, calls, printed, files } = await headless('headless-run -s a.png -t @b.png -o @c.png');
  assert.equal(code, 0);
  assert.equal(calls.length, 1);
  assert.deepEqual(printed, ['@c.png: 3 of 4 frames changed, 1 face, 2.0 s (2.0 frames/s)']);
  assert.deepEqual(files, ['c.png']);
});

test('the log level says how much is said', async () => {
  const lines = async (level: string) => {
    const { told, printed } = await headless(
      `headless-run -s a.png -t @b.png -o @c.png --keep-temp --log-level ${level}`,
    );
    return [...told, ...printed].map((line) => line.split(/[ :]/)[0]);
  };
  assert.deepEqual(await lines('error'), []);
  assert.deepEqual(await lines('warn'), ['note', 'note']);
  assert.deepEqual((await lines('info')).slice(-2), ['note', '@c.png']);
  assert.ok((await lines('debug')).includes('ran'));
});

test('exit codes are those of FaceFusion', async () => {
  const files = 'headless-run -s a.png -t @b.png -o @c.png';
  const fails = (code: EngineError['code']) => async () =>
    (await headless(files, () => new EngineError(code, 'no'))).code;
  assert.equal((await headless(`${files} --face-detector-score 2`)).code, 2);
  assert.equal((await headless(`${files} --processors lip_syncer`)).code, 2);
  assert.equal((await headless('headless-run -s a.png -t @b.png')).code, 1);
  assert.equal(await fails('content-refused')(), 1);
  assert.equal(await fails('media-unreadable')(), 1);
  assert.equal(await fails('model-missing')(), 1);
  assert.equal(await fails('internal')(), 1);
  assert.equal(await fails('provider-unavailable')(), 2);
  assert.equal(await fails('encoder-unavailable')(), 2);
  const stopped = await headless(files, () => new EngineError('canceled', 'stopped'), AbortSignal.abort());
  assert.equal(stopped.code, 130);
});

test('a failure is one line with its code, and JSON where that is asked for', async () => {
  const refusal = () => new EngineError('content-refused', 'b.png is unfit');
  const { told, printed } = await headless(
    'headless-run -s a.png -t @b.png -o @c.png --json --log-level error',
    refusal,
  );
  assert.deepEqual(told, ['mirrorworks: b.png is unfit [content-refused]']);
  assert.equal(JSON.parse(printed.at(-1) ?? '').error.code, 'content-refused');
});

test('--json prints the report of a swap', async () => {
  const { printed } = await headless('headless-run -s a.png -t @b.png -o @c.png --json');
  assert.equal(printed.length, 1);
  assert.equal(swapReport.parse(JSON.parse(printed[0] ?? '')).output, '@c.png');
});

test('an ini file gives what the line does not; a bad value in it names file, section, key and what is allowed', async () => {
  await using folder = await scratchFolder();
  const ini = join(folder.path, 'my.ini');
  const output = join(folder.path, 'c.png');
  const { calls, processMedia } = recordingProcess();
  const { context, terminal } = fakeContext({ processMedia });
  const line = ['headless-run', '--config-path', ini, '-t', 'b.png', '--face-mask-blur', '0.7'];
  const text = `[paths]\nsource_paths = a.png\noutput_path = ${output}\n[face_masker]\nface_mask_blur = 0.1\nface_mask_padding = 1 2\n`;
  await writeFile(ini, text);
  assert.equal(await run(line, context), 0);
  assert.deepEqual([calls[0]?.mask?.blur, calls[0]?.mask?.padding, calls[0]?.sources], [0.7, [1, 2, 1, 2], ['a.png']]);
  await writeFile(ini, `${text}face_mask_types = hat\n`);
  assert.equal(await run(line, context), 2);
  const refusal = `mirrorworks: ${ini} [face_masker] face_mask_types takes names of box, occlusion, area, region, got 'hat'`;
  assert.equal(terminal.told.at(-1), `${refusal} [option-invalid]`);
});

test('a line of FaceFusion 2 runs, with notes', async () => {
  const { code, calls, told } = await headless(
    '--frame-processors face_enhancer -t @b.png -o @c.png --headless --skip-download',
  );
  assert.equal(code, 0);
  assert.deepEqual(
    calls[0]?.processors.map(({ kind }) => kind),
    ['face-enhancer'],
  );
  assert.equal(told.filter((line) => line.startsWith('note: ')).length, 4);
});

test('commands that are not made here say what to take', async () => {
  assert.match(
    (await headless('run --open-browser')).told[0] ?? '',
    /'headless-run' takes the same options \[option-invalid\]/,
  );
  assert.match((await headless('benchmark')).told[0] ?? '', /'mirrorworks bench'/);
});

test('the page of help has all groups and the defaults', async () => {
  const { context, terminal } = fakeContext();
  assert.equal(await run(['headless-run', '--help'], context), 0);
  const page = terminal.printed[0] ?? '';
  for (const part of [
    'face masker:',
    'output creation:',
    '  --face-mask-blur <n>',
    'Default 0.3.',
    '-s. Pictures',
    'lip_syncer',
  ]) {
    assert.ok(page.includes(part), part);
  }
});
