/** Whole films through contract networks: which frames are changed, where, and when they are shown. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { readFrames } from '../test/face-film.ts';
import { inspectFilm, sameTime } from '../test/inspect-film.ts';
import {
  boxOf,
  type Colour,
  colourAt,
  countChanges,
  filled,
  isNear,
  type PaintedFace,
  paintFaces,
  skins,
  swappedColour,
} from '../test/painted-faces.ts';
import { ProcessScratch, type RunOptions } from '../test/process-scratch.ts';
import { digitalSourceTypes } from './encode/marks.ts';
import { type Frame, frameBytes } from './frame/frame.ts';

const FRAMES = 12;
/** A face that walks from left to right. */
const walker = (index: number): PaintedFace => ({ x: 40.5 + 5 * index, y: 59.5, skin: skins.green });

let scratch: ProcessScratch;
let red: string;
let walk: string;
let walked: Frame[];

before(async () => {
  scratch = await ProcessScratch.create();
  red = await scratch.person('red');
  // Nothing new is shown for three frames after the eighth.
  const time = (index: number) => (index < 8 ? index : index + 3);
  walk = await scratch.film('walk.mkv', { frames: FRAMES, faces: (index) => [walker(index)], time });
  walked = await readFrames(walk);
});
afterEach(() => scratch.sweep());
after(() => scratch[Symbol.asyncDispose]());

/** A swap of the red person. */
function swapOf(options: RunOptions): RunOptions {
  return { sources: [red], ...options };
}

/** The numbers of the frames in which a sample near (x, y) is not what it was. */
function changedAt(before: readonly Frame[], after: readonly Frame[], x: number, y: number): number[] {
  assert.equal(after.length, before.length);
  return after.flatMap((frame, index) => {
    const { inside } = countChanges(before[index]!, frame, [[x, y, 0, 0]], 1);
    return inside > 0 ? [index] : [];
  });
}

const all = (frames: number) => Array.from({ length: frames }, (_, index) => index);

async function assertSameTimes(before: string, after: string): Promise<void> {
  const [from, to] = [(await inspectFilm(before)).video.times, (await inspectFilm(after)).video.times];
  assert.equal(to.length, from.length);
  for (const [index, time] of from.entries()) assert.ok(sameTime(time, to[index]!), `frame ${index}`);
}

describe('a face that moves', () => {
  let frames: Frame[];

  test('is swapped where it is, in every frame, exact outside and at its own times', async () => {
    const options = swapOf({ target: walk, selector: {}, landmarker: {}, execution: { threads: 2 } });
    const { result, ...film } = await scratch.frames(options);
    frames = film.frames;
    const { kind, framesChanged, faces, notes, ran } = result;
    assert.deepEqual(
      { kind, frames: result.frames, framesChanged, faces, notes },
      { kind: 'film', frames: FRAMES, framesChanged: FRAMES, faces: 1, notes: [] },
    );
    assert.equal(frames.length, FRAMES);
    for (const [index, frame] of frames.entries()) {
      const { x, y } = walker(index);
      // Coarse chroma, and a middle that is known to a part of a pixel: two pixels of room.
      const { inside, outside } = countChanges(walked[index]!, frame, [boxOf(walker(index))], 2);
      assert.equal(outside, 0, `frame ${index}`);
      assert.ok(inside > 1200, `frame ${index}: ${inside} samples changed`);
      isNear(colourAt(frame, x - 10, y - 8), swappedColour(skins.red, skins.green));
    }
    await assertSameTimes(walk, result.output);
    const { tags } = await inspectFilm(result.output);
    assert.match(JSON.stringify(tags), new RegExp(digitalSourceTypes.compositeWithTrainedAlgorithmicMedia));
    assert.deepEqual([ran.threads, ran.encoder, ran.provider], [2, 'ffv1', 'cpu']);
    const models = ['2dfan4', 'arcface_w600k_r50', 'fan_68_5', 'inswapper_128', 'yoloface_8n'];
    assert.deepEqual(ran.models.map(({ model }) => model).sort(), models);
  });

  test('comes out the same from one thread', async () => {
    const { result, ...one } = await scratch.frames(swapOf({ target: walk, landmarker: {} }));
    assert.equal(result.ran.threads, 1);
    for (const [index, frame] of one.frames.entries()) {
      assert.equal(countChanges(frames[index]!, frame, []).outside, 0, `frame ${index}`);
    }
  });
});

describe('whom a film shows', () => {
  let film: string;
  let unchanged: Frame[];

  before(async () => {
    // Nobody, then a green face on the left, then also a yellow one on the right, which stays alone.
    const left = { x: 40.5, y: 59.5, skin: skins.green };
    const right = { x: 120.5, y: 59.5, skin: skins.yellow };
    const faces = (index: number) => [...(index >= 2 && index < 9 ? [left] : []), ...(index >= 6 ? [right] : [])];
    film = await scratch.film('two.mkv', { frames: 12, faces });
    unchanged = await readFrames(film);
  });

  test('is asked of the reference frame: only that person is changed', async () => {
    const { result, frames } = await scratch.frames(swapOf({ target: film, selector: { referenceFrame: 10 } }));
    assert.deepEqual(changedAt(unchanged, frames, 30, 50), []);
    assert.deepEqual(changedAt(unchanged, frames, 110, 50), [6, 7, 8, 9, 10, 11]);
    assert.deepEqual([result.framesChanged, result.faces], [6, 1]);
  });

  test('is nobody when the reference frame is empty: no frame changes, and two notes say why', async () => {
    const { result, frames } = await scratch.frames(swapOf({ target: film, selector: { referenceFrame: 1 } }));
    assert.equal(frames.length, unchanged.length);
    for (const [index, frame] of frames.entries()) assert.equal(countChanges(unchanged[index]!, frame, []).outside, 0);
    assert.match(result.notes.join('\n'), /reference frame shows no face to look for: frame 1 of .*two\.mkv/);
    assert.match(result.notes.join('\n'), /no face was changed in .*two\.mkv: 0 of 12 frames/);
    await assertSameTimes(film, result.output);
  });
});

describe('a face that is missed in one frame', () => {
  test('is filled in by the tracker, and only by it', async () => {
    const faces = (index: number) => [{ ...walker(index), hidden: index === 5 }];
    const film = await scratch.film('missed.mkv', { frames: 10, faces });
    const before = await readFrames(film);
    const changed = async (options: Partial<RunOptions>) => {
      const { result, frames } = await scratch.frames(swapOf({ target: film, ...options }));
      for (const [index, frame] of frames.entries()) {
        assert.equal(countChanges(before[index]!, frame, [boxOf(walker(index))], 2).outside, 0, `frame ${index}`);
      }
      return { result, frames, numbers: all(10).filter((n) => countChanges(before[n]!, frames[n]!, []).outside > 0) };
    };
    assert.deepEqual((await changed({})).numbers, [0, 1, 2, 3, 4, 6, 7, 8, 9]);
    const filled = await changed({ trackerScore: 0.3, execution: { threads: 2 } });
    assert.deepEqual(filled.numbers, all(10));
    const { x, y } = walker(5);
    isNear(colourAt(filled.frames[5]!, x - 10, y - 8), swappedColour(skins.red, skins.green));
    assert.deepEqual([filled.result.framesChanged, filled.result.faces], [10, 1]);
  });
});

describe('a part of a film', () => {
  test('is worked on alone: the first frame is in, the last one out', async () => {
    const film = await scratch.film('even.mkv', { frames: 10, faces: (index) => [walker(index)] });
    const before = (await readFrames(film)).slice(3, 8);
    const { result, frames } = await scratch.frames(swapOf({ target: film, trimFrames: { start: 3, end: 8 } }));
    assert.deepEqual([result.frames, result.framesChanged, frames.length], [5, 5, 5]);
    for (const [index, frame] of frames.entries()) {
      assert.equal(countChanges(before[index]!, frame, [boxOf(walker(index + 3))], 2).outside, 0, `frame ${index}`);
    }
  });

  test('that lies behind its end is refused', async () => {
    await scratch.refuses(
      swapOf({ target: walk, trimFrames: { start: 500 } }),
      'option-invalid',
      /walk\.mkv has no picture/,
    );
  });
});

describe('the size of a film', () => {
  const enlarge = { kind: 'frame-enhancer', model: 'real_esrgan_x2', blend: 1 } as const;
  const opposite = ([r, g, b]: Colour): Colour => [255 - r, 255 - g, 255 - b];

  test('stays odd after its frames were enlarged, or becomes what is asked for', async () => {
    const still: PaintedFace = { x: 40.5, y: 30.5, skin: skins.green };
    const film = await scratch.film('odd.mkv', { frames: 5, width: 81, height: 61, faces: () => [still] });
    for (const [scale, width, height] of [
      [1, 81, 61],
      [2, 162, 122],
    ] as const) {
      const options = { target: film, processors: [enlarge], result: { scale } };
      const { result, frames } = await scratch.frames(options);
      assert.deepEqual([result.frames, result.framesChanged, result.faces, result.notes], [5, 5, 0, []]);
      for (const frame of frames) {
        assert.deepEqual([frame.width, frame.height], [width, height]);
        const chroma = frame.planes[1]!;
        assert.deepEqual([chroma.width, chroma.height], [Math.ceil(width / 2), Math.ceil(height / 2)]);
        isNear(colourAt(frame, 30 * scale, 20 * scale), opposite(skins.green), 6);
      }
      await assertSameTimes(film, result.output);
    }
  });

  test('may shrink; faces are found and changed at the size that the film had', async () => {
    const processors = [enlarge, { kind: 'face-swapper', model: 'inswapper_128' }] as const;
    const { result, frames } = await scratch.frames(swapOf({ target: walk, processors, result: { scale: 0.5 } }));
    assert.deepEqual([frames[0]!.width, frames[0]!.height, frames.length], [80, 60, FRAMES]);
    for (const [index, frame] of frames.entries()) {
      const { x, y } = walker(index);
      isNear(colourAt(frame, (x - 10) / 2, (y - 8) / 2), swappedColour(skins.red, opposite(skins.green)));
    }
    await assertSameTimes(walk, result.output);
  });
});

describe('content', () => {
  /** One frame a second, each of which is looked at. */
  const slideshow = (name: string, unfit: readonly number[]) =>
    scratch.film(name, {
      ...{ frames: 10, frameRate: 1 },
      faces: (index) => (unfit.includes(index) ? filled([255, 0, 255]) : paintFaces([walker(index)])),
    });

  test('of a film with one unfit frame in ten passes, with two it is refused and nothing is written', async () => {
    const passing = swapOf({ target: await slideshow('passes.mkv', [4]), moderate: true });
    const result = await scratch.run(passing);
    assert.deepEqual([result.frames, result.framesChanged], [10, 9]);
    const models = result.ran.models.map(({ model }) => model);
    assert.ok(models.includes('nsfw_2') && !models.includes('nsfw_3'), `${models}`);
    const unfit = await slideshow('unfit.mkv', [4, 7]);
    await scratch.refuses(swapOf({ target: unfit, moderate: true }), 'content-refused', /unfit\.mkv/);
  });
});

describe('a film that is canceled', () => {
  test('in the middle leaves nothing', async () => {
    const before = await scratch.outputs();
    const controller = new AbortController();
    const run = scratch.start(swapOf({ target: walk, signal: controller.signal, execution: { threads: 2 } }));
    let frames = 0;
    const iterate = async () => {
      for await (const { frame } of run) {
        frames = frame;
        if (frame >= 4) controller.abort();
      }
    };
    await assert.rejects(iterate(), { name: 'EngineError', code: 'canceled' });
    await assert.rejects(run.result, { name: 'EngineError', code: 'canceled' });
    assert.ok(frames >= 4 && frames < FRAMES, `canceled after ${frames} frames`);
    assert.deepEqual(await scratch.outputs(), before);
  });
});

describe('little memory', () => {
  const frame = 2 * frameBytes(walkedFormat(), 160, 120);

  test('makes fewer threads, with a note, and the film is the same', async () => {
    const options = swapOf({ target: walk, execution: { threads: 3, maxMemoryBytes: 20 * frame } });
    const { result, frames } = await scratch.frames(options);
    assert.equal(result.ran.threads, 1);
    assert.match(result.notes.join(), /1 threads? instead of 3: the models take \d+ MB in each/);
    assert.deepEqual([result.framesChanged, frames.length], [FRAMES, FRAMES]);
  });

  test('that does not hold the frames a tracker wants is refused, and the least is named', async () => {
    const options = swapOf({ target: walk, trackerScore: 0.3, execution: { maxMemoryBytes: 3 * frame - 1 } });
    const error = await scratch.refuses(options, 'memory-exhausted', /160x120 need \d+ bytes/);
    assert.equal(error.data['minimumBytes'], 3 * frame);
  });

  function walkedFormat() {
    return { model: 'yuv', bitDepth: 8, chromaShiftX: 1, chromaShiftY: 1 } as const;
  }
});
