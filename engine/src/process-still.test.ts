/** Whole stills through contract networks: what is changed and what is not. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import {
  boxOf,
  type Colour,
  colourAt,
  countChanges,
  isNear,
  type PaintedFace,
  paintFaces,
  skins,
  swappedColour,
  writePicture,
} from '../test/painted-faces.ts';
import { ProcessScratch, type RunOptions } from '../test/process-scratch.ts';
import { openStill } from './decode/still.ts';
import type { Frame } from './frame/frame.ts';
import type { MaskOptions, ProcessorOptions, ProcessResult } from './index.ts';

const face: PaintedFace = { x: 79.5, y: 59.5, skin: skins.green };
const swapper: ProcessorOptions = { kind: 'face-swapper', model: 'inswapper_128' };

let scratch: ProcessScratch;
let red: string;
let target: string;
let unchanged: Frame;

before(async () => {
  scratch = await ProcessScratch.create();
  red = await scratch.person('red');
  target = await scratch.picture('green-face.png', [face]);
  unchanged = await pixels(target);
});
afterEach(() => scratch.sweep());
after(() => scratch[Symbol.asyncDispose]());

async function pixels(path: string): Promise<Frame> {
  return (await openStill(path)).frame;
}

/** Runs a swap of the red person over the green face, or what else is said. */
async function still(options: Partial<RunOptions> = {}): Promise<{ result: ProcessResult; frame: Frame }> {
  const result = await scratch.run({ sources: [red], target, ...options });
  return { result, frame: await pixels(result.output) };
}

describe('a still with a face', () => {
  test('is swapped inside the paste box, exact outside, and says what ran', async () => {
    const { result, frame } = await still({ selector: {}, landmarker: {}, moderate: true });
    const { kind, frames, framesChanged, faces, notes, ran, stages } = result;
    assert.deepEqual(
      { kind, frames, framesChanged, faces, notes },
      { kind: 'still', frames: 1, framesChanged: 1, faces: 1, notes: [] },
    );
    const { inside, outside } = countChanges(unchanged, frame, [boxOf(face)]);
    assert.equal(outside, 0);
    assert.ok(inside > 3000, `${inside} samples changed`);
    isNear(colourAt(frame, 70, 50), swappedColour(skins.red, skins.green));
    assert.deepEqual([ran.threads, ran.provider, ran.decoder, ran.encoder], [1, 'cpu', 'png', 'png']);
    // The first two content networks agree: the third is not asked. Nobody is filtered: nobody is classified.
    const models = ['2dfan4', 'arcface_w600k_r50', 'fan_68_5', 'inswapper_128', 'nsfw_1', 'nsfw_2', 'yoloface_8n'];
    assert.deepEqual(ran.models.map(({ model }) => model).sort(), models);
    for (const { model, provider, ms } of ran.models) assert.ok(provider === 'cpu' && ms > 0, model);
    for (const stage of ['decode', 'moderate', 'detect', 'landmarks', 'describe', 'swap', 'blend', 'encode'] as const) {
      assert.ok(stages[stage] > 0, `${stage} took no time`);
    }
  });

  test('every kind of swapper puts the person in, each from its own view of the source', async () => {
    const nobody = await scratch.picture('nobody.png', []);
    const sources = [nobody, red, await scratch.person('green')];
    for (const model of ['inswapper_128_fp16', 'uniface_256'] as const) {
      // The second is the first picture with a face: a network that looks at a picture takes that alone.
      const processors = [{ kind: 'face-swapper', model }] as const;
      const { result, frame } = await still({ processors, ...(model === 'uniface_256' && { sources }) });
      assert.equal(result.framesChanged, 1);
      const [r, g] = colourAt(frame, 70, 50);
      assert.ok(r > 120 && g < 110, `${model}: ${r}, ${g}`);
      const recognised = result.ran.models.some(({ model }) => model === 'arcface_w600k_r50');
      assert.equal(recognised, model !== 'uniface_256', 'a network that looks at the picture needs no recogniser');
    }
  });

  test('a boosted crop shows the same person', async () => {
    const { frame } = await still({ processors: [{ ...swapper, pixelBoost: 256 }] });
    assert.equal(countChanges(unchanged, frame, [boxOf(face)]).outside, 0);
    isNear(colourAt(frame, 70, 50), swappedColour(skins.red, skins.green));
  });

  test('weight takes some of the target in, or away', async () => {
    const reds: number[] = [];
    for (const weight of [0, 1]) {
      const { frame } = await still({ processors: [{ kind: 'face-swapper', model: 'hyperswap_1a_256', weight }] });
      reds.push(colourAt(frame, 70, 50)[0]);
    }
    const [usual] = swappedColour(skins.red, skins.green);
    assert.ok(reds[0]! < usual - 20 && usual + 20 < reds[1]!, `${reds}, around ${usual}`);
  });
});

describe('masks', () => {
  const places = { top: [77, 49], middle: [74, 57], bottom: [79, 70] } as const;
  type Place = keyof typeof places;
  const cases: readonly (readonly [MaskOptions, Readonly<Record<Place, boolean>>])[] = [
    [
      { types: ['box'], padding: [50, 0, 0, 0] },
      { top: false, middle: false, bottom: true },
    ],
    [
      { types: ['area'], areas: ['mouth'] },
      { top: false, middle: false, bottom: true },
    ],
    [
      { types: ['region'], regions: ['skin'] },
      { top: true, middle: true, bottom: false },
    ],
  ];
  for (const [mask, wanted] of cases) {
    test(`${JSON.stringify(mask)} changes only what it shows`, async () => {
      const { frame, result } = await still({ mask });
      for (const [place, [x, y]] of Object.entries(places)) {
        const changed = Math.abs(colourAt(frame, x, y)[0] - colourAt(unchanged, x, y)[0]) > 30;
        assert.equal(changed, wanted[place as Place], `${place}: ${colourAt(frame, x, y)}`);
      }
      const parsed = result.ran.models.some(({ model }) => model === 'bisenet_resnet_34');
      assert.equal(parsed, mask.types!.includes('region'));
    });
  }

  test('what stands before the face stays before it', async () => {
    const shown = paintFaces([face]);
    for (const { data } of shown.planes) for (let y = 40; y < 80; y++) data.fill(255, y * 160 + 88, y * 160 + 96);
    const covered = await writePicture(scratch.file('covered.png'), shown);
    const { frame, result } = await still({ target: covered, mask: { types: ['box', 'occlusion'] } });
    isNear(colourAt(frame, 92, 60), [255, 255, 255], 3);
    isNear(colourAt(frame, 70, 60), swappedColour(skins.red, skins.green));
    assert.ok(result.ran.models.some(({ model }) => model === 'xseg_1'));
  });
});

describe('a still without a face', () => {
  test('passes unchanged, pixel for pixel, with a note', async () => {
    const empty = await scratch.picture('no-face.png', []);
    const { result, frame } = await still({ target: empty });
    assert.deepEqual([result.framesChanged, result.faces], [0, 0]);
    assert.match(result.notes.join(), /no face was changed in .*no-face\.png: 0 of 1 frames/);
    const { inside, outside } = countChanges(await pixels(empty), frame, []);
    assert.equal(inside + outside, 0);
  });
});

describe('an enlarged still', () => {
  const enhancer: ProcessorOptions = { kind: 'frame-enhancer', model: 'real_esrgan_x2', blend: 1 };
  const opposite = ([r, g, b]: Colour): Colour => [255 - r, 255 - g, 255 - b];
  const opacity = (x: number) => (x < 80 ? 255 : 40);

  test('has its old size, or the one that is asked for, and its transparency', async () => {
    const clear = await writePicture(scratch.file('clear.png'), paintFaces([face]), opacity);
    for (const scale of [1, 2]) {
      const result = await scratch.run({ target: clear, processors: [enhancer], result: { scale } });
      const { frame, alpha } = await openStill(result.output);
      assert.deepEqual([frame.width, frame.height], [160 * scale, 120 * scale]);
      assert.deepEqual([alpha?.width, alpha?.height], [frame.width, frame.height]);
      const at = (x: number, y: number) => [Math.round(x * scale), Math.round(y * scale)] as const;
      isNear(colourAt(frame, ...at(70, 50)), opposite(skins.green), 3);
      for (const x of [10, 60, 100, 150]) {
        const [column, row] = at(x, 60);
        assert.equal(alpha!.data[row * alpha!.stride + column], opacity(x));
      }
      assert.deepEqual([result.framesChanged, result.faces, result.notes], [1, 0, []]);
      // No face is looked for where no face matters.
      assert.deepEqual(
        result.ran.models.map(({ model }) => model),
        ['real_esrgan_x2'],
      );
    }
  });

  test('can be swapped after it was enlarged: faces grow with it', async () => {
    const { frame } = await still({ processors: [enhancer, swapper], result: { scale: 2 } });
    isNear(colourAt(frame, 140, 100), swappedColour(skins.red, opposite(skins.green)));
    isNear(colourAt(frame, 20, 20), opposite(colourAt(unchanged, 10, 10) as Colour), 3);
  });
});

describe('content', () => {
  const fill = (colour: Colour) => {
    const frame = paintFaces([]);
    for (const [index, { data }] of frame.planes.entries()) data.fill(colour[index]!);
    return frame;
  };

  test('that two networks find unfit is refused', async () => {
    const unfit = await writePicture(scratch.file('unfit.png'), fill([255, 0, 255]));
    const error = await scratch.refuses(
      { sources: [red], target: unfit, moderate: true },
      'content-refused',
      /unfit\.png/,
    );
    assert.equal(error.data['path'], unfit);
  });

  test('that one network of two finds unfit is shown to the third', async () => {
    const doubtful = await writePicture(scratch.file('doubtful.png'), fill([255, 255, 0]));
    const { result } = await still({ target: doubtful, moderate: true });
    assert.ok(result.ran.models.some(({ model }) => model === 'nsfw_3'));
  });
});
