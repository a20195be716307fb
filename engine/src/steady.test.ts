import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainStudy } from '../test/plain-study.ts';
import { faceOf, type Paint, person, plainFrame, poseMesh } from '../test/synthetic-face.ts';
import { TrackSelector } from './faces/select.ts';
import { LOOKAHEAD } from './faces/smooth/smoother.ts';
import { lookUp } from './faces/uv/maps.ts';
import { type SeenFace, type SeenFrame, type SteadyFrame, steady } from './steady.ts';
import type { MeshStudy } from './swap/mesh/study.ts';

const frame = plainFrame(8, 8);
const face = faceOf(poseMesh());
const everyone = () => selector('many');

function selector(faces: 'one' | 'many'): TrackSelector {
  return new TrackSelector({ faces, order: 'left-right', reference: undefined, referenceDistance: 1 });
}

function seen(track: number, study = plainStudy()): SeenFace {
  return { track, face, embedding: undefined, study };
}

/** A film of so many frames; `faces` says who is in each, `cuts` where scenes begin. `taken` counts what was asked for. */
function film(length: number, faces: (frame: number) => SeenFace[], cuts: readonly number[] = []) {
  const count = { taken: 0 };
  async function* frames(): AsyncGenerator<SeenFrame> {
    for (let index = 0; index < length; index++) {
      count.taken++;
      const decoded = {
        index,
        seconds: index / 25,
        shape: frame,
        copyTo: () => {},
        copyFrom: () => {},
        becomeFrame: () => {},
        [Symbol.dispose]: () => {},
      };
      yield { decoded, frame: { ...frame, height: index + 1 }, faces: faces(index), cut: cuts.includes(index) };
    }
  }
  return { frames: frames(), count };
}

async function play(...recipe: Parameters<typeof film>): Promise<SteadyFrame[]> {
  return Array.fromAsync(steady(film(...recipe).frames, everyone()));
}

for (const length of [0, 1, LOOKAHEAD, 40]) {
  test(`${length} frames: one out for each in, in order, with its own picture`, async () => {
    const out = await play(length, () => [seen(1), seen(2)], [0, 20]);
    assert.deepEqual(
      out.map(({ decoded }) => decoded.index),
      Array.from({ length }, (_, index) => index),
    );
    for (const { faces, decoded, frame: own } of out) {
      assert.equal(own.height, decoded.index + 1);
      assert.deepEqual(
        faces.map(({ track }) => track),
        [1, 2],
      );
    }
  });
}

test('it looks no further ahead than it must, and asks for no frame before it is wanted', async () => {
  const { frames, count } = film(30, () => [seen(1)]);
  const out = steady(frames, everyone());
  assert.equal(count.taken, 0);
  for (let index = 0; index < 10; index++) {
    await out.next();
    assert.equal(count.taken, index + LOOKAHEAD + 1);
  }
  await out.return(undefined);
});

test('only chosen faces that were studied are drawn', async () => {
  const without: SeenFace = { ...seen(2), study: undefined };
  const { frames } = film(12, () => [seen(1), without, seen(3)]);
  for await (const { faces } of steady(frames, everyone())) {
    assert.deepEqual(
      faces.map(({ track }) => track),
      [1, 3],
    );
  }
  for await (const { faces } of steady(film(12, () => [seen(1), seen(3)]).frames, selector('one'))) {
    assert.equal(faces.length, 1);
  }
});

test('frames between two studies take the nearest one, gaps of a track the last', async () => {
  const bright = (at: number) => plainStudy({ brightness: 100 + 40 * at });
  const studied = await play(30, (index) =>
    [seen(1, index % 10 === 0 ? bright(index / 10) : undefined)].map((one) =>
      index % 10 === 0 ? one : { ...one, study: undefined },
    ),
  );
  const light = studied.map(({ faces }) => Math.round(faces[0]!.study.light.wide[0]!));
  assert.deepEqual([light[2], light[8], light[12], light[18], light[29]], [100, 140, 140, 180, 180]);
  const gap = await play(30, (index) => (index > 10 && index < 15 ? [] : [seen(1)]));
  assert.ok(gap.every(({ faces }) => faces.length === 1));
});

test('measuring noise is averaged over the frames around, a flash is not', async () => {
  const out = await play(30, (index) => [
    seen(1, index === 15 ? plainStudy({ brightness: 200 }) : plainStudy({ noise: index % 2 === 0 ? 1 : -1 })),
  ]);
  const light = out.map(({ faces }) => faces[0]!.study.light.wide[0]!);
  for (const index of [5, 6, 7, 24]) assert.ok(Math.abs(light[index]! - 100) < 0.5, `${light[index]} at ${index}`);
  assert.ok(Math.abs(light[15]! - 200) < 1e-3);
  for (const index of [14, 16]) assert.ok(Math.abs(light[index]! - 100) < 1, `${light[index]} beside the flash`);
});

const hand: Paint = (u, v) => (u > 0.65 && v > 0.45 && v < 0.8 ? [152, 97, 78] : person()(u, v));
const open = plainStudy();
const covered = plainStudy({ paint: hand });
const atHand = ({ study }: { study: MeshStudy }) => lookUp(study.uncovered, 64, 1, 0, 0.8, 0.62);

test("a track's hand is seen before its face; after a cut the same look is the face itself", async () => {
  const story = (index: number) => [seen(1, index < 20 ? open : covered)];
  const [whole, cut] = [await play(32, story), await play(32, story, [20])];
  assert.ok(atHand(whole[18]!.faces[0]!) > 0.5);
  assert.ok(atHand(whole[25]!.faces[0]!) < 0.3, `${atHand(whole[25]!.faces[0]!)}`);
  for (const index of [15, 24, 30]) assert.ok(atHand(cut[index]!.faces[0]!) > 0.85, `frame ${index}`);
});

test('each track remembers its own face', async () => {
  const story = (index: number) => [seen(1, index < 20 ? open : covered), seen(2, covered)];
  const out = await play(32, story);
  assert.ok(atHand(out[28]!.faces[0]!) < 0.3);
  assert.ok(atHand(out[28]!.faces[1]!) > 0.85);
});

test('a track that has long gone is forgotten, one that was away for a while is not', async () => {
  const away = async (frames: number) => {
    const back = 20 + frames;
    const out = await play(back + 12, (index) =>
      index < 20 ? [seen(1, open)] : index < back ? [seen(2, open)] : [seen(1, covered)],
    );
    return atHand(out[back + 6]!.faces[0]!);
  };
  assert.ok((await away(20)) < 0.3);
  assert.ok((await away(70)) > 0.85);
});
