import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileGroups, placeGroups, type RunValues, runGroups, type StepValues, stepGroups } from './options/index.ts';
import { parseLine } from './parse.ts';
import { wholeRun } from './run-step.ts';
import { settle } from './settings.ts';
import { toProcess } from './to-process.ts';

const options = Object.fromEntries(wholeRun.flatMap((group) => Object.entries(group.options)));

function processed(line: string) {
  const notes: string[] = [];
  const note = (text: string) => void notes.push(text);
  const { given } = parseLine(line.split(' '), { options, positionals: [] });
  const step = settle<StepValues>([...fileGroups, ...stepGroups], given, note);
  return { call: toProcess(step, settle<RunValues>([...runGroups, ...placeGroups], given, note), note), notes };
}

test('a plain line asks for what FaceFusion does by default', () => {
  assert.deepEqual(processed('-s a.png -t b.png -o c.png').call, {
    sources: ['a.png'],
    target: 'b.png',
    output: 'c.png',
    processors: [{ kind: 'face-swapper', model: 'hyperswap_1a_256', pixelBoost: 256, weight: 0.5 }],
    detector: { model: 'yolo_face', size: 640, margin: [0, 0, 0, 0], angles: [0], score: 0.5 },
    landmarker: { model: '2dfan4', score: 0.5 },
    selector: {
      ...{ mode: 'reference', order: 'large-small' },
      ...{ referencePosition: 0, referenceDistance: 0.3, referenceFrame: 0 },
    },
    mask: {
      types: ['box'],
      areas: ['upper-face', 'lower-face', 'mouth'],
      regions: [
        ...['skin', 'left-eyebrow', 'right-eyebrow', 'left-eye', 'right-eye', 'glasses', 'nose', 'mouth'],
        ...['upper-lip', 'lower-lip'],
      ],
      ...{ blur: 0.3, padding: [0, 0, 0, 0], occluder: 'xseg_1', parser: 'bisenet_resnet_34' },
    },
    trackerScore: 0,
    trackerRadius: 2,
    result: { quality: 80, scale: 1, overwrite: true },
    execution: { providers: ['auto'], deviceId: 0 },
    commercial: false,
  });
});

test('percents become shares, sizes numbers, gigabytes bytes, in the order of the processors', () => {
  const line = '-t a.png -o b.png --processors frame_enhancer face_enhancer face_debugger --frame-enhancer-blend 60';
  const more = '--face-enhancer-blend 70 --face-enhancer-weight 0.2 --system-memory-limit 4 --execution-thread-count 3';
  const { call } = processed(`${line} ${more} --execution-providers cuda cpu --execution-device-ids 1 --commercial`);
  assert.deepEqual(call.processors, [
    { kind: 'frame-enhancer', model: 'span_kendata_x4', blend: 0.6 },
    { kind: 'face-enhancer', model: 'gfpgan_1.4', blend: 0.7, weight: 0.2 },
    { kind: 'face-debugger', items: ['face-landmark-5/68', 'face-mask'] },
  ]);
  assert.deepEqual(call.execution, {
    ...{ providers: ['cuda', 'cpu'], deviceId: 1, threads: 3, maxMemoryBytes: 4 * 1024 ** 3 },
  });
  assert.equal(call.commercial, true);
});

test('a film is written as the options for films say', () => {
  const line = '-t a.mp4 -o b.mp4 --output-video-quality 60 --output-video-scale 0.5 --output-image-quality 10';
  const { call } = processed(`${line} --trim-frame-start -3 --trim-frame-end 9`);
  assert.deepEqual(call.result, {
    ...{ encoder: 'libx264', quality: 60, scale: 0.5, overwrite: true },
  });
  assert.deepEqual(call.trimFrames, { start: 0, end: 9 });
});

test('what a film keeps of its target is said', () => {
  assert.deepEqual(processed('-t a.mp4 -o b.mp4 --output-audio-volume 50 --output-video-fps 25').notes, [
    "--output-audio-volume 50 has no effect: the target's sound is copied bit for bit",
    "--output-video-fps 25 has no effect: frames keep the target's own times",
  ]);
});

test('an encoder gets a preset of its own, and a container an encoder that it takes', () => {
  const result = (line: string) => processed(`-t a.mp4 ${line}`).call.result;
  const preset = (encoder: string, preset: string) =>
    result(`-o b.mp4 --output-video-encoder ${encoder} --output-video-preset ${preset}`)?.preset;
  assert.deepEqual(
    ['libx265', 'h264_nvenc', 'hevc_amf', 'h264_qsv', 'hevc_videotoolbox', 'libvpx-vp9'].map((name) =>
      preset(name, 'ultrafast'),
    ),
    ['ultrafast', 'fast', 'speed', 'veryfast', undefined, undefined],
  );
  assert.equal(preset('h264_qsv', 'faster'), 'faster');
  assert.equal(result('-o b.webm')?.encoder, 'libvpx-vp9');
  assert.equal(result('-o b.mov --output-video-encoder libvpx-vp9')?.encoder, 'libx264');
});

test('what the engine cannot be asked for is refused by name', () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ['-o b.png', /--target-path is needed/],
    ['-t a.png', /--output-path is needed/],
    ['-s a.png voice.mp3 -t a.mp4 -o b.mp4', /voice\.mp3 is a sound/],
    ['-t a.mp4 -o b.mp4 --output-audio-volume 0', /without its sound is not made here yet/],
    ['-t a.png -o b.png --workflow-mode image-to-video', /takes image-to-image or auto for a\.png/],
  ];
  for (const [line, message] of cases) assert.throws(() => processed(line), { code: 'option-invalid', message }, line);
});
