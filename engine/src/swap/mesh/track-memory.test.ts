import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainStudy } from '../../../test/plain-study.ts';
import { type Paint, person } from '../../../test/synthetic-face.ts';
import { lookUp } from '../../faces/uv/maps.ts';
import { STUDY_SIZE } from './study.ts';
import { MeshTrackMemory } from './track-memory.ts';

const face = person();
const hand: Paint = (u, v) => (u > 0.65 && v > 0.45 && v < 0.8 ? [152, 97, 78] : face(u, v));
const at = (map: Float32Array, u: number, v: number) => lookUp(map, STUDY_SIZE, 1, 0, u, v);

test('covered is what the frame alone tells, or what the track remembers otherwise', () => {
  const memory = new MeshTrackMemory();
  const half = { ...plainStudy(), uncovered: plainStudy().uncovered.map((_, i) => (i % STUDY_SIZE < 20 ? 0.2 : 1)) };
  for (let frame = 0; frame < 15; frame++) {
    const { uncovered } = memory.take(half);
    assert.ok(Math.abs(at(uncovered, 0.1, 0.6) - 0.2) < 1e-6);
    assert.equal(at(uncovered, 0.8, 0.6), 1);
  }
  const { uncovered } = memory.take({ ...half, appearance: plainStudy({ paint: hand }).appearance });
  assert.ok(Math.abs(at(uncovered, 0.1, 0.6) - 0.2) < 1e-6, 'what the frame tells');
  assert.ok(at(uncovered, 0.8, 0.6) < 0.3, 'the hand that the track remembers otherwise');
  assert.equal(at(uncovered, 0.5, 0.4), 1);
});

test('proportions settle at their mean along the track; the study itself stays as it is', () => {
  const memory = new MeshTrackMemory();
  const own = plainStudy().proportions[0]!.x;
  let usual = 0;
  for (let frame = 0; frame < 40; frame++) {
    const study = plainStudy({ noise: frame % 2 === 0 ? 1 : -1 });
    const before = study.proportions[0]!.x;
    usual = memory.take(study).proportions[0]!.x;
    assert.equal(study.proportions[0]!.x, before);
    if (frame === 0) assert.ok(Math.abs(usual - own - 0.1) < 1e-9, 'at first there is nothing else');
  }
  assert.ok(Math.abs(usual - own) < 1e-3, `${usual} is not ${own}`);
});

test('after minutes the usual proportions still follow, slowly', () => {
  const memory = new MeshTrackMemory();
  const own = plainStudy().proportions[0]!.x;
  const take = (noise: number) => memory.take(plainStudy({ noise })).proportions[0]!.x - own;
  for (let frame = 0; frame < 200; frame++) take(0);
  assert.ok(take(1) < 0.002);
  let usual = 0;
  for (let frame = 0; frame < 120; frame++) usual = take(1);
  assert.ok(usual > 0.05 && usual < 0.08, `${usual} of 0.1`);
});
