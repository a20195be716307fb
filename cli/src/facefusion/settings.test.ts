import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Given } from './given.ts';
import { allOptions, stepGroups } from './options/index.ts';
import { absentProcessors } from './options/processors.ts';
import { parseLine } from './parse.ts';
import { wholeRun } from './run-step.ts';
import { settle } from './settings.ts';

const options = Object.fromEntries(wholeRun.flatMap((group) => Object.entries(group.options)));

function settled(line: string, more: readonly Given[] = []) {
  const notes: string[] = [];
  const { given } = parseLine(line === '' ? [] : line.split(' '), { options, positionals: [] });
  const { values } = settle<Record<string, unknown>>(wholeRun, [...given, ...more], (note) => notes.push(note));
  return { values, notes };
}

test("what nobody gives is FaceFusion's default", () => {
  const { values, notes } = settled('');
  const expected = {
    ...{ face_detector_model: 'yolo_face', face_detector_size: '640x640', face_detector_angles: [0] },
    ...{ face_detector_margin: [0, 0, 0, 0], face_detector_score: 0.5, face_landmarker_model: '2dfan4' },
    ...{ face_selector_mode: 'reference', face_selector_order: 'large-small', face_selector_gender: undefined },
    ...{ reference_face_distance: 0.3, face_tracker_score: 0, target_frame_amount: 2, face_mask_types: ['box'] },
    ...{ face_mask_blur: 0.3, face_occluder_model: 'xseg_1', face_parser_model: 'bisenet_resnet_34' },
    ...{ processors: ['face_swapper'], face_swapper_model: 'hyperswap_1a_256', face_swapper_pixel_boost: '256x256' },
    ...{ face_enhancer_model: 'gfpgan_1.4', face_enhancer_blend: 80, frame_enhancer_model: 'span_kendata_x4' },
    ...{ output_video_encoder: 'libx264', output_video_preset: 'veryfast', output_video_quality: 80 },
    ...{ jobs_path: '.jobs', config_path: 'facefusion.ini', log_level: 'info' },
  };
  for (const [key, value] of Object.entries(expected)) assert.deepEqual(values[key], value, key);
  assert.deepEqual(notes, []);
});

test('of two on one line the last wins; the line wins over the job, that over the ini file', () => {
  const from = (from: Given['from'], blur: string) => ({ key: 'face_mask_blur', words: [blur], where: from, from });
  const both = [from('ini', '0.1'), from('job', '0.2')];
  assert.equal(settled('--face-mask-blur 0.7 --face-mask-blur 0.8', both).values['face_mask_blur'], 0.8);
  assert.equal(settled('', both).values['face_mask_blur'], 0.2);
  assert.equal(settled('', both.slice(0, 1)).values['face_mask_blur'], 0.1);
});

test('margins and paddings are read as in CSS', () => {
  for (const [words, sides] of [
    ['5', [5, 5, 5, 5]],
    ['5 10', [5, 10, 5, 10]],
    ['5 10 15', [5, 10, 15, 10]],
    ['5 10 15 20', [5, 10, 15, 20]],
  ] as const) {
    assert.deepEqual(settled(`--face-mask-padding ${words}`).values['face_mask_padding'], sides);
  }
});

test('sizes belong to the model: its default, and what else it has', () => {
  const own = (model: string) => settled(`--face-swapper-model ${model}`).values['face_swapper_pixel_boost'];
  assert.deepEqual([own('inswapper_128'), own('simswap_unofficial_512')], ['128x128', '512x512']);
  const wrong = '--face-swapper-model ghost_1_256 --face-swapper-pixel-boost 384x384';
  assert.throws(() => settled(wrong), {
    message: /--face-swapper-pixel-boost takes one of 256x256, .* with face_swapper_model ghost_1_256, got '384x384'/,
  });
  assert.equal(
    settled('--face-detector-model scrfd --face-detector-size 320x320').values['face_detector_size'],
    '320x320',
  );
  assert.throws(() => settled('--face-detector-size 320x320'), {
    message: /takes 640x640 with face_detector_model yolo_face/,
  });
});

test('values outside of their bounds and lists are refused with what is allowed', () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ['--face-detector-score 1.5', /--face-detector-score takes a number from 0 to 1, got '1\.5'/],
    ['--face-tracker-score 0.6', /from 0 to 0\.5/],
    ['--face-enhancer-blend 80.5', /a whole number from 0 to 100/],
    ['--face-detector-angles 0 45', /numbers of 0, 90, 180, 270, got '0 45'/],
    ['--face-mask-padding 0 0 0 101', /one to four whole numbers from 0 to 100/],
    ['--face-mask-padding 1 2 3 4 5', /one to four/],
    ['--face-mask-types box moustache', /names of box, occlusion, area, region, got 'box moustache'/],
    ['--face-selector-order big-small', /one of left-right, right-left/],
    ['--output-image-scale 0.1', /from 0\.25 to 8/],
    ['--execution-thread-count 33', /whole number from 1 to 32/],
    ['--execution-providers rocm', /names of auto, cpu, webgpu, cuda, tensorrt, coreml, directml/],
    ['--trim-frame-start 1.5', /a whole number, got/],
  ];
  for (const [line, message] of cases) assert.throws(() => settled(line), { code: 'option-invalid', message }, line);
});

test('processors that are not here fail by name, and so do their options', () => {
  for (const name of absentProcessors) {
    assert.throws(() => settled(`--processors face_swapper ${name}`), {
      message: new RegExp(`${name} is not yet one`),
    });
  }
  const keys = stepGroups.flatMap(({ options }) => Object.keys(options)).filter((key) => allOptions[key]?.absent);
  assert.equal(keys.length, 30);
  for (const key of keys) {
    const line = `--${key.replaceAll('_', '-')} 1`;
    assert.throws(() => settled(line), { message: new RegExp(`belongs to ${allOptions[key]?.absent}.*face_debugger`) });
  }
  const written = {
    key: 'lip_syncer_weight',
    words: ['0.5'],
    where: 'x.ini [processors] lip_syncer_weight',
    from: 'ini',
  };
  assert.match(settled('', [written as Given]).notes[0] ?? '', /^x\.ini .* has no effect: it belongs to lip_syncer/);
});

test('an option without effect is said to have none, unless it asks for what happens anyway', () => {
  assert.deepEqual(settled('--workflow-strategy memory --video-memory-strategy strict').notes, []);
  assert.deepEqual(settled('--workflow-strategy disk --keep-temp').notes, [
    '--workflow-strategy has no effect: frames go from decoder to encoder in memory',
    '--keep-temp has no effect: frames go from decoder to encoder in memory',
  ]);
});
