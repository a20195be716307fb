import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainFrame } from '../../../test/plain-frame.ts';
import { type ScriptedNetwork, ScriptedSessions } from '../../../test/scripted-networks.ts';
import { apply } from '../../frame/affine.ts';
import { twoDFan4 } from './2dfan4.ts';
import { cropForLandmarks, cropToFrame } from './crop.ts';
import { createLandmarker, landmarkerFiles } from './landmark.ts';
import { peppaWutz } from './peppa-wutz.ts';

const dims = [1, 3, 256, 256];

/** All points at (x, y) of the 64 x 64 grid. */
function triples(x: number, y: number, third: number): Float32Array {
  return Float32Array.from({ length: 204 }, (_, at) => [x, y, third][at % 3]!);
}

/** Heat maps with one peak each; the peak of map n is `peak(n)`. */
function heat(peak: (map: number) => number): Float32Array {
  const maps = new Float32Array(68 * 4096);
  for (let map = 0; map < 68; map += 1) maps[map * 4096 + ((map * 997) % 4096)] = peak(map);
  return maps;
}

const fan = (x: number, peak: number): ScriptedNetwork => ({
  dims,
  answer: () => [triples(x, 32, 1), heat(() => peak)],
});
const peppa = (x: number, score: number): ScriptedNetwork => ({ dims, answer: () => [triples(x, 32, score)] });

test('2dfan4: points from the grid, the score from the mean peak of its heat maps', () => {
  const { points, score } = twoDFan4.decode([triples(10, 20, 9), heat((map) => (map < 34 ? 0.9 : 0.45))]);
  assert.deepEqual([...points.subarray(0, 4)], [40, 80, 40, 80]);
  assert.ok(Math.abs(score - 0.75) < 1e-6);
  assert.equal(twoDFan4.decode([triples(0, 0, 0), heat(() => 0.95)]).score, 1);
});

test('peppa_wutz: points from the grid, the score from the third number', () => {
  const { points, score } = peppaWutz.decode([triples(10, 20, 0.475)]);
  assert.deepEqual([...points.subarray(0, 4)], [40, 80, 40, 80]);
  assert.ok(Math.abs(score - 0.5) < 1e-6);
  assert.equal(peppaWutz.decode([triples(0, 0, -1)]).score, 0);
});

test('many believes 2dfan4 unless peppa_wutz leads by 0.2', async () => {
  const sees = async (fanScore: number, peppaScore: number) => {
    const sessions = new ScriptedSessions({
      '2dfan4': fan(16, fanScore * 0.9),
      peppa_wutz: peppa(48, peppaScore * 0.95),
    });
    const sight = await createLandmarker(sessions, 'many')(plainFrame(256, 256), [30.5, 30.5, 195, 195], 0);
    assert.deepEqual(sessions.ran, landmarkerFiles('many'));
    return [Math.round(sight.points[0]!), Math.round(sight.score * 100) / 100];
  };
  assert.deepEqual(await sees(0.6, 0.7), [64, 0.6]);
  assert.deepEqual(await sees(0.5, 0.75), [192, 0.75]);
});

test('peppa_wutz alone gives its points even when it is far from sure', async () => {
  const sessions = new ScriptedSessions({ peppa_wutz: peppa(48, 0.05) });
  const sight = await createLandmarker(sessions, 'peppa_wutz')(plainFrame(256, 256), [30.5, 30.5, 195, 195], 0);
  assert.equal(Math.round(sight.points[0]!), 192);
  assert.deepEqual(sessions.ran, ['peppa_wutz']);
});

test('the crop shows the box’s longer side with 195 pixels, in the middle', () => {
  const map = cropToFrame([100, 200, 390, 195], 0);
  assert.deepEqual(apply(map, 128, 128), [295, 297.5]);
  assert.deepEqual(apply(map, 128 - 97.5, 128), [100, 297.5]);
  // A box without a size counts as one pixel.
  assert.ok(Math.abs(apply(cropToFrame([5, 5, 0, 0], 0), 128, 128)[0] - 5) < 1e-9);
});

test('a face on its side stands upright in the crop, and its points go back to where they are', async () => {
  // The right half of the box is red: turned by 90° counter-clockwise it is the upper half of the crop.
  const frame = plainFrame(195, 195, (x) => (x >= 98 ? [255, 0, 0] : [0, 0, 0]));
  const sessions = new ScriptedSessions({ '2dfan4': fan(32, 0.9) });
  const { points } = await createLandmarker(sessions, '2dfan4')(frame, [0, 0, 195, 195], 90);
  const { data } = sessions.seen[0]!;
  const red = (x: number, y: number) => data[2 * 65536 + y * 256 + x]!;
  assert.ok(red(128, 60) > 0.9 && red(128, 200) < 0.1, `${red(128, 60)} above, ${red(128, 200)} below`);
  assert.ok(red(128, 20) < 0.1, 'black outside the frame');
  assert.ok(data[60 * 256 + 128]! < 0.1, 'no blue');
  // (128, 128) of the crop is the middle of the box.
  assert.ok(Math.hypot(points[0]! - 97.5, points[1]! - 97.5) < 0.01);
  const [x, y] = apply(cropToFrame([0, 0, 195, 195], 90), 128, 60);
  assert.ok(x > 98 && Math.abs(y - 97.5) < 0.51, `${x}, ${y}`);
});

test('crops of eight-bit frames hold whole numbers', () => {
  const frame = plainFrame(300, 300, (x, y) => [(x * 7 + y * 3) % 256, 90, 200]);
  const { rgb } = cropForLandmarks(frame, cropToFrame([20, 20, 250, 250], 0), new Float32Array(3 * 65536));
  assert.ok(rgb.every(Number.isInteger));
});

test('a dark face is shown with more contrast', async () => {
  const sessions = new ScriptedSessions({ '2dfan4': fan(32, 0.9) });
  const frame = plainFrame(195, 195, (x) => (x % 16 < 8 ? [4, 4, 4] : [12, 12, 12]));
  await createLandmarker(sessions, '2dfan4')(frame, [0, 0, 195, 195], 0);
  const brightest = sessions.seen[0]!.data.reduce((most, value) => Math.max(most, value), 0);
  assert.ok(brightest > 18 / 255, `${brightest * 255}`);
});
