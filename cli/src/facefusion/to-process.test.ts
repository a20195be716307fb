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
    ...{ encoder: 'libx264', rateFactor: 20, scale: 0.5, overwrite: true },
  });
  assert.deepEqual(call.trimFrames, { start: 0, end: 9 });
});

test('sound is copied or left out, and a rate of frames is kept', () => {
  const { call, notes } = processed('-t a.mp4 -o b.mp4 --output-audio-volume 0 --output-video-fps 29.97');
  assert.deepEqual(call.result, {
    ...{ encoder: 'libx264', rateFactor: 10, audio: 'none', frameRate: 29.97, scale: 1, overwrite: true },
  });
  assert.deepEqual(notes, []);
  assert.deepEqual(processed('-t a.mp4 -o b.mp4 --output-audio-volume 50').notes, [
    "--output-audio-volume 50 has no effect: the target's sound is copied bit for bit",
  ]);
});

test("a quality is FaceFusion's: the number that it gives the encoder", () => {
  const film = (encoder: string, quality: number) =>
    processed(`-t a.mp4 -o b.mkv --output-video-encoder ${encoder} --output-video-quality ${quality}`).call.result;
  const cases = [
    ['libx264', { 0: 51, 50: 26, 80: 10, 100: 0 }],
    ['libx265', { 80: 10 }],
    ['libvpx-vp9', { 0: 63, 50: 32, 80: 13, 100: 0 }],
    ['hevc_nvenc', { 80: 10, 100: 0 }],
    ['h264_amf', { 80: 10 }],
    ['h264_qsv', { 80: 10, 100: 1 }],
    ['h264_videotoolbox', { 0: 1024, 80: 40_614, 100: 50_512 }],
  ] as const;
  for (const [encoder, factors] of cases) {
    for (const [quality, factor] of Object.entries(factors)) {
      assert.equal(film(encoder, Number(quality))?.rateFactor, factor, `${encoder} ${quality}`);
    }
  }
  const still = (name: string, quality: number) =>
    processed(`-t a.${name} -o b.${name} --output-image-quality ${quality}`).call.result?.quality;
  assert.deepEqual(
    [100, 95, 90, 80, 77, 50, 0].map((quality) => still('jpg', quality)),
    [92, 92, 87, 69, 62, 25, 13],
  );
  assert.deepEqual(
    [100, 80, 0].map((quality) => still('webp', quality)),
    [99, 80, 0],
  );
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
    ['-t a.png -o b.png --workflow-mode image-to-video', /takes image-to-image or auto for a\.png/],
  ];
  for (const [line, message] of cases) assert.throws(() => processed(line), { code: 'option-invalid', message }, line);
});
