/** Several processors over a face, each over what the one before has left. */
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import {
  boxOf,
  type Colour,
  colourAt,
  countChanges,
  isNear,
  paintFaces,
  skins,
  swappedColour,
} from '../../test/painted-faces.ts';
import { ProcessScratch } from '../../test/process-scratch.ts';
import { openStill } from '../decode/still.ts';
import type { ProcessOptions } from '../index.ts';

const face = { x: 79.5, y: 59.5, skin: skins.green };
const opposite = ([r, g, b]: Colour): Colour => [255 - r, 255 - g, 255 - b];
const swapper = { kind: 'face-swapper', model: 'inswapper_128' } as const;

let scratch: ProcessScratch;
let red: string;
let target: string;

before(async () => {
  scratch = await ProcessScratch.create();
  red = await scratch.person('red');
  target = await scratch.picture('green-face.png', [face]);
});
afterEach(() => scratch.sweep());
after(() => scratch[Symbol.asyncDispose]());

async function chain(processors: ProcessOptions['processors']) {
  const result = await scratch.run({ sources: [red], target, processors });
  return { result, frame: (await openStill(result.output)).frame };
}

test('the order of processors is the caller’s: an enhancer sees the swapped face, or the swapper the enhanced one', async () => {
  const enhancer = { kind: 'face-enhancer', model: 'gpen_bfr_256', blend: 1 } as const;
  const swappedFirst = await chain([swapper, enhancer]);
  isNear(colourAt(swappedFirst.frame, 70, 50), opposite(swappedColour(skins.red, skins.green)));
  const enhancedFirst = await chain([enhancer, swapper]);
  isNear(colourAt(enhancedFirst.frame, 70, 50), swappedColour(skins.red, opposite(skins.green)));
  assert.equal(countChanges(paintFaces([face]), swappedFirst.frame, [boxOf(face)]).outside, 0);
  const { stages, ran } = swappedFirst.result;
  assert.ok(stages.swap > 0 && stages.enhance > 0 && stages.blend > 0);
  assert.ok(ran.models.some(({ model }) => model === 'gpen_bfr_256'));
});

test('an enhancer without a swapper wants no source, and its network gets the weight that it knows', async () => {
  // At weight 0 this network answers with the opposite colours, of which half go in.
  const processors = [{ kind: 'face-enhancer', model: 'codeformer', blend: 0.5, weight: 0 }] as const;
  const result = await scratch.run({ target, processors });
  const { frame } = await openStill(result.output);
  isNear(colourAt(frame, 70, 50), [127, 127, 127], 3);
  assert.ok(!result.ran.models.some(({ model }) => model === 'arcface_w600k_r50'));
});

test('the debugger draws what was seen, and asks a face’s age when it is to be shown', async () => {
  const { result, frame } = await chain([{ kind: 'face-debugger', items: ['bounding-box', 'age'] }]);
  const [x, y, width] = boxOf(face);
  const [r, g, b] = colourAt(frame, x + width, y + width / 2);
  assert.ok(r > 150 && g < 100 && b < 100, `the box’s right side is ${r}, ${g}, ${b}`);
  isNear(colourAt(frame, 70, 50), skins.green, 1);
  assert.ok(result.ran.models.some(({ model }) => model === 'fairface'));
});
