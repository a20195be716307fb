import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EngineError } from '../errors.ts';
import { identityAffine } from '../frame/affine.ts';
import { ModelWriter } from '../onnx/model-writer.ts';
import { openTestSessions } from '../onnx/testing/test-sessions.ts';
import { maskAreas, maskRegions } from '../process-options.ts';
import { boxMask } from './box.ts';
import { enhancerMask } from './enhancer-mask.ts';
import { createFaceMasks } from './face-masks.ts';
import { composeMask } from './minimum.ts';
import type { MaskSettings } from './settings.ts';

const settings: MaskSettings = {
  ...{ types: ['box'], areas: maskAreas, regions: maskRegions, blur: 0.3, padding: [0, 0, 0, 0] },
  ...{ occluder: 'xseg_1', parser: 'bisenet_resnet_34' },
};
const crop = { width: 64, height: 64, rgb: new Float32Array(64 * 64 * 3).fill(255) };

/** An occluder that calls everything hidden where the crop is black, half hidden where it is white. */
function halfOccluder(): Uint8Array {
  const writer = new ModelWriter('xseg');
  const share = writer.constant('share', [1], Float32Array.of(0.25));
  writer.node('Mul', ['input', share], 'quarter');
  writer.node('ReduceSum', ['quarter', writer.integers('axes', [3])], 'output', { keepdims: 1 });
  const port = (name: string, depth: number) => ({ name, dims: [1, 256, 256, depth] });
  return writer.encode([port('input', 3)], [port('output', 1)]);
}

function refuses(text: RegExp) {
  return (error: unknown) =>
    error instanceof EngineError && error.code === 'option-invalid' && text.test(error.message);
}

test('a mask without a type is refused, not left to fail later', async () => {
  await using models = await openTestSessions({});
  assert.throws(
    () => createFaceMasks(models.sessions, { ...settings, types: [] }),
    refuses(/mask\.types .* one or more of box/),
  );
  const noAreas = { ...settings, types: ['area'], areas: [] } as const;
  assert.throws(() => createFaceMasks(models.sessions, noAreas), refuses(/mask\.areas .*upper-face/));
  const noRegions = { ...settings, types: ['box', 'region'], regions: [] } as const;
  assert.throws(() => createFaceMasks(models.sessions, noRegions), refuses(/mask\.regions .*skin/));
});

test('only what is chosen is made, and only its networks are opened', async () => {
  await using models = await openTestSessions({ xseg_1: halfOccluder() });
  const box = createFaceMasks(models.sessions, { ...settings, areas: [], regions: [] });
  await box.open();
  assert.deepEqual(Object.keys(await box.before(crop)), ['box']);
  assert.deepEqual(await box.after(crop, new Float32Array(136), identityAffine), {});
  const area = createFaceMasks(models.sessions, { ...settings, types: ['area'] });
  assert.deepEqual(await area.before(crop), {});
  const points = Float32Array.from({ length: 136 }, (_, i) => (i % 2 ? (i < 68 ? 10 : 50) : (i % 12) * 5));
  // The crop's matrix moves the frame's points in: 1000 to the right there is nothing left of the face.
  const here = await area.after(crop, points, identityAffine);
  const away = await area.after(crop, points, [1, 0, 1000, 0, 1, 0]);
  assert.ok(here.area!.values.some((value) => value > 0.9) && away.area!.values.every((value) => value === 0));
  assert.deepEqual(models.asked, []);
  const occluded = createFaceMasks(models.sessions, { ...settings, types: ['box', 'occlusion'] });
  assert.deepEqual(Object.keys(await occluded.before(crop)), ['box', 'occlusion']);
  assert.deepEqual(models.asked, ['xseg_1']);
});

test('composed masks are the smallest of each pixel, kept inside 0..1; the given ones stay as they are', () => {
  const mask = (...values: number[]) => ({ width: 2, height: 2, values: Float32Array.from(values) });
  const first = mask(1, 0.5, -0.25, 1.5);
  assert.deepEqual([...composeMask([first, mask(0.25, 0.75, 1, 2)]).values], [0.25, 0.5, 0, 1]);
  assert.deepEqual([...first.values], [1, 0.5, -0.25, 1.5]);
  assert.throws(() => composeMask([]), RangeError);
  assert.throws(() => composeMask([first, { width: 1, height: 1, values: new Float32Array(1) }]), RangeError);
});

test('an enhancer’s mask is the box without padding, whatever is chosen, and the occlusion if it is', async () => {
  await using models = await openTestSessions({ xseg_1: halfOccluder() });
  const padded: MaskSettings = { ...settings, types: ['area', 'region'], padding: [50, 50, 50, 50] };
  const alone = await enhancerMask(models.sessions, crop, padded);
  assert.deepEqual(alone.values, boxMask(64, 0.3, [0, 0, 0, 0]).values);
  assert.deepEqual(models.asked, []);
  const both = await enhancerMask(models.sessions, crop, { ...padded, types: ['occlusion'] });
  // White is .75 for the occluder: 2 · .75 - 1.
  assert.ok(Math.abs(both.values[32 * 64 + 32]! - 0.5) < 1e-5 && both.values[0]! < 0.1);
});
