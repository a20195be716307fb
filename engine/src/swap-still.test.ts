/** Pictures through the engine: sample photos, swapped, and read again. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import sharp from 'sharp';
import { facesInPhotos, photoPath } from '../test/faces-photos.ts';
import { Scratch, testModels } from '../test/scratch.ts';
import { openStill } from './decode/still.ts';
import { digitalSourceTypes } from './encode/marks.ts';
import type { Frame } from './frame/frame.ts';
import { type SwapOptions, type SwapResult, swapFaces } from './index.ts';

let scratch: Scratch;
let source: string;
/** Photo 1 as PNG, so that nothing is lost between input and output; three faces, all frontal. */
let target: string;
let count = 0;

function swap(options: Partial<SwapOptions> = {}): Promise<SwapResult> {
  const output = scratch.file(`out-${++count}.png`);
  return swapFaces({ source, target, output, modelFolder: testModels, ...options }).result;
}

before(async () => {
  scratch = await Scratch.create();
  source = scratch.file('source.png');
  target = scratch.file('group.png');
  await sharp(photoPath(6)).extract({ left: 1420, top: 150, width: 400, height: 440 }).toFile(source);
  await sharp(photoPath(1)).png({ compressionLevel: 1 }).toFile(target);
});

after(() => scratch[Symbol.asyncDispose]());

/** The faces of photo 1 whose pixels differ, as their numbers; throws when a pixel far from all faces differs. */
function changedFaces(before: Frame, after: Frame): number[] {
  const changed = new Set<number>();
  before.planes.forEach((plane, index) => {
    plane.data.forEach((value, at) => {
      if (value === after.planes[index]!.data[at]) return;
      const [x, y] = [at % plane.stride, Math.floor(at / plane.stride)];
      const face = facesInPhotos[0]!.findIndex((face) => Math.hypot(x - face.x, y - face.y) < 0.75 * face.size);
      assert.ok(face >= 0, `the pixel at ${x}, ${y} changed, far from all faces`);
      changed.add(face);
    });
  });
  return [...changed].sort();
}

async function changedIn(result: SwapResult): Promise<number[]> {
  const [before, after] = await Promise.all([openStill(target), openStill(result.output)]);
  return changedFaces(before.frame, after.frame);
}

describe('a picture', () => {
  test('gets one new face, and keeps every other pixel', async () => {
    const result = await swap({ order: 'left-right' });
    const { kind, frames, framesChanged, faces, ran, notes } = result;
    assert.deepEqual({ kind, frames, framesChanged, faces }, { kind: 'still', frames: 1, framesChanged: 1, faces: 1 });
    assert.deepEqual({ ran, notes }, { ran: { provider: 'cpu', decoder: 'png', encoder: 'png' }, notes: [] });
    assert.deepEqual(await changedIn(result), [0]);
  });

  test('says that it is AI-made', async () => {
    const { output } = await swap({ output: scratch.file('marked.jpg') });
    const { xmp } = await sharp(output).metadata();
    assert.match(xmp?.toString() ?? '', new RegExp(digitalSourceTypes.compositeSynthetic));
  });

  test('gets new faces all over', async () => {
    const result = await swap({ faces: 'many' });
    assert.equal(result.faces, 3);
    assert.deepEqual(await changedIn(result), [0, 1, 2]);
  });

  test('gets a new face for the person of the reference only', async () => {
    const reference = scratch.file('reference.png');
    await sharp(target)
      .extract({ left: 735, top: 348, width: 400, height: 400 })
      .modulate({ brightness: 0.9 })
      .toFile(reference);
    const result = await swap({ faces: 'reference', reference });
    assert.equal(result.faces, 1);
    assert.deepEqual(await changedIn(result), [1]);
    assert.ok(result.stages.describe > 0);
  });

  test('with blend 0 stays as it is', async () => {
    assert.deepEqual(await changedIn(await swap({ blend: 0 })), []);
  });

  test('without a face passes with a note, unless a face is required', async () => {
    const blank = scratch.file('blank.png');
    await sharp({ create: { width: 320, height: 240, channels: 3, background: '#88a' } }).toFile(blank);
    const { framesChanged, faces, notes } = await swap({ target: blank });
    assert.deepEqual({ framesChanged, faces }, { framesChanged: 0, faces: 0 });
    assert.match(notes.at(-1) ?? '', /no face was changed in .*blank\.png: 0 of 1 frames/);
    const output = scratch.file('required.png');
    await assert.rejects(swap({ target: blank, output, requireFace: true }), { code: 'face-not-found' });
    assert.ok(!(await scratch.names()).some((name) => name.includes('required')));
  });

  test('takes its face from several pictures', async () => {
    const again = scratch.file('again.png');
    await sharp(source).rotate(8, { background: '#888' }).toFile(again);
    assert.equal((await swap({ source: [source, again] })).faces, 1);
    await assert.rejects(swap({ source: [] }), { code: 'option-invalid' });
  });
});
