import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flatMap, mix, type Paint, paintFlat, person } from '../../test/synthetic-face.ts';
import { lookUp } from '../faces/uv/maps.ts';
import { type Appearance, OcclusionMemory } from './occlusion-memory.ts';
import { regionMaps } from './regions.ts';
import { readSkin } from './skin.ts';

const SIZE = 64;
const { depth, eyeballs, regions } = regionMaps(SIZE);
const face = person();
/** Frames after which every texel of a still face is trusted. */
const SETTLED = 15;

const painted = new WeakMap<Paint, Float32Array>();

function paintOnce(paint: Paint): Float32Array {
  const flat = painted.get(paint) ?? paintFlat(SIZE, paint);
  painted.set(paint, flat);
  return flat;
}

/** One frame's sight, with repeatable camera noise. */
function sight(
  paint: Paint,
  frame = 0,
  seen: Float32Array = depth.map((inwards) => (inwards > 0 ? 1 : 0)),
): Appearance {
  let state = frame + 1;
  const rgb = Uint8Array.from(paintOnce(paint), (value) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.min(255, Math.max(0, value + 3 * (state / 2 ** 32 - 0.5)));
  });
  return { size: SIZE, rgb, seen };
}

/** A memory that has seen a still face for a while. */
function settled(frames = SETTLED): OcclusionMemory {
  const memory = new OcclusionMemory();
  for (let frame = 0; frame < frames; frame++) memory.look(sight(face, frame));
  return memory;
}

/** A hand of the face's own skin, a little darker, that has come in from the right as far as `reach`. */
function hand(reach: number): Paint {
  return (u, v) => (inHand(reach, u, v) ? [152, 97, 78] : face(u, v));
}

function inHand(reach: number, u: number, v: number): boolean {
  return u > reach && v > 0.45 && v < 0.8;
}

/** Shares of the hand that is found, and of the rest of the face that is wronged. */
function judge(uncovered: Float32Array, reach: number): { found: number; wronged: number } {
  const [hands, rest] = [flatMap(SIZE, () => 0), flatMap(SIZE, () => 0)];
  for (let i = 0; i < SIZE * SIZE; i++) {
    const [u, v] = [((i % SIZE) + 0.5) / SIZE, (Math.floor(i / SIZE) + 0.5) / SIZE];
    if (depth[i]! < 0.03) continue;
    if (inHand(reach, u, v)) hands[i] = 1;
    else if (!inHand(reach - 0.08, u, v * 0.8 + 0.1)) rest[i] = 1;
  }
  const low = (zone: Float32Array) =>
    uncovered.filter((value, i) => zone[i] === 1 && value < 0.7).length / zone.filter((value) => value === 1).length;
  return { found: low(hands), wronged: low(rest) };
}

test("a hand of skin's own colour is not told from skin in one frame", () => {
  const { likeness } = readSkin(paintFlat(SIZE, hand(0.7)), sight(face).seen, SIZE);
  assert.ok(lookUp(likeness, SIZE, 1, 0, 0.8, 0.6) > 0.7, 'else this file tests what skin.ts does already');
});

test('a hand that moves over a face seen before is found, all along its way', () => {
  const memory = settled();
  for (let step = 0; step < 10; step++) {
    const reach = 0.85 - 0.05 * step;
    const { found, wronged } = judge(memory.look(sight(hand(reach), SETTLED + step)), reach);
    assert.ok(found > 0.85, `step ${step}: found ${found}`);
    assert.ok(wronged < 0.02, `step ${step}: wronged ${wronged}`);
  }
  for (let step = 0; step < 3; step++) memory.look(sight(face, 40 + step));
  assert.ok(Math.min(...memory.look(sight(face, 50))) > 0.95, 'the hand has gone and left no trace');
});

test('at first nothing is known, so nothing is found', () => {
  const memory = settled(3);
  assert.ok(memory.look(sight(hand(0.6), 3)).every((value) => value === 1));
  assert.ok(new OcclusionMemory().look(sight(hand(0.6))).every((value) => value === 1));
});

const changes: Readonly<Record<string, (frame: number) => number>> = {
  'a lamp goes on': () => 1.2,
  'a lamp goes out': () => 0.5,
  'a light flickers': (frame) => (frame % 2 === 0 ? 0.6 : 1.1),
  'a cloud passes': (frame) => 1 - 0.5 * Math.sin(frame / 6) ** 2,
};

for (const [name, factor] of Object.entries(changes)) {
  test(`${name}: the whole face changes, nothing covers it`, () => {
    const memory = settled();
    for (let frame = 0; frame < 20; frame++) {
      const lit: Paint = (u, v) => mix([0, 0, 0], face(u, v), factor(frame));
      const open = memory.look(sight(lit, SETTLED + frame));
      assert.ok(Math.min(...open) > 0.9, `frame ${frame}: ${Math.min(...open)}`);
    }
  });
}

test('a hand is found in changing light too', () => {
  const memory = settled();
  const darkHand: Paint = (u, v) => mix([0, 0, 0], hand(0.65)(u, v), 0.6);
  const { found, wronged } = judge(memory.look(sight(darkHand, SETTLED)), 0.65);
  assert.ok(found > 0.85, `found ${found}`);
  assert.ok(wronged < 0.02, `wronged ${wronged}`);
});

test('a grey glove as bright as skin is found by its hue', () => {
  const glove: Paint = (u, v) => (inHand(0.65, u, v) ? [150, 150, 150] : face(u, v));
  const { found, wronged } = judge(settled().look(sight(glove, SETTLED)), 0.65);
  assert.ok(found > 0.85, `found ${found}`);
  assert.ok(wronged < 0.02, `wronged ${wronged}`);
});

test('a spot that appears in the middle of a cheek lies on the face', () => {
  const spot: Paint = (u, v) => (Math.hypot(u - 0.28, v - 0.62) < 0.06 ? [120, 40, 40] : face(u, v));
  assert.ok(Math.min(...settled().look(sight(spot, SETTLED))) > 0.95);
});

test('light that moves over the face bit by bit is followed', () => {
  const memory = settled();
  for (let frame = 0; frame < 60; frame++) {
    const lit: Paint = (u, v) => mix([0, 0, 0], face(u, v), 1 - (0.7 * u * frame) / 60);
    const open = memory.look(sight(lit, SETTLED + frame));
    assert.ok(Math.min(...open) > 0.9, `frame ${frame}: ${Math.min(...open)}`);
  }
});

test('blinking and talking are the face itself', () => {
  const memory = settled();
  const lids: Paint = (u, v) => mix(face(u, v), [200, 145, 120], lookUp(eyeballs, SIZE, 1, 0, u, v));
  // Lips drawn apart: the dark inside takes most of their place.
  const open: Paint = (u, v) => mix(face(u, v), [30, 10, 10], 0.9 * lookUp(regions.lips, SIZE, 1, 0, u, v));
  for (let frame = 0; frame < 30; frame++) {
    const paint = frame % 7 < 2 ? lids : frame % 5 < 3 ? open : face;
    const uncovered = memory.look(sight(paint, SETTLED + frame));
    assert.ok(Math.min(...uncovered) > 0.9, `frame ${frame}: ${Math.min(...uncovered)}`);
  }
});

test('a stick that touches a speaking mouth does not cover the mouth', () => {
  const touches = (u: number, v: number) => Math.abs(u - 0.5) < 0.03 && v > 0.7;
  const inside: Paint = (u, v) => mix(face(u, v), [30, 10, 10], 0.9 * lookUp(regions.lips, SIZE, 1, 0, u, v));
  const uncovered = settled().look(sight((u, v) => (touches(u, v) ? [40, 40, 45] : inside(u, v)), SETTLED));
  assert.ok(lookUp(uncovered, SIZE, 1, 0, 0.5, 0.88) < 0.2, 'the stick is before the chin');
  for (const u of [0.4, 0.6]) assert.ok(lookUp(uncovered, SIZE, 1, 0, u, 0.72) > 0.8, 'corners of the mouth are free');
});

test('what stays is part of the face in the end, but not soon', () => {
  const memory = settled();
  const still = hand(0.7);
  const share = (frames: number) => {
    let open = new Float32Array();
    for (let frame = 0; frame < frames; frame++) open = Float32Array.from(memory.look(sight(still, frame)));
    return judge(open, 0.7).found;
  };
  assert.ok(share(30) > 0.85, 'after 30 frames it is still before the face');
  assert.equal(share(200), 0);
});

test('what is turned away is not judged, whatever the frame shows there', () => {
  const memory = settled();
  const turned = flatMap(SIZE, (u) => (u > 0.6 ? 0 : 1));
  const wall: Paint = (u, v) => (u > 0.6 ? [240, 240, 250] : face(u, v));
  for (let frame = 0; frame < 5; frame++) assert.ok(Math.min(...memory.look(sight(wall, frame, turned))) > 0.95);
});

test('a face first seen from the side: the far side is learnt when it comes, and the near side stays open', () => {
  const turned = sight(face).seen.map((value, i) => (i % SIZE >= 0.375 * SIZE ? 0 : value));
  const memory = new OcclusionMemory();
  const wall: Paint = (u, v) => (u > 0.375 ? [255, 240, 250] : face(u, v));
  for (let frame = 0; frame < SETTLED; frame++) memory.look(sight(wall, frame, turned));
  for (let frame = 0; frame < SETTLED; frame++) {
    assert.ok(Math.min(...memory.look(sight(face, frame))) > 0.95, `frame ${frame}`);
  }
  assert.ok(judge(memory.look(sight(hand(0.7))), 0.7).found > 0.85);
});
