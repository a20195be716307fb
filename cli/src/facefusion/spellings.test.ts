import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseLine } from './parse.ts';
import { wholeRun } from './run-step.ts';
import { oldStyleLine, spellToday, withCommand } from './spellings.ts';

const options = Object.fromEntries(wholeRun.flatMap((group) => Object.entries(group.options)));

function today(line: string) {
  const notes: string[] = [];
  const note = (text: string) => void notes.push(text);
  const { given } = parseLine(line.split(' '), { options, positionals: [] });
  const spelled = spellToday(oldStyleLine(given, note), note);
  return { words: spelled.map(({ key, words }) => [key, ...words].join(' ')), notes };
}

test('old options become those of today, with a note that names the version', () => {
  const cases: readonly (readonly [string, ...string[]])[] = [
    ['--frame-processors face_swapper face_enhancer', 'processors face_swapper face_enhancer'],
    ['--source a b', 'source_paths a b'],
    ['-c x.ini -j jobs', 'config_path x.ini', 'jobs_path jobs'],
    ['--face-analyser-order left-right', 'face_selector_order left-right'],
    ['--face-analyser-age teen', 'face_selector_age_start 13', 'face_selector_age_end 19'],
    ['--execution-device-id 1', 'execution_device_ids 1'],
    ['--skip-audio', 'output_audio_volume 0'],
    ['--max-memory 16', 'system_memory_limit 16'],
    ['--face-detector-model yoloface', 'face_detector_model yolo_face'],
    ['--face-swapper-model simswap_512_unofficial', 'face_swapper_model simswap_unofficial_512'],
    ['--face-debugger-items bbox kps face-mask', 'face_debugger_items bounding-box face-landmark-5 face-mask'],
  ];
  for (const [line, ...expected] of cases) assert.deepEqual(today(line).words, expected, line);
  assert.deepEqual(today('--frame-processors face_swapper').notes, [
    "--frame-processors was FaceFusion's until 2.6; today it is --processors",
  ]);
});

test('options without a purpose today are dropped with a note', () => {
  const line = '--skip-download --execution-queue-count 2 --keep-fps --skip-conda --onnxruntime cuda -t a.png';
  const { words, notes } = today(line);
  assert.deepEqual(words, ['target_path a.png']);
  assert.equal(notes.length, 5);
  assert.match(notes[0] ?? '', /^--skip-download was FaceFusion's until 3\.0 and has no effect: nothing is downloaded/);
});

test('options that nothing replaces are refused with what to ask for', () => {
  assert.throws(() => today('--output-video-resolution 1280x720'), {
    code: 'option-invalid',
    message: /--output-video-scale/,
  });
  assert.throws(() => today('--face-analyser-age old'), { message: /child, teen, adult, senior, got 'old'/ });
});

test('in a line of FaceFusion 2 sources add up, and the reference distance is halved', () => {
  const { words } = today('--headless -s a.png --source b.png -t c.png --reference-face-distance 0.6');
  assert.deepEqual(words, ['source_paths a.png b.png', 'target_path c.png', 'reference_face_distance 0.3']);
  assert.deepEqual(today('--reference-face-distance 0.6').words, ['reference_face_distance 0.6']);
});

test('a line without a command is one of FaceFusion 2', () => {
  assert.deepEqual(withCommand(['-s', 'a', '--headless']).argv, ['headless-run', '-s', 'a', '--headless']);
  assert.deepEqual(withCommand(['--force-download', '--headless']).argv, ['force-download']);
  assert.deepEqual(withCommand(['--version']), { argv: ['--version'] });
  assert.deepEqual(withCommand(['swap', '--headless']), { argv: ['swap', '--headless'] });
});
