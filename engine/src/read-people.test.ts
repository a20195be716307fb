/** Whom a run puts in, and whose faces it changes. */
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { colourAt, isNear, type PaintedFace, skins, swappedColour } from '../test/painted-faces.ts';
import { ProcessScratch } from '../test/process-scratch.ts';
import { openStill } from './decode/still.ts';
import type { ProcessOptions, ProcessResult } from './index.ts';

const SIZE = [280, 120] as const;
/** From left to right, in a picture of their own. */
const group = {
  green: { x: 40.5, y: 59.5, skin: skins.green },
  red: { x: 119.5, y: 59.5, skin: skins.red, marker: 12 },
  twin: { x: 220.5, y: 59.5, skin: skins.green, marker: 10 },
} as const satisfies Record<string, PaintedFace>;
type Name = keyof typeof group;

let scratch: ProcessScratch;
let target: string;
const people: Record<string, string> = {};

before(async () => {
  scratch = await ProcessScratch.create();
  target = await scratch.picture('group.png', Object.values(group), SIZE);
  for (const skin of ['red', 'green', 'yellow'] as const) people[skin] = await scratch.person(skin);
  people['nobody'] = await scratch.picture('nobody.png', []);
});
afterEach(() => scratch.sweep());
after(() => scratch[Symbol.asyncDispose]());

async function swap(options: Partial<ProcessOptions>): Promise<{ result: ProcessResult; changed: Name[] }> {
  const result = await scratch.run({ sources: [people['yellow']!], target, ...options });
  const { frame } = await openStill(result.output);
  const changed = Object.entries(group).flatMap(([name, { x, y, skin }]) => {
    const found = colourAt(frame, x - 9, y - 9);
    const moved = skin.some((value, channel) => Math.abs(found[channel]! - value) > 20);
    if (moved) isNear(found, swappedColour(skins.yellow, skin));
    return moved ? [name as Name] : [];
  });
  assert.equal(result.faces, changed.length);
  return { result, changed };
}

test('every face, or all faces of the reference person, who is counted in order', async () => {
  assert.deepEqual((await swap({ selector: { mode: 'many' } })).changed, ['green', 'red', 'twin']);
  assert.deepEqual((await swap({ selector: { referencePosition: 1 } })).changed, ['green', 'twin']);
  const last = await swap({ selector: { referencePosition: 99, order: 'left-right' } });
  assert.deepEqual([last.changed, last.result.notes], [['green', 'twin'], []], 'beyond the last is the last');
});

test('filters leave others out, and ask the classifier only then', async () => {
  const classified = ({ ran }: ProcessResult) => ran.models.some(({ model }) => model === 'fairface');
  const old = await swap({ selector: { mode: 'many', ageStart: 60 } });
  assert.deepEqual([old.changed, classified(old.result)], [['green', 'twin'], true]);
  // Green people are women to the contract network, red ones are men.
  const auto = await scratch.run({ sources: [people['red']!], target, selector: { mode: 'many', gender: 'auto' } });
  assert.deepEqual([auto.faces, classified(auto)], [1, true]);
});

test('several pictures make one person, and those without a face are left out, with a note', async () => {
  const sources = [people['nobody']!, people['red']!, people['green']!];
  const result = await scratch.run({ sources, target, selector: { mode: 'one' } });
  const { frame } = await openStill(result.output);
  const mean = skins.red.map((value, channel) => (value + skins.green[channel]!) / 2) as [number, number, number];
  isNear(colourAt(frame, group.red.x - 9, group.red.y - 9), swappedColour(mean, skins.red));
  assert.match(result.notes.join(), /no face was found in the source picture .*nobody\.png, which is left out/);
});

test('sources without any face are refused, all named', async () => {
  const sources = [people['nobody']!, await scratch.picture('no-one.png', [])];
  const error = await scratch.refuses(
    { sources, target },
    'face-not-found',
    /source picture .*nobody\.png, .*no-one\.png/,
  );
  assert.equal(error.data['role'], 'source');
});
