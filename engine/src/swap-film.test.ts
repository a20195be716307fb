/** Whole films through the engine: made from a sample photo, swapped, and read again. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import sharp from 'sharp';
import { lookAt, makeFaceFilm, readFrames } from '../test/face-film.ts';
import { photoPath, readPhoto } from '../test/faces-photos.ts';
import { inspectFilm } from '../test/inspect-film.ts';
import { makeFilm } from '../test/make-film.ts';
import { Scratch, testModels } from '../test/scratch.ts';
import { digitalSourceTypes } from './encode/marks.ts';
import type { Box } from './faces/face.ts';
import { type Frame, frameBytes } from './frame/frame.ts';
import { EngineError, findFaces, type SwapOptions, type SwapProgress, swapFaces } from './index.ts';

const [WIDTH, HEIGHT] = [640, 360];
/** The second woman of photo 6, half-length. */
const FACE = { x: 774, y: 491 };

let scratch: Scratch;
let source: string;
let target: string;
let count = 0;

/** Options for a swap of its own; outputs are lossless, so that frames can be compared. */
function swapOf(options: Partial<SwapOptions> = {}): SwapOptions {
  const output = scratch.file(`out-${++count}.mkv`);
  return { source, target, output, modelFolder: testModels, encoder: 'ffv1', threads: 2, ...options };
}

before(async () => {
  scratch = await Scratch.create();
  source = scratch.file('source.png');
  target = scratch.file('portrait.mkv');
  await sharp(photoPath(6)).extract({ left: 1420, top: 150, width: 400, height: 440 }).toFile(source);
  await makeFaceFilm(target, {
    photo: await readPhoto(6),
    camera: (index) => lookAt(FACE.x + index, FACE.y, 720 - 2 * index, WIDTH, HEIGHT, index / 300),
    ...{ frames: 30, width: WIDTH, height: HEIGHT },
  });
});

after(() => scratch[Symbol.asyncDispose]());

describe('a film with a face', () => {
  const options: { value?: SwapOptions } = {};
  const progress: SwapProgress[] = [];
  let result: Awaited<ReturnType<typeof swapFaces>['result']>;

  before(async () => {
    options.value = swapOf();
    const run = swapFaces(options.value);
    for await (const news of run) progress.push(news);
    result = await run.result;
  });

  test('is changed in every frame, and says what was done', () => {
    const { frames, framesChanged, faces, kind, output, ran, notes, seconds, secondsToFirstChange } = result;
    assert.deepEqual(
      { frames, framesChanged, faces, kind, notes },
      { frames: 30, framesChanged: 30, faces: 1, kind: 'film', notes: [] },
    );
    assert.equal(output, options.value?.output);
    assert.deepEqual(ran, { provider: 'cpu', decoder: 'ffv1', encoder: 'ffv1' });
    assert.ok(secondsToFirstChange !== undefined && secondsToFirstChange < seconds);
    assert.ok(Math.abs(result.framesPerSecond - frames / seconds) < 1e-9);
    for (const stage of ['decode', 'detect', 'landmarks', 'study', 'swap', 'blend', 'encode'] as const) {
      assert.ok(result.stages[stage] > 0, `stage ${stage} took no time`);
    }
    assert.equal(result.stages.describe, 0);
  });

  test('tells its progress, the last frame included', () => {
    assert.ok(progress.length > 3);
    assert.ok(progress.every(({ frame }, at) => at === 0 || frame > progress[at - 1]!.frame));
    const { frame, framesChanged, secondsLeft } = progress.at(-1)!;
    assert.deepEqual({ frame, framesChanged }, { frame: 30, framesChanged: 30 });
    assert.ok(secondsLeft === undefined || secondsLeft === 0);
  });

  test('keeps its times and says that it is AI-made', async () => {
    const [before, after] = [await inspectFilm(target), await inspectFilm(result.output)];
    assert.deepEqual(after.video.times, before.video.times);
    assert.match(JSON.stringify(after.tags), new RegExp(digitalSourceTypes.compositeSynthetic));
  });

  test('keeps every pixel outside the face, in every plane', async () => {
    const { faces } = await findFaces(target, { modelFolder: testModels });
    const [before, after] = [await readFrames(target), await readFrames(result.output)];
    assert.equal(after.length, before.length);
    for (const [index, frame] of after.entries()) {
      // The camera moves by a few pixels in the whole film: a margin of a quarter of the face covers that.
      const box = grown(faces[0]!.box, 0.25);
      const { inside, outside } = changes(before[index]!, frame, box);
      assert.equal(outside, 0, `frame ${index}: ${outside} samples changed outside the face`);
      assert.ok(inside > 0.2, `frame ${index}: only ${inside} of the face's samples changed`);
    }
  });
});

describe('a face that does not move', () => {
  test('does not shimmer: it changes from frame to frame as little as without a swap', async () => {
    const still = scratch.file('still.mkv');
    await makeFaceFilm(still, {
      photo: await readPhoto(6),
      camera: () => lookAt(FACE.x, FACE.y, 700, WIDTH, HEIGHT),
      ...{ frames: 24, width: WIDTH, height: HEIGHT, grain: 2 },
    });
    const options = swapOf({ target: still });
    await swapFaces(options).result;
    const { faces } = await findFaces(still, { modelFolder: testModels });
    const box = grown(faces[0]!.box, -0.1);
    const [before, after] = [await readFrames(still), await readFrames(options.output)];
    const ratio = flicker(after, box) / flicker(before, box);
    assert.ok(ratio <= 1.2, `the swapped face changes ${ratio.toFixed(2)} times as much`);
  });
});

describe('a film that cannot be swapped', () => {
  test('without a face passes unchanged, with a note, unless a face is required', async () => {
    const empty = scratch.file('no-face.mkv');
    await makeFilm(empty, { video: [{ width: 192, height: 128, frames: 12, encoder: 'ffv1' }] });
    const { framesChanged, frames, faces, notes } = await swapFaces(swapOf({ target: empty })).result;
    assert.deepEqual({ framesChanged, frames, faces }, { framesChanged: 0, frames: 12, faces: 0 });
    assert.match(notes.at(-1) ?? '', /no face was changed in .*no-face\.mkv: 0 of 12 frames/);
    const required = swapOf({ target: empty, requireFace: true });
    await fails(required, 'face-not-found', /no face of .*no-face\.mkv was changed/);
  });

  test('leaves nothing behind, whatever the reason', async () => {
    const blank = scratch.file('blank.png');
    await sharp({ create: { width: 64, height: 64, channels: 3, background: '#888' } }).toFile(blank);
    await fails(swapOf({ source: blank }), 'face-not-found', /no face was found in the source picture .*blank\.png/);
    await fails(swapOf({ source: scratch.file('nowhere.jpg') }), 'media-unreadable', /nowhere\.jpg/);
    await fails(swapOf({ target: scratch.file('nowhere.mp4') }), 'media-unreadable', /nowhere\.mp4/);
    await fails(swapOf({ encoder: 'libnothing' }), 'encoder-unavailable', /libnothing/);
    await fails(swapOf({ providers: ['coreml'] }), 'provider-unavailable', /coreml/);
    await fails(swapOf({ modelFolder: source }), 'output-unwritable', /model folder/);
    await fails(swapOf({ blend: 2 }), 'option-invalid', /option blend is 2 \(allowed: 0 to 1\)/);
    await fails(swapOf({ trim: { start: 3, end: 2 } }), 'option-invalid', /trim\.end/);
    const taken = scratch.file('taken.mkv');
    await writeFile(taken, 'precious');
    await fails(swapOf({ output: taken }), 'output-exists', /taken\.mkv exists/);
    assert.equal(await readFile(taken, 'utf8'), 'precious');
  });
});

describe('bounded memory', () => {
  const shape = { model: 'yuv', bitDepth: 8, chromaShiftX: 1, chromaShiftY: 1 } as const;
  const least = 6 * 2 * frameBytes(shape, WIDTH, HEIGHT);

  test('the least number of frames in flight is enough', { timeout: 60_000 }, async () => {
    const { frames, framesChanged } = await swapFaces(swapOf({ maxMemoryBytes: least })).result;
    assert.deepEqual({ frames, framesChanged }, { frames: 30, framesChanged: 30 });
  });

  test('less is refused, and the least is named', async () => {
    const error = await fails(swapOf({ maxMemoryBytes: least - 1 }), 'memory-exhausted', /640x360 need \d+ bytes/);
    assert.equal(error.data['minimumBytes'], least);
  });
});

/** Checks that a swap is refused, by its result and by its iterator, and leaves no file. */
async function fails(options: SwapOptions, code: string, message: RegExp): Promise<EngineError> {
  const names = await scratch.names();
  const run = swapFaces(options);
  const iterating = (async () => {
    for await (const _ of run);
  })();
  const [one, other] = await Promise.allSettled([run.result, iterating]);
  assert.ok(one.status === 'rejected' && other.status === 'rejected');
  assert.equal(one.reason, other.reason);
  assert.ok(one.reason instanceof EngineError);
  assert.equal(one.reason.code, code, one.reason.message);
  assert.match(one.reason.message, message);
  assert.deepEqual(await scratch.names(), names);
  return one.reason;
}

function grown([x, y, width, height]: Box, share: number): Box {
  return [x - share * width, y - share * height, width * (1 + 2 * share), height * (1 + 2 * share)];
}

/** How many samples of all planes differ outside the box, and which share of the first plane's samples inside. */
function changes(before: Frame, after: Frame, box: Box): { outside: number; inside: number } {
  let [outside, inside, within] = [0, 0, 0];
  before.planes.forEach((plane, index) => {
    const scale = plane.width / before.width;
    plane.data.forEach((value, at) => {
      const [x, y] = [(at % plane.stride) / scale - box[0], Math.floor(at / plane.stride) / scale - box[1]];
      const isInside = x >= 0 && y >= 0 && x <= box[2] && y <= box[3];
      const changed = value !== after.planes[index]!.data[at];
      if (!isInside) outside += changed ? 1 : 0;
      else if (index === 0) {
        within++;
        inside += changed ? 1 : 0;
      }
    });
  });
  return { outside, inside: inside / within };
}

/** Mean absolute change of the first plane's samples in the box, from frame to frame. */
function flicker(frames: readonly Frame[], [left, top, width, height]: Box): number {
  let [sum, samples] = [0, 0];
  for (let index = 1; index < frames.length; index++) {
    const [last, next] = [frames[index - 1]!.planes[0]!, frames[index]!.planes[0]!];
    for (let y = Math.ceil(top); y < top + height; y++) {
      for (let x = Math.ceil(left); x < left + width; x++, samples++) {
        sum += Math.abs(next.data[y * next.stride + x]! - last.data[y * last.stride + x]!);
      }
    }
  }
  return sum / samples;
}
