import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { anchorAt } from './anchors.ts';
import type { DetectorNetwork } from './network.ts';
import { retinaface } from './retinaface.ts';
import { scrfd } from './scrfd.ts';
import { yoloFace } from './yolo-face.ts';
import { yunet } from './yunet.ts';

const square = { width: 640, height: 640 };

function blank(network: DetectorNetwork, canvas = square): Float32Array[] {
  return network.outputSizes(canvas).map((size) => new Float32Array(size));
}

const close = (found: readonly number[], wanted: readonly number[]) =>
  wanted.forEach((value, at) => {
    assert.ok(Math.abs(found[at]! - value) < 1e-4, `${found} is not ${wanted}`);
  });

test('anchors count along rows from cell corners, those of a cell one after another', () => {
  assert.deepEqual(
    [0, 1, 2, 159, 160].map((index) => anchorAt(index, square, 8, 2)),
    [
      [0, 0],
      [0, 0],
      [8, 0],
      [632, 0],
      [0, 8],
    ],
  );
  assert.deepEqual(anchorAt(20 * 2, { width: 640, height: 448 }, 32, 2), [0, 32]);
  assert.deepEqual(anchorAt(5 * 2, { width: 160, height: 640 }, 32, 2), [0, 32]);
});

for (const network of [retinaface, scrfd]) {
  describe(network.file, () => {
    test('has three outputs of three strides, two anchors a cell', () => {
      const sizes = network.outputSizes(square);
      assert.deepEqual(sizes, [12800, 3200, 800, 51200, 12800, 3200, 128000, 32000, 8000]);
    });

    test('reads distances and offsets in strides', () => {
      const outputs = blank(network);
      const anchor = 2 * (3 * 40 + 5) + 1; // stride 16, row 3, column 5, second anchor
      outputs[1]![anchor] = 0.8;
      outputs[4]!.set([1, 2, 3, 4], anchor * 4);
      outputs[7]!.set([0.5, -0.5, 1, 1, 0, 0, 0, 2, 1, 2], anchor * 10);
      const [hit, ...others] = network.decode(outputs, square, 0.5);
      assert.equal(others.length, 0);
      close([hit!.left, hit!.top, hit!.right, hit!.bottom, hit!.score], [64, 16, 128, 112, 0.8]);
      close(hit!.points, [88, 40, 96, 64, 80, 48, 80, 80, 96, 80]);
    });

    test('a face at the very first anchor counts', () => {
      const outputs = blank(network);
      outputs[2]![0] = 0.9;
      assert.equal(network.decode(outputs, square, 0.5).length, 1);
    });

    test('reads the grid of a canvas that is not square', () => {
      const canvas = { width: 640, height: 448 };
      const outputs = blank(network, canvas);
      outputs[0]![2 * 80] = 0.9; // second row, first column
      const [hit] = network.decode(outputs, canvas, 0.5);
      assert.deepEqual([hit!.left, hit!.top], [0, 8]);
      assert.equal(outputs[0]!.length, 2 * 80 * 56);
    });
  });
}

describe('yolo_face', () => {
  test('reads columns of twenty rows, points without their visibility', () => {
    const outputs = blank(yoloFace);
    assert.equal(outputs[0]!.length, 20 * 8400);
    const column = [100, 200, 40, 60, 0.7, 90, 190, 1, 110, 191, 1, 100, 200, 1, 92, 215, 1, 108, 216, 1];
    column.forEach((value, row) => {
      outputs[0]![row * 8400 + 8399] = value;
    });
    const [hit, ...others] = yoloFace.decode(outputs, square, 0.5);
    assert.equal(others.length, 0);
    close([hit!.left, hit!.top, hit!.right, hit!.bottom, hit!.score], [80, 170, 120, 230, 0.7]);
    assert.deepEqual(hit!.points, [90, 190, 110, 191, 100, 200, 92, 215, 108, 216]);
  });
});

describe('yunet', () => {
  test('multiplies class by object, and reads centres, logarithms of sizes and offsets', () => {
    const outputs = blank(yunet);
    assert.deepEqual(outputs.map(({ length }) => length).slice(0, 4), [6400, 1600, 400, 6400]);
    const cell = 2 * 20 + 7; // stride 32, row 2, column 7
    outputs[2]![cell] = 0.9;
    outputs[5]![cell] = 0.8;
    outputs[8]!.set([0.5, 0.25, Math.log(2), Math.log(3)], cell * 4);
    outputs[11]!.set([0, 0, 1, 0, 0.5, 0.5, 0, 1, 1, 1], cell * 10);
    const [hit, ...others] = yunet.decode(outputs, square, 0.5);
    assert.equal(others.length, 0);
    // No square root: 0.72, not 0.85. Centre (240, 72), size 64 x 96.
    close([hit!.left, hit!.top, hit!.right, hit!.bottom, hit!.score], [208, 24, 272, 120, 0.72]);
    close(hit!.points, [224, 64, 256, 64, 240, 80, 224, 96, 256, 96]);
    assert.equal(yunet.decode(outputs, square, 0.75).length, 0);
  });
});

for (const network of [retinaface, scrfd, yoloFace, yunet]) {
  test(`${network.file}: what is exactly at the limit is not above it`, () => {
    const outputs = blank(network);
    for (const output of outputs) output.fill(1);
    assert.equal(network.decode(outputs, square, 1).length, 0);
    assert.ok(network.decode(outputs, square, 0.99).length > 0);
  });
}
