import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blueDetector, constantNetwork, openContracts } from '../../../test/contract-networks.ts';
import { plainFrame } from '../../../test/plain-frame.ts';
import { Scratch } from '../../../test/scratch.ts';
import { type ScriptedNetwork, ScriptedSessions } from '../../../test/scripted-networks.ts';
import { EngineError } from '../../errors.ts';
import type { DetectorModel, DetectorOptions } from '../../process-options.ts';
import { createDetector, detectorFiles, detectorSizes } from './detect.ts';
import type { DetectorNetwork } from './network.ts';
import { retinaface } from './retinaface.ts';
import { scrfd } from './scrfd.ts';
import { yoloFace } from './yolo-face.ts';
import { yunet } from './yunet.ts';

const usual = { size: 640, margin: [0, 0, 0, 0], angles: [0], score: 0.5 } as const;
const options = (model: DetectorModel, more: DetectorOptions = {}) => ({ model, ...usual, ...more });

/** Answers nothing but zeros, in the right sizes. */
function blind(network: DetectorNetwork): ScriptedNetwork {
  return {
    dims: [1, 3, 640, 640],
    answer: () => network.outputSizes({ width: 640, height: 640 }).map((size) => new Float32Array(size)),
  };
}

/** YOLO's graph with one face of 100 x 100 canvas pixels for each centre and score. */
function yoloSees(faces: readonly (readonly [x: number, y: number, score: number])[]): ScriptedNetwork {
  return {
    dims: [1, 3, 640, 640],
    answer: () => {
      const output = new Float32Array(20 * 8400);
      faces.forEach(([x, y, score], column) => {
        [x, y, 100, 100, score].forEach((value, row) => {
          output[row * 8400 + column] = value;
        });
      });
      return [output];
    },
  };
}

const blindNetworks = Object.fromEntries([retinaface, scrfd, yoloFace, yunet].map((one) => [one.file, blind(one)]));

test('many runs three networks, and never yunet', async () => {
  const sessions = new ScriptedSessions(blindNetworks);
  await createDetector(sessions, options('many'))(plainFrame(64, 64));
  assert.deepEqual(sessions.ran, ['retinaface_10g', 'scrfd_2.5g', 'yoloface_8n']);
  assert.deepEqual(detectorFiles('many'), sessions.ran);
  assert.deepEqual(detectorSizes('many'), [640]);
  assert.deepEqual(detectorSizes('scrfd'), [160, 320, 480, 512, 640]);
});

test('a lowest score of 0 finds nothing and runs nothing', async () => {
  const sessions = new ScriptedSessions(blindNetworks);
  assert.deepEqual(await createDetector(sessions, options('yunet', { score: 0 }))(plainFrame(64, 64)), []);
  assert.deepEqual(sessions.ran, []);
});

test('what is found on a shrunk frame is told in its own pixels, best first', async () => {
  const sessions = new ScriptedSessions({
    yoloface_8n: yoloSees([
      [100, 100, 0.6],
      [400, 200, 0.9],
    ]),
  });
  const found = await createDetector(sessions, options('yolo_face'))(plainFrame(1280, 720));
  assert.deepEqual(
    found.map(({ box }) => box),
    [
      [700, 300, 200, 200],
      [100, 100, 200, 200],
    ],
  );
});

test('the more angles, the less may faces overlap; all angles share one suppression', async () => {
  // Two faces 40 apart overlap by 0.43, 55 apart by 0.29, 70 apart by 0.18, 85 apart by 0.08.
  const keeps = async (distance: number, angles: readonly number[], model: DetectorModel = 'yolo_face') => {
    const faces = yoloSees([
      [320, 320, 0.9],
      [320 + distance, 320, 0.8],
    ]);
    const sessions = new ScriptedSessions({ ...blindNetworks, yoloface_8n: faces });
    const found = await createDetector(sessions, options(model, { angles }))(plainFrame(640, 640));
    return found.length;
  };
  assert.equal(await keeps(40, [0]), 1);
  assert.equal(await keeps(55, [0]), 2);
  // Turned by 180° the pair falls on 320 and 320 - distance: the middle one is the same face.
  assert.equal(await keeps(55, [0, 180]), 3);
  assert.equal(await keeps(40, [0, 180]), 1);
  assert.equal((await keeps(70, [0, 90, 180])) > (await keeps(55, [0, 90, 180])), true);
  assert.equal(await keeps(70, [0, 90, 180, 270]), 1);
  assert.equal(await keeps(85, [0, 90, 180, 270]), 5);
  assert.equal(await keeps(70, [0], 'many'), 1);
});

test('a face that lies on its side is found where it lies', async () => {
  const sessions = new ScriptedSessions({ yoloface_8n: yoloSees([[100, 60, 0.9]]) });
  const [face] = await createDetector(sessions, options('yolo_face', { angles: [90] }))(plainFrame(640, 400));
  assert.deepEqual(face!.box, [640 - 110, 50, 100, 100]);
});

test('sizes and angles that a detector does not take are refused by name', () => {
  const sessions = new ScriptedSessions({});
  const refused = (more: DetectorOptions, message: RegExp) =>
    assert.throws(
      () => createDetector(sessions, options('yunet', more)),
      (error: unknown) => {
        assert.ok(error instanceof EngineError && error.code === 'option-invalid');
        assert.match(error.message, message);
        return true;
      },
    );
  refused({ size: 320 }, /detector\.size of yunet is 320 \(allowed: 640\)/);
  refused({ angles: [45] }, /detector\.angles is 45/);
  refused({ angles: [] }, /detector\.angles is \[\]/);
});

for (const [model, file] of [
  ['retinaface', 'retinaface_10g'],
  ['scrfd', 'scrfd_2.5g'],
] as const) {
  for (const [kind, height, width] of [
    ['free', 'height', 'width'],
    ['fixed', 320, 320],
  ] as const) {
    test(`${model}, a graph of ${kind} size: finds blue, not red, where it is`, async () => {
      await using scratch = await Scratch.create();
      await using sessions = await openContracts(scratch.folder, { [file]: blueDetector(height, width) });
      const blue = (x: number, y: number) => x >= 40 && x < 48 && y >= 16 && y < 24;
      const red = (x: number, y: number) => x >= 80 && x < 88 && y >= 16 && y < 24;
      const frame = plainFrame(300, 90, (x, y) => [red(x, y) ? 255 : 0, 0, blue(x, y) ? 255 : 0]);
      const detect = createDetector(sessions, options(model, { size: 320 }));
      for (let again = 0; again < 2; again += 1) {
        const [face, ...others] = await detect(frame);
        assert.equal(others.length, 0);
        assert.deepEqual(
          face!.box.map((value) => Math.round(value * 1e3) / 1e3),
          [32, 0, 32, 48],
        );
        assert.ok(Math.abs(face!.score - (0.5 * (127.5 / 128) + 0.4)) < 1e-5);
        assert.ok(Math.abs(face!.points5[9]! - (16 + 0.9 * 8)) < 1e-4);
      }
    });
  }
}

test('a file that holds another network is refused, naming the tensor', async () => {
  await using scratch = await Scratch.create();
  await using sessions = await openContracts(scratch.folder, {
    yoloface_8n: constantNetwork([1, 3, 640, 640], [{ dims: [1, 5, 8400], data: new Float32Array(5 * 8400) }]),
    yunet_2023_mar: constantNetwork([1, 3, 320, 320], [{ dims: [1], data: new Float32Array(1) }]),
    'scrfd_2.5g': constantNetwork([1, 3, 'h', 'w'], [{ dims: [1], data: new Float32Array(1) }]),
  });
  const refused = async (model: DetectorModel, tensor: string, message: RegExp) => {
    const detect = createDetector(sessions, options(model));
    await assert.rejects(detect(plainFrame(64, 64)), (error: unknown) => {
      assert.ok(error instanceof EngineError && error.code === 'model-invalid');
      assert.equal(error.data['tensor'], tensor);
      assert.match(error.message, message);
      return true;
    });
  };
  await refused('yolo_face', 'output_0', /yoloface_8n .*'output_0' is \[1,5,8400\], which is not 168000 numbers/);
  await refused('yunet', 'input', /yunet_2023_mar .*'input' of \[1,3,320,320\], not \[1,3,640,640\]/);
  await refused('scrfd', 'outputs', /scrfd_2\.5g .*has 1 outputs \(output_0\), not 9/);
});
