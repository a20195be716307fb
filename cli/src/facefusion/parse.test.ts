import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseLine } from './parse.ts';
import { jobIdWord, jobStatusWord, stepIndexWord } from './positional.ts';
import { wholeRun } from './run-step.ts';

const options = Object.fromEntries(wholeRun.flatMap((group) => Object.entries(group.options)));

function parsed(line: string, positionals = [] as Parameters<typeof parseLine>[1]['positionals']) {
  const { given, positionals: words } = parseLine(line.split(' '), { options, positionals });
  return [...given.map(({ key, words }) => [key, ...words].join(' ')), ...words.map((word) => `(${word})`)];
}

test('options take one word, several words, or none', () => {
  assert.deepEqual(parsed('-s a.png b.png -t c.mp4 --commercial -o d.mp4'), [
    ...['source_paths a.png b.png', 'target_path c.mp4', 'commercial', 'output_path d.mp4'],
  ]);
  assert.deepEqual(parsed('--face-detector-margin 1 2 3 4 --processors face_swapper face_enhancer'), [
    ...['face_detector_margin 1 2 3 4', 'processors face_swapper face_enhancer'],
  ]);
});

test('values stand behind =, behind a letter, and below zero', () => {
  assert.deepEqual(parsed('--target-path=c=d.mp4 -oout.png --trim-frame-start -5'), [
    ...['target_path c=d.mp4', 'output_path out.png', 'trim_frame_start -5'],
  ]);
});

test('a unique beginning is the option', () => {
  assert.deepEqual(parsed('--face-swapper-mod inswapper_128'), ['face_swapper_model inswapper_128']);
});

test('an old name is one only where nothing of today begins so', () => {
  assert.deepEqual(parsed('--source a.png'), ['source_paths a.png']);
  assert.deepEqual(parsed('--output a.png'), ['output a.png']);
});

test('words without an option have their places', () => {
  assert.deepEqual(parsed('wedding -1 -t a.png', [jobIdWord, stepIndexWord]), [
    'target_path a.png',
    '(wedding)',
    '(-1)',
  ]);
  assert.deepEqual(parsed('-t a.png -- -odd-', [jobIdWord]), ['target_path a.png', '(-odd-)']);
});

test('what does not fit is refused by name', () => {
  const cases: readonly (readonly [string, RegExp, Parameters<typeof parseLine>[1]['positionals']?])[] = [
    ['--face-sorter x', /no option --face-sorter/],
    ['--face-swapper x', /--face-swapper may be --face-swapper-model, --face-swapper-pixel-boost/],
    ['-x a', /no option -x/],
    ['-t -o a', /-t needs <file>/],
    ['--processors', /--processors needs <names>/],
    ['--commercial=yes', /--commercial takes no value, got 'yes'/],
    ['a.png', /no place for 'a\.png'/],
    ['-t a.png b.png', /no place for 'b\.png'/],
    ['-t a', /<job_id> is needed/, [jobIdWord]],
    ['done', /<job_status> takes one of drafted, queued, completed, failed, got 'done'/, [jobStatusWord]],
    ['wedding first', /<step_index> takes a whole number.*got 'first'/, [jobIdWord, stepIndexWord]],
  ];
  for (const [line, message, positionals] of cases) {
    assert.throws(() => parsed(line, positionals), { code: 'option-invalid', message }, line);
  }
});
