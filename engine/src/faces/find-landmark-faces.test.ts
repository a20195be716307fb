import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { constantNetwork, openContracts } from '../../test/contract-networks.ts';
import { plainFrame } from '../../test/plain-frame.ts';
import { Scratch } from '../../test/scratch.ts';
import { EngineError } from '../errors.ts';
import type { Sessions } from '../onnx/sessions.ts';
import type { LandmarkerOptions } from '../process-options.ts';
import { createLandmarkFaces, type FaceStage } from './find-landmark-faces.ts';
import { fiveOf68 } from './landmarkers/fan-68-5.ts';

const column = [100, 120, 60, 80, 0.8, 85, 110, 1, 115, 110, 1, 100, 125, 1, 90, 140, 1, 110, 140, 1];
const points5 = [85, 110, 115, 110, 100, 125, 90, 140, 110, 140];

function yolo(): Uint8Array {
  const data = new Float32Array(20 * 8400);
  column.forEach((value, row) => {
    data[row * 8400] = value;
  });
  return constantNetwork([1, 3, 640, 640], [{ dims: [1, 20, 8400], data }]);
}

/** All 68 points in the middle of the crop, but for the eyes, nose and mouth, which make a face; sure to 0.6. */
function fan(): Uint8Array {
  const points = Float32Array.from({ length: 204 }, () => 32);
  for (const [point, x, y] of [
    [30, 32, 34],
    [48, 28, 40],
    [54, 36, 40],
  ] as const)
    points.set([x, y], point * 3);
  for (let eye = 36; eye < 42; eye += 1) points.set([26, 28], eye * 3);
  for (let eye = 42; eye < 48; eye += 1) points.set([38, 28], eye * 3);
  const heat = new Float32Array(68 * 4096);
  for (let map = 0; map < 68; map += 1) heat[map * 4096 + 9] = 0.54;
  return constantNetwork(
    [1, 3, 256, 256],
    [
      { dims: [1, 68, 3], data: points },
      { dims: [1, 68, 64, 64], data: heat },
    ],
  );
}

const five = Float32Array.from({ length: 136 }, (_, at) => (at % 2 === 0 ? 0.1 + at / 200 : 0.5));
const embedding = Float32Array.from({ length: 512 }, (_, at) => at / 100);
const files = {
  yoloface_8n: yolo(),
  fan_68_5: constantNetwork([1, 5, 2], [{ dims: [1, 68, 2], data: five }]),
  '2dfan4': fan(),
  arcface_w600k_r50: constantNetwork([1, 3, 112, 112], [{ dims: [1, 512], data: embedding }]),
  fairface: constantNetwork(
    [1, 3, 224, 224],
    [4, 0, 2].map((value) => ({ dims: [1], data: Float32Array.of(value) })),
  ),
};

const scratch = await Scratch.create();
after(() => scratch[Symbol.asyncDispose]());

const detector = { model: 'yolo_face', size: 640, margin: [0, 0, 0, 0], angles: [0], score: 0.5 } as const;
const frame = plainFrame(300, 300, (x, y) => [x % 256, y % 256, 128]);
const neither = { embedding: false, attributes: false };

function open(sessions: Sessions, score = 0.5, model: LandmarkerOptions['model'] = '2dfan4') {
  const stages: FaceStage[] = [];
  const faces = createLandmarkFaces(sessions, {
    detector,
    landmarker: { model: model!, score },
    time: (stage, work) => {
      stages.push(stage);
      return work();
    },
  });
  return { faces, stages };
}

describe('find', () => {
  test('a sure landmarker gives the 68 points and the five that crops are aligned by', async () => {
    await using sessions = await openContracts(scratch.folder, files);
    const { faces, stages } = open(sessions);
    const [face, ...others] = await faces.find(frame, neither);
    assert.equal(others.length, 0);
    assert.deepEqual(face!.box, [70, 80, 60, 80]);
    assert.ok(Math.abs(face!.score - 0.8) < 1e-6);
    assert.deepEqual([...face!.points5], points5);
    assert.ok(Math.abs(face!.landmarkerScore - 0.6) < 1e-5);
    assert.equal(face!.angle, 0);
    // 80 pixels of the box take 195 of the crop; 32 of 64 cells is its middle, the box's.
    const step = (4 * 80) / 195;
    assert.ok(Math.abs(face!.points68[60]! - 100) < 1e-3 && Math.abs(face!.points68[61]! - (120 + 2 * step)) < 1e-3);
    assert.deepEqual(face!.alignment, fiveOf68(face!.points68));
    assert.ok(Math.abs(face!.alignment[0]! - (100 - 6 * step)) < 1e-3);
    assert.notDeepEqual(face!.points68, face!.points68From5);
    assert.deepEqual(stages, ['detect', 'landmarks']);
  });

  test('only what is asked for runs', async () => {
    await using sessions = await openContracts(scratch.folder, files);
    await open(sessions).faces.find(frame, neither);
    assert.deepEqual([...sessions.runMs().keys()].sort(), ['2dfan4', 'fan_68_5', 'yoloface_8n']);
  });

  test('an embedding alone does not classify', async () => {
    await using sessions = await openContracts(scratch.folder, files);
    const [face] = await open(sessions).faces.find(frame, { embedding: true, attributes: false });
    assert.ok(face!.embedding !== undefined && !('attributes' in face!));
    assert.ok(!sessions.runMs().has('fairface'));
  });

  test('who it is comes with the face, or later', async () => {
    await using sessions = await openContracts(scratch.folder, files);
    const { faces, stages } = open(sessions);
    const [face] = await faces.find(frame, { embedding: true, attributes: true });
    assert.deepEqual(face!.embedding, embedding);
    assert.deepEqual(face!.attributes, { race: 'asian', gender: 'male', age: [10, 19] });
    assert.deepEqual(stages, ['detect', 'landmarks', 'describe', 'describe']);
    assert.deepEqual(await faces.describe(frame, face!), embedding);
    assert.deepEqual(await faces.classify(frame, face!), face!.attributes);
  });

  test('a landmarker that is not sure enough still gives the 68 points, but crops follow the detector', async () => {
    await using sessions = await openContracts(scratch.folder, files);
    const [face] = await open(sessions, 0.61).faces.find(frame, neither);
    assert.deepEqual([...face!.alignment], points5);
    assert.ok(Math.abs(face!.points68[60]! - 100) < 1e-3);
    assert.ok(Math.abs(face!.landmarkerScore - 0.6) < 1e-5);
  });

  test('landmarker score 0 runs none', async () => {
    await using sessions = await openContracts(scratch.folder, files);
    const [face] = await open(sessions, 0).faces.find(frame, neither);
    assert.deepEqual([...face!.alignment], points5);
    assert.deepEqual(face!.points68, face!.points68From5);
    assert.equal(face!.landmarkerScore, 0);
    assert.deepEqual([...sessions.runMs().keys()].sort(), ['fan_68_5', 'yoloface_8n']);
  });

  for (const [model, wrong, tensor] of [
    ['fan_68_5', constantNetwork([1, 5, 3], [{ dims: [1, 68, 2], data: five }]), 'input'],
    ['2dfan4', constantNetwork([1, 3, 256, 256], [{ dims: [1, 68, 3], data: new Float32Array(204) }]), 'outputs'],
    [
      'arcface_w600k_r50',
      constantNetwork([1, 3, 112, 112], [{ dims: [1, 128], data: new Float32Array(128) }]),
      'output_0',
    ],
    ['fairface', constantNetwork([1, 3, 112, 112], [{ dims: [1], data: new Float32Array(1) }]), 'input'],
  ] as const) {
    test(`another network under the name ${model} is refused, naming ${tensor}`, async () => {
      await using own = await Scratch.create();
      await using sessions = await openContracts(own.folder, { ...files, [model]: wrong });
      await assert.rejects(
        open(sessions).faces.find(frame, { embedding: true, attributes: true }),
        (error: unknown) => {
          assert.ok(error instanceof EngineError && error.code === 'model-invalid', String(error));
          assert.deepEqual([error.data['model'], error.data['tensor']], [model, tensor]);
          return true;
        },
      );
    });
  }
});
