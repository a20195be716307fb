/** What `processMedia` refuses before it writes anything, and which networks it leaves alone. */
import assert from 'node:assert/strict';
import { link, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { colourRecogniser, contractModels } from '../test/contract-models.ts';
import { skins } from '../test/painted-faces.ts';
import { ProcessScratch, type RunOptions } from '../test/process-scratch.ts';
import type { EngineErrorCode, ProcessOptions } from './index.ts';

let scratch: ProcessScratch;
let red: string;
let target: string;
let film: string;

before(async () => {
  scratch = await ProcessScratch.create();
  red = await scratch.person('red');
  const faces = [{ x: 79.5, y: 59.5, skin: skins.green }];
  target = await scratch.picture('green-face.png', faces);
  film = await scratch.film('green-face.mkv', { frames: 3, faces: () => faces });
});
afterEach(() => scratch.sweep());
after(() => scratch[Symbol.asyncDispose]());

function refuses(options: Partial<RunOptions>, code: EngineErrorCode, message: RegExp) {
  return scratch.refuses({ sources: [red], target, ...options }, code, message);
}

/** A folder with all contract models but these, or with these in their place. */
async function modelsWith(name: string, files: Readonly<Record<string, Uint8Array | undefined>>): Promise<string> {
  const folder = scratch.file(name);
  await mkdir(folder);
  for (const model of Object.keys({ ...contractModels, ...files })) {
    const path = join(folder, `${model}.onnx`);
    if (!(model in files)) await link(join(scratch.models, `${model}.onnx`), path);
    else if (files[model] !== undefined) await writeFile(path, files[model]);
  }
  return folder;
}

describe('a wrong value', () => {
  const wrong: readonly (readonly [Record<string, unknown>, RegExp])[] = [
    [{ processors: [] }, /option processors is \[\] \(allowed: one or more\)/],
    [
      { processors: [{ kind: 'blur' }] },
      /processors is blur \(allowed: face-swapper, face-enhancer, frame-enhancer, face-d/,
    ],
    [
      { processors: [{ kind: 'face-swapper', model: 'x' }] },
      /face-swapper\.model is x \(allowed: blendswap_256, ghost_1/,
    ],
    [{ processors: [{ kind: 'face-swapper', weight: 1.1 }] }, /face-swapper\.weight is 1\.1 \(allowed: 0 to 1\)/],
    [
      { processors: [{ kind: 'face-enhancer', model: 'x' }] },
      /face-enhancer\.model is x \(allowed: codeformer, gfpgan_1/,
    ],
    [{ processors: [{ kind: 'face-enhancer', blend: 2 }] }, /face-enhancer\.blend is 2 \(allowed: 0 to 1\)/],
    [
      { processors: [{ kind: 'frame-enhancer', model: 'x' }] },
      /frame-enhancer\.model is x \(allowed: clear_reality_x4/,
    ],
    [
      { processors: [{ kind: 'face-debugger', items: ['x'] }] },
      /items is x \(allowed: bounding-box, face-landmark-5, /,
    ],
    [{ detector: { model: 'x' } }, /detector\.model is x \(allowed: many, retinaface, scrfd, yolo_face, yunet\)/],
    [{ detector: { model: 'yunet', size: 320 } }, /detector\.size is 320 \(allowed: 640\)/],
    [{ detector: { model: 'scrfd', size: 600 } }, /detector\.size is 600 \(allowed: 160, 320, 480, 512, 640\)/],
    [{ detector: { angles: [45] } }, /detector\.angles is 45 \(allowed: 0, 90, 180, 270\)/],
    [{ detector: { margin: [0, 0, 101, 0] } }, /detector\.margin is 101 \(allowed: 0 to 100\)/],
    [{ detector: { score: Number.NaN } }, /detector\.score is NaN \(allowed: 0 to 1\)/],
    [{ landmarker: { model: 'x' } }, /landmarker\.model is x \(allowed: many, 2dfan4, peppa_wutz\)/],
    [{ selector: { mode: 'x' } }, /selector\.mode is x \(allowed: .*reference/],
    [{ selector: { order: 'x' } }, /selector\.order is x \(allowed: left-right, .*large-small/],
    [{ selector: { gender: 'x' } }, /selector\.gender is x \(allowed: female, male, auto\)/],
    [{ selector: { race: 'x' } }, /selector\.race is x \(allowed: .*asian.*auto\)/],
    [{ selector: { ageEnd: 101 } }, /selector\.ageEnd is 101 \(allowed: 0 to 100\)/],
    [{ selector: { referenceFrame: 1.5 } }, /selector\.referenceFrame is 1\.5 \(allowed: a whole number/],
    [{ mask: { types: [] } }, /mask\.types is \[\] \(allowed: one or more of box, occlusion, area, region\)/],
    [{ mask: { areas: ['x'] } }, /mask\.areas is x \(allowed: upper-face, lower-face, mouth\)/],
    [{ mask: { regions: ['ear'] } }, /mask\.regions is ear \(allowed: skin, left-eyebrow, /],
    [{ mask: { occluder: 'x' } }, /mask\.occluder is x \(allowed: many, xseg_1, xseg_2, xseg_3\)/],
    [{ mask: { parser: 'x' } }, /mask\.parser is x \(allowed: bisenet_resnet_18, bisenet_resnet_34\)/],
    [
      { mask: { padding: [1, 2, 3] } },
      /mask\.padding is \[1,2,3\] \(allowed: four numbers: top, right, bottom, left\)/,
    ],
    [{ trackerScore: -1 }, /trackerScore is -1 \(allowed: 0 to 1\)/],
    [{ trimFrames: { start: 5, end: 5 } }, /trimFrames\.end is 5 \(allowed: more than 5\)/],
    [{ result: { scale: 9 } }, /result\.scale is 9 \(allowed: 0\.25 to 8\)/],
    [{ execution: { threads: 0 } }, /threads is 0 \(allowed: 1 to 256\)/],
    [{ execution: { providers: [] } }, /providers is \[\] \(allowed: one or more of auto, cpu, /],
    [{ target: '' }, /option target is {2}\(allowed: the path of a file\)/],
  ];

  test('of an option is refused with what is allowed', async () => {
    for (const [options, message] of wrong)
      await refuses(options as Partial<ProcessOptions>, 'option-invalid', message);
  });

  test('that only the network knows to be wrong is refused before anything is written', async () => {
    const processors = [{ kind: 'face-swapper', model: 'inswapper_128', pixelBoost: 200 }] as const;
    await refuses({ processors }, 'option-invalid', /pixelBoost is 200 \(allowed: 128, 256, 384, 512, 768, 1024\)/);
  });

  test('of a path is refused by its name', async () => {
    await scratch.refuses({ target }, 'option-invalid', /face-swapper needs a source picture \(option sources\)/);
    await refuses({ sources: [scratch.file('nobody.jpg')] }, 'media-unreadable', /nobody\.jpg/);
    await refuses({ target: scratch.file('nothing.mp4') }, 'media-unreadable', /nothing\.mp4/);
    for (const [path, name] of [
      [film, 'taken.mkv'],
      [target, 'taken.png'],
    ] as const) {
      const output = scratch.file(name);
      await writeFile(output, 'precious');
      await refuses({ target: path, output }, 'output-exists', /taken\.... exists/);
      assert.equal(await readFile(output, 'utf8'), 'precious');
    }
  });
});

describe('a model', () => {
  test('that is missing is named, and all that are missing at once', async () => {
    const one = await modelsWith('one-missing', { fan_68_5: undefined });
    const error = await refuses({ execution: { modelFolder: one } }, 'model-missing', /fan_68_5/);
    assert.match(error.message, /models pull fan_68_5/);
    const three = await modelsWith('three-missing', { fan_68_5: undefined, yoloface_8n: undefined });
    const processors = [{ kind: 'face-swapper', model: 'ghost_2_256' }] as const;
    const options = { processors, moderate: true, execution: { modelFolder: three } };
    const { data, message } = await refuses(options, 'model-missing', /^4 models are missing in .*three-missing: /);
    assert.deepEqual([...(data['models'] as string[])].sort(), [
      ...['crossface_ghost', 'fan_68_5', 'ghost_2_256', 'yoloface_8n'],
    ]);
    assert.match(message, /models pull .*crossface_ghost/);
  });

  test('whose file is another network is refused by the tensor, and nothing is written', async () => {
    const cases = [
      ['inswapper_128', 'uniface_256', /inswapper_128 .*'target' of \[1,3,256,256\], not \[1,3,128,128\]/],
      ['arcface_w600k_r50', 'fairface', /arcface_w600k_r50 .*'input' of \[1,3,224,224\], not \[1,3,112,112\]/],
      ['nsfw_2', 'nsfw_3', /nsfw_2 .*'input' of \[1,3,448,448\], not \[1,3,384,384\]/],
    ] as const;
    for (const [model, other, message] of cases) {
      const modelFolder = await modelsWith(`wrong-${model}`, { [model]: contractModels[other]!() });
      const options = { target: film, moderate: model === 'nsfw_2', execution: { modelFolder } };
      const error = await refuses(options, 'model-invalid', message);
      assert.equal(error.data['model'], model);
    }
    const broken = await modelsWith('broken', { inswapper_128: Uint8Array.of(1, 2, 3) });
    await refuses({ target: film, execution: { modelFolder: broken } }, 'model-invalid', /inswapper_128/);
  });

  test('that may not be sold refuses a commercial run; a chain of others runs', async () => {
    const error = await refuses({ commercial: true }, 'licence-refused', /inswapper_128: .*Non-?Commercial/i);
    const refused = [...(error.data['models'] as string[])];
    assert.deepEqual(
      ['arcface_w600k_r50', 'inswapper_128', 'yoloface_8n'].map((model) => refused.includes(model)),
      [true, true, false],
    );
    const processors = [{ kind: 'frame-enhancer', model: 'real_esrgan_x2' }] as const;
    const { framesChanged } = await scratch.run({ target, processors, commercial: true, moderate: true });
    assert.equal(framesChanged, 1);
  });
});

describe('what is not asked for', () => {
  test('is not run: targets are recognised only to choose among them or to mix them in', async () => {
    // This recogniser breaks down before a green face, and the target's is green.
    const modelFolder = await modelsWith('shy', { arcface_w600k_r50: colourRecogniser(true) });
    const execution = { modelFolder };
    assert.equal((await scratch.run({ sources: [red], target, execution })).framesChanged, 1);
    const processors = [{ kind: 'face-swapper', model: 'inswapper_128', weight: 0.4 }] as const;
    await refuses({ processors, target: film, execution }, 'model-invalid', /arcface_w600k_r50/);
  });

  test('is not waited for: a run that was canceled before it began does nothing', async () => {
    await refuses({ signal: AbortSignal.abort() }, 'canceled', /./);
    await refuses({ target: film, signal: AbortSignal.abort() }, 'canceled', /./);
  });

  test('is not put in its place: a provider that is not here is refused', async () => {
    const provider = process.platform === 'darwin' ? 'directml' : 'coreml';
    await refuses(
      { execution: { providers: [provider] } },
      'provider-unavailable',
      new RegExp(`'${provider}'.*present: .*cpu`),
    );
  });
});
