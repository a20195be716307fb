import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { writeContractModels } from '../test/contract-models.ts';
import { makeFaceFilm } from '../test/face-film.ts';
import { inspectFilm } from '../test/inspect-film.ts';
import { type Colour, colourAt, paintFaces, skins, writePicture } from '../test/painted-faces.ts';
import { Scratch } from '../test/scratch.ts';
import { openStill } from './decode/still.ts';
import { EngineError, type EngineErrorCode } from './errors.ts';
import { processMedia } from './process-media.ts';
import type { ProcessOptions, ProcessResult } from './process-options.ts';
import { networkProcess } from './swap-by-network.ts';
import { swapFaces } from './swap-faces.ts';
import type { SwapOptions } from './swap-options.ts';

const files = { source: 'a.png', target: 'b.png', output: 'c.png' };

test('what a swap asks for becomes a chain of processors', () => {
  assert.deepEqual(networkProcess({ ...files }, 'inswapper_128'), {
    ...{ sources: ['a.png'], target: 'b.png', output: 'c.png' },
    processors: [{ kind: 'face-swapper', model: 'inswapper_128' }],
    selector: { mode: 'one' },
    ...{ detector: {}, mask: {}, result: {}, execution: {} },
  });
  const { signal } = new AbortController();
  const all: Required<Omit<SwapOptions, 'model' | 'keep' | 'border'>> = {
    ...{
      ...files,
      source: ['a.png', 'd.png'],
      enhance: 'gfpgan_1.4',
      enlarge: 'real_esrgan_x2',
      mask: ['box', 'region'],
    },
    ...{
      detector: 'scrfd',
      detectorSize: 320,
      score: 0.4,
      faces: 'reference',
      order: 'left-right',
      reference: 'r.png',
    },
    ...{ referenceDistance: 0.5, blend: 0.7, providers: ['cuda', 'cpu'], threads: 3, maxMemoryBytes: 1e9 },
    ...{ encoder: 'libx265', quality: 60, preset: 'fast', trim: { start: 1, end: 2 }, overwrite: true },
    ...{ allowPartial: true, requireFace: true, commercial: true, modelFolder: 'models', signal },
  };
  assert.deepEqual(networkProcess(all, 'simswap_256'), {
    ...{ sources: ['a.png', 'd.png'], target: 'b.png', output: 'c.png' },
    processors: [
      { kind: 'face-swapper', model: 'simswap_256', blend: 0.7 },
      { kind: 'face-enhancer', model: 'gfpgan_1.4' },
      { kind: 'frame-enhancer', model: 'real_esrgan_x2' },
    ],
    detector: { model: 'scrfd', size: 320, score: 0.4 },
    selector: { mode: 'reference', order: 'left-right', referencePicture: 'r.png', referenceDistance: 0.25 },
    mask: { types: ['box', 'region'] },
    result: { encoder: 'libx265', quality: 60, preset: 'fast', overwrite: true },
    execution: { providers: ['cuda', 'cpu'], threads: 3, maxMemoryBytes: 1e9, modelFolder: 'models' },
    ...{ trim: { start: 1, end: 2 }, allowPartial: true, requireFace: true, commercial: true, signal },
  });
});

const fails = (code: EngineErrorCode, message: RegExp) => (error: unknown) =>
  error instanceof EngineError && error.code === code && message.test(error.message);

test('an option that means nothing to the model is refused by name', async () => {
  const refused = (options: Partial<SwapOptions>, message: RegExp) =>
    assert.rejects(swapFaces({ ...files, ...options }).result, fails('option-invalid', message));
  await refused(
    { model: 'inswapper_128', keep: ['brows'] },
    /option keep means nothing to the model inswapper_128: option mask/,
  );
  await refused({ model: 'ghost_1_256', border: 'feather' }, /option border means nothing to the model ghost_1_256/);
  await refused(
    { enhance: 'gfpgan_1.4' },
    /option enhance means nothing to the model mesh: it goes with a face swapper/,
  );
  await refused({ model: 'mesh', mask: ['box'] }, /option mask means nothing to the model mesh/);
  await refused({ model: 'roop' as never }, /option model is roop \(allowed: mesh, blendswap_256/);
  await refused({ model: 'uniface_256', faces: 'reference' }, /needs a reference picture/);
  await refused({ model: 'uniface_256', enhance: 'gpen' as never }, /face-enhancer.model is gpen/);
});

describe('a swap by a network', () => {
  let scratch: Scratch;
  let swap: (name: string, options?: Partial<SwapOptions>) => Promise<Awaited<ReturnType<typeof swapFaces>['result']>>;
  before(async () => {
    scratch = await Scratch.create();
    const modelFolder = scratch.file('models');
    await writeContractModels(modelFolder);
    const [red, green] = [
      { x: 40, y: 60, skin: skins.red },
      { x: 120, y: 60, skin: skins.green },
    ];
    const target = await writePicture(scratch.file('target.png'), paintFaces([red, green]));
    const source = await writePicture(scratch.file('source.png'), paintFaces([{ x: 80, y: 60, skin: skins.yellow }]));
    await writePicture(scratch.file('green.png'), paintFaces([{ x: 60, y: 60, skin: skins.green }]));
    await writePicture(scratch.file('nobody.png'), paintFaces([]));
    swap = (name, options) => {
      const given = { source, target, output: scratch.file(name), model: 'inswapper_128', modelFolder } as const;
      return swapFaces({ ...given, ...options }).result;
    };
  });
  after(() => scratch[Symbol.asyncDispose]());

  /** Beside each face's marker. */
  const skinsOf = async (name: string) => {
    const { frame } = await openStill(scratch.file(name));
    return [colourAt(frame, 40, 68), colourAt(frame, 120, 68)] as const;
  };
  const isLike = (colour: Colour, other: Colour) => colour.every((value, at) => Math.abs(value - other[at]!) < 3);

  test('changes the faces that are asked for, and says where each network ran', async () => {
    const { ran, faces } = await swap('one.png', { order: 'left-right' });
    assert.equal(faces, 1);
    assert.equal(ran.provider, 'cpu');
    assert.ok(ran.models?.some(({ model, provider }) => model === 'inswapper_128' && provider === 'cpu'));
    const [left, right] = await skinsOf('one.png');
    assert.deepEqual([isLike(left, skins.red), isLike(right, skins.green)], [false, true]);
    assert.equal((await swap('many.png', { faces: 'many' })).faces, 2);
  });

  test('finds who is to be replaced by a picture of them', async () => {
    await swap('reference.png', { faces: 'reference', reference: scratch.file('green.png') });
    const [left, right] = await skinsOf('reference.png');
    assert.deepEqual([isLike(left, skins.red), isLike(right, skins.green)], [true, false]);
    const nobody = swap('nobody-meant.png', { faces: 'reference', reference: scratch.file('nobody.png') });
    await assert.rejects(nobody, fails('face-not-found', /no face was found in the reference picture .*nobody\.png/));
  });

  test('blends with what was there', async () => {
    await swap('whole.png', { order: 'left-right' });
    await swap('half.png', { order: 'left-right', blend: 0.5 });
    const [[whole], [half]] = [await skinsOf('whole.png'), await skinsOf('half.png')];
    assert.ok(!isLike(whole, skins.red));
    const middle = whole.map((value, at) => (value + skins.red[at]!) / 2) as [number, number, number];
    assert.ok(isLike(half, middle), `${half} is not ${middle}`);
  });

  test('enhances and enlarges what it has made', async () => {
    const { ran } = await swap('chain.png', {
      enhance: 'gfpgan_1.4',
      enlarge: 'real_esrgan_x2',
      mask: ['box', 'region'],
    });
    const { frame } = await openStill(scratch.file('chain.png'));
    // The result keeps the target's size; the networks ran all the same.
    assert.equal(frame.width, 160);
    const names = ran.models?.map(({ model }) => model) ?? [];
    for (const name of ['gfpgan_1.4', 'real_esrgan_x2', 'bisenet_resnet_34']) assert.ok(names.includes(name), name);
  });

  test('is refused without a face where one is required, and leaves nothing', async () => {
    const target = scratch.file('nobody.png');
    await assert.rejects(swap('none.png', { target, requireFace: true }), fails('face-not-found', /one is required/));
    assert.ok(!(await scratch.names()).includes('none.png'));
    assert.match((await swap('none.png', { target })).notes.join(), /no face was changed/);
  });

  test('is refused for sale, by the names of the parts that forbid it; the mesh passes', async () => {
    const refused = swap('sold.png', { commercial: true });
    await assert.rejects(
      refused,
      fails('licence-refused', /arcface_w600k_r50.*inswapper_128: its licence \S+ forbids/),
    );
    // Its models may be sold: it goes on, to where the picture shows no face that it knows.
    await assert.rejects(
      swap('mesh.png', { model: 'mesh', commercial: true }),
      fails('face-not-found', /source picture/),
    );
  });
});

describe('a film by a network', () => {
  let scratch: Scratch;
  let swap: (name: string, options?: Partial<ProcessOptions>) => Promise<ProcessResult>;
  before(async () => {
    scratch = await Scratch.create();
    const modelFolder = scratch.file('models');
    await writeContractModels(modelFolder);
    const source = await writePicture(scratch.file('source.png'), paintFaces([{ x: 80, y: 60, skin: skins.yellow }]));
    const film = { camera: () => [1, 0, 0, 0, 1, 0] as const, frames: 50, width: 160, height: 120 };
    await makeFaceFilm(scratch.file('face.mkv'), { photo: paintFaces([{ x: 80, y: 60, skin: skins.red }]), ...film });
    await makeFaceFilm(scratch.file('nobody.mkv'), { photo: paintFaces([]), ...film });
    swap = (name, options) => {
      const files = { sources: [source], target: scratch.file('face.mkv'), output: scratch.file(name) };
      const processors = [{ kind: 'face-swapper', model: 'inswapper_128' }] as const;
      const execution = { modelFolder, threads: 1 };
      return processMedia({ ...files, processors, selector: { mode: 'one' }, execution, ...options }).result;
    };
  });
  after(() => scratch[Symbol.asyncDispose]());

  test('is trimmed by seconds or by frames, and keeps its times or gets others', async () => {
    assert.equal((await swap('seconds.mkv', { trim: { start: 0.4, end: 1 } })).frames, 15);
    assert.equal((await swap('frames.mkv', { trimFrames: { start: 10, end: 25 } })).frames, 15);
    await swap('slow.mkv', { result: { frameRate: 10, audio: 'none', rateFactor: 30 } });
    const { video } = await inspectFilm(scratch.file('slow.mkv'));
    assert.deepEqual([video.frameRate, video.times.length], ['10/1', 20]);
  });

  test('is refused without a face where one is required, and leaves nothing', async () => {
    const none = swap('none.mkv', { target: scratch.file('nobody.mkv'), requireFace: true });
    await assert.rejects(none, fails('face-not-found', /one is required/));
    assert.ok(!(await scratch.names()).includes('none.mkv'));
  });
});
