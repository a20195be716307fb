import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EngineError } from '../errors.ts';
import { templates } from '../faces/align/templates.ts';
import type { LandmarkFace } from '../faces/landmark-face.ts';
import { allocateFrame, type Frame } from '../frame/frame.ts';
import type { MaskSettings } from '../masks/settings.ts';
import { ModelWriter } from '../onnx/model-writer.ts';
import { openTestSessions } from '../onnx/testing/test-sessions.ts';
import { maskAreas, maskRegions } from '../process-options.ts';
import { createFaceEnhancer } from './face-enhancer.ts';

const mask: MaskSettings = {
  ...{ types: ['box'], areas: maskAreas, regions: maskRegions, blur: 0.3 },
  ...{ padding: [0, 0, 0, 0], occluder: 'xseg_1', parser: 'bisenet_resnet_34' },
};

/** A face whose crop is the square of `size` pixels at (20, 10), pixel by pixel. */
function faceAt(template: 'arcface_128' | 'ffhq_512', size: number): LandmarkFace {
  const alignment = Float32Array.from(templates[template], (value, i) => value * size + (i % 2 ? 10 : 20));
  return {
    ...{ box: [20, 10, size, size], score: 1, points5: alignment, alignment, angle: 0, landmarkerScore: 1 },
    ...{ points68: new Float32Array(136), points68From5: new Float32Array(136) },
  };
}

function plainFrame(width: number, height: number, levels: readonly [number, number, number]): Frame {
  const frame = allocateFrame({
    ...{ width, height, pixelAspect: 1, format: { model: 'rgb', bitDepth: 8, chromaShiftX: 0, chromaShiftY: 0 } },
    color: { matrix: 'identity', fullRange: true },
  });
  for (const [index, level] of levels.entries()) frame.planes[index]!.data.fill(level);
  return frame;
}

/** The three samples of a pixel. */
function at(frame: Frame, x: number, y: number): number[] {
  return frame.planes.map(({ data, stride }) => data[y * stride + x]!);
}

/** input · 1 + shifts (red, green, blue). */
function shifter(size: number, shifts: readonly [number, number, number]): Uint8Array {
  const writer = new ModelWriter('shifter');
  writer.node('Add', ['input', writer.constant('shifts', [1, 3, 1, 1], Float32Array.from(shifts))], 'output');
  const dims = [1, 3, size, size];
  return writer.encode([{ name: 'input', dims }], [{ name: 'output', dims }]);
}

/** Gives its weight, 0..1, as a gray: 2 · weight - 1. */
function weighted(weightDims: readonly number[] = [1]): Uint8Array {
  const writer = new ModelWriter('weighted');
  const float = writer.node('Cast', ['weight'], 'single', { to: 1 });
  const double = writer.node('Add', [float, float], 'double');
  const gray = writer.node('Sub', [double, writer.constant('one', [1], Float32Array.of(1))], 'gray');
  const nothing = writer.node('Sub', ['input', 'input'], 'nothing');
  writer.node('Add', [nothing, gray], 'output');
  const dims = [1, 3, 512, 512];
  return writer.encode(
    [
      { name: 'input', dims },
      { name: 'weight', type: 'double', dims: weightDims },
    ],
    [{ name: 'output', dims }],
  );
}

/** What an occluder sees: the same everywhere. */
function occluder(value: number): Uint8Array {
  const writer = new ModelWriter('occluder');
  const values = writer.constant('values', [1, 256, 256, 1], new Float32Array(256 * 256).fill(value));
  const none = writer.constant('none', [1], Float32Array.of(0));
  const nothing = writer.node('Mul', ['input', none], 'nothing');
  const first = writer.node('ReduceMax', [nothing], 'first', { axes: [3], keepdims: 1 });
  writer.node('Add', [values, first], 'output');
  return writer.encode([{ name: 'input', dims: [1, 256, 256, 3] }], [{ name: 'output', dims: [1, 256, 256, 1] }]);
}

test('a crop goes in as RGB -1..1 and comes back, clipped and rounded, by as much as the mask says', async () => {
  // 0.2 · 127.5 is 25.5, which is rounded up; green leaves 0..255 below, blue above.
  await using made = await openTestSessions({ gpen_bfr_256: shifter(256, [0.2, -3, 3]) });
  const enhancer = createFaceEnhancer(made.sessions, { model: 'gpen_bfr_256', blend: 1, weight: 0.5, mask });
  const frame = plainFrame(300, 280, [100, 120, 140]);
  const drawn = await enhancer.draw(frame, faceAt('arcface_128', 256));
  assert.ok([1, 0, -20, 0, 1, -10].every((value, i) => Math.abs(drawn.matrix[i]! - value) < 1e-4));
  assert.deepEqual([...drawn.crop.rgb.subarray(0, 3)], [100, 120, 140]);
  assert.deepEqual([...drawn.restored.rgb.subarray(0, 3)], [126, 0, 255]);
  assert.deepEqual(at(frame, 148, 138), [100, 120, 140], 'drawing changes nothing');

  const region = await enhancer.enhance(frame, faceAt('arcface_128', 256));
  assert.ok(region && region.x >= 20 && region.y >= 10 && region.width <= 256 && region.height <= 256);
  assert.deepEqual(at(frame, 148, 138), [126, 0, 255], 'the middle');
  assert.deepEqual(at(frame, 10, 5), [100, 120, 140], 'outside');
  // 19 pixels are hidden, then softened: at their edge the mask is one half.
  const [, green] = at(frame, 148, 10 + 19);
  assert.ok(Math.abs(green! - 120 * (1 - 0.52099)) <= 1, `green is ${green}`);
});

test('the crop shows the frame as it is now', async () => {
  await using made = await openTestSessions({ gpen_bfr_256: shifter(256, [0.2, 0, 0]) });
  const enhancer = createFaceEnhancer(made.sessions, { model: 'gpen_bfr_256', blend: 1, weight: 0.5, mask });
  const frame = plainFrame(300, 280, [100, 100, 100]);
  await enhancer.enhance(frame, faceAt('arcface_128', 256));
  await enhancer.enhance(frame, faceAt('arcface_128', 256));
  assert.deepEqual(at(frame, 148, 138), [152, 100, 100]);
});

test('codeformer is told its weight, as a double', async () => {
  await using made = await openTestSessions({ codeformer: weighted() });
  const frame = plainFrame(552, 532, [10, 10, 10]);
  const enhancer = createFaceEnhancer(made.sessions, { model: 'codeformer', blend: 1, weight: 0.2, mask });
  await enhancer.enhance(frame, faceAt('ffhq_512', 512));
  assert.deepEqual(at(frame, 276, 266), [51, 51, 51]);
});

test('blend mixes the whole result; 0 opens no network and leaves the frame', async () => {
  await using made = await openTestSessions({ gpen_bfr_256: shifter(256, [0, 0, 3]) });
  const frame = plainFrame(300, 280, [100, 100, 155]);
  const none = createFaceEnhancer(made.sessions, { model: 'gpen_bfr_256', blend: 0, weight: 0.5, mask });
  await none.open();
  assert.equal(await none.enhance(frame, faceAt('arcface_128', 256)), undefined);
  assert.deepEqual(made.asked, []);
  assert.ok(frame.planes[2]!.data.every((value) => value === 155));
  const some = createFaceEnhancer(made.sessions, { model: 'gpen_bfr_256', blend: 0.4, weight: 0.5, mask });
  await some.enhance(frame, faceAt('arcface_128', 256));
  assert.deepEqual(at(frame, 148, 138), [100, 100, 195]);
});

test('of the mask, the occlusion counts when it is chosen; padding never does', async () => {
  const face = faceAt('arcface_128', 256);
  const models = { gpen_bfr_256: shifter(256, [3, 3, 3]), xseg_1: occluder(0) };
  await using made = await openTestSessions(models);
  const settings = { model: 'gpen_bfr_256', blend: 1, weight: 0.5 } as const;
  const padded: MaskSettings = { ...mask, types: ['box', 'area', 'region'], padding: [50, 50, 50, 50] };
  const frame = plainFrame(300, 280, [100, 100, 100]);
  const plain = createFaceEnhancer(made.sessions, { ...settings, mask: padded });
  await plain.open();
  await plain.enhance(frame, face);
  assert.deepEqual(made.asked, ['gpen_bfr_256']);
  assert.deepEqual(at(frame, 148, 138), [255, 255, 255]);

  const hidden = plainFrame(300, 280, [100, 100, 100]);
  const occluded = createFaceEnhancer(made.sessions, { ...settings, mask: { ...mask, types: ['occlusion'] } });
  assert.equal(await occluded.enhance(hidden, face), undefined, 'all is hidden');
  assert.deepEqual(at(hidden, 148, 138), [100, 100, 100]);
  assert.ok(made.asked.includes('xseg_1'));
});

test('another network in the file is refused by the name of its tensor', async () => {
  const opening = async (model: 'codeformer' | 'gpen_bfr_512', bytes: Uint8Array) => {
    await using made = await openTestSessions({ [model]: bytes });
    await createFaceEnhancer(made.sessions, { model, blend: 1, weight: 0.5, mask }).open();
  };
  const naming = (tensor: string, message: RegExp) => (error: unknown) =>
    error instanceof EngineError &&
    error.code === 'model-invalid' &&
    error.data['tensor'] === tensor &&
    message.test(error.message);
  const size = naming('input', /gpen_bfr_512 .*'input' of \[1,3,256,256\], not \[1,3,512,512\]/);
  await assert.rejects(opening('gpen_bfr_512', shifter(256, [0, 0, 0])), size);
  await assert.rejects(opening('codeformer', shifter(512, [0, 0, 0])), naming('weight', /no input 'weight'/));
  await assert.rejects(opening('codeformer', weighted([1, 1])), naming('weight', /'weight' of \[1,1\], not \[1\]/));
  await assert.rejects(
    opening('gpen_bfr_512', weighted()),
    naming('weight', /'weight' that gpen_bfr_512 does not have/),
  );
});

test('its stages are timed under their names', async () => {
  await using made = await openTestSessions({ gpen_bfr_256: shifter(256, [0, 0, 0]) });
  const stages: string[] = [];
  const enhancer = createFaceEnhancer(made.sessions, {
    ...{ model: 'gpen_bfr_256', blend: 1, weight: 0.5, mask },
    time: (stage, work) => {
      stages.push(stage);
      return work();
    },
  });
  await enhancer.enhance(plainFrame(300, 280, [1, 2, 3]), faceAt('arcface_128', 256));
  assert.deepEqual(stages, ['enhance', 'mask', 'enhance', 'blend']);
});
