import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Face, type FaceOrder, faceOrders } from './face.ts';
import { type SelectOptions, selectFaces, TrackSelector } from './select.ts';
import { PATIENCE } from './tracks.ts';

function face(x: number, y: number, size: number, score = 0.9): Face {
  return {
    box: [x, y, size, size],
    score,
    points5: new Float32Array(10),
    mesh: new Float32Array(1404),
    presence: 1,
    pose: { yaw: 0, pitch: 0, roll: 0 },
  };
}

/** A unit vector at the given cosine distance from (1, 0). */
function at(distance: number): Float32Array {
  const cosine = 1 - distance;
  return Float32Array.of(cosine, Math.sqrt(1 - cosine * cosine));
}

function options(changes: Partial<SelectOptions> = {}): SelectOptions {
  return { faces: 'one', order: 'large-small', reference: undefined, referenceDistance: 0.4, ...changes };
}

const three = [
  { name: 'a', face: face(300, 10, 50, 0.9), embedding: at(0.1) },
  { name: 'b', face: face(10, 200, 90, 0.8), embedding: at(0.6) },
  { name: 'c', face: face(600, 400, 20, 0.95), embedding: undefined },
];

test('each order sorts by its own measure', () => {
  const expected: Record<FaceOrder, string> = {
    'left-right': 'bac',
    'right-left': 'cab',
    'top-bottom': 'abc',
    'bottom-top': 'cba',
    'large-small': 'bac',
    'small-large': 'cab',
    'best-worst': 'cab',
    'worst-best': 'bac',
  };
  for (const order of faceOrders) {
    const names = selectFaces(three, options({ faces: 'many', order })).map(({ name }) => name);
    assert.equal(names.join(''), expected[order], order);
  }
});

test('equals keep their order', () => {
  const twins = ['x', 'y', 'z'].map((name) => ({ name, face: face(5, 5, 40), embedding: undefined }));
  for (const order of faceOrders) {
    const names = selectFaces(twins, options({ faces: 'many', order })).map(({ name }) => name);
    assert.equal(names.join(''), 'xyz', order);
  }
});

test('a still: one, many, reference', () => {
  const names = (changes: Partial<SelectOptions>) => selectFaces(three, options(changes)).map(({ name }) => name);
  assert.deepEqual(names({}), ['b']);
  assert.deepEqual(names({ faces: 'many' }), ['b', 'a', 'c']);
  assert.deepEqual(names({ faces: 'reference', reference: at(0) }), ['a']);
  assert.deepEqual(names({ faces: 'reference', reference: at(0), referenceDistance: 0.7 }), ['b', 'a']);
  assert.deepEqual(names({ faces: 'reference', reference: undefined }), []);
});

const tracked = (track: number, size: number, embedding?: Float32Array) => ({
  track,
  face: face(10, 10, size),
  embedding,
});

function choose(selector: TrackSelector, ...faces: ReturnType<typeof tracked>[]): number[] {
  return selector.select(faces).map(({ track }) => track);
}

test('a film, one: a larger face does not take the swap over', () => {
  const selector = new TrackSelector(options());
  assert.deepEqual(choose(selector, tracked(1, 50), tracked(2, 40)), [1]);
  assert.deepEqual(choose(selector, tracked(1, 50), tracked(2, 80), tracked(3, 90)), [1]);
});

test('a film, one: a lost face keeps its place against its neighbours until it cannot come back', () => {
  const selector = new TrackSelector(options());
  assert.deepEqual(choose(selector, tracked(1, 50), tracked(2, 40)), [1]);
  for (let frame = 0; frame < PATIENCE; frame += 1) assert.deepEqual(choose(selector, tracked(2, 40)), []);
  assert.deepEqual(choose(selector, tracked(1, 50), tracked(2, 40)), [1], 'it came back');
  for (let frame = 0; frame < PATIENCE; frame += 1) assert.deepEqual(choose(selector, tracked(2, 40)), []);
  assert.deepEqual(choose(selector, tracked(2, 40)), [2], 'it did not');
});

test('a film, one: after a cut, or when B comes after A left, the new face is taken at once', () => {
  const selector = new TrackSelector(options());
  assert.deepEqual(choose(selector, tracked(1, 50), tracked(2, 40)), [1]);
  assert.deepEqual(choose(selector, tracked(3, 20), tracked(4, 30)), [4], 'a cut: the larger of the new');
  assert.deepEqual(choose(selector), []);
  assert.deepEqual(choose(selector, tracked(5, 10)), [5]);
});

test('a film, reference: a match is held while the track is not clearly someone else', () => {
  const selector = new TrackSelector(options({ faces: 'reference', reference: at(0) }));
  assert.deepEqual(choose(selector, tracked(1, 50, at(0.45)), tracked(2, 50, at(0.3)), tracked(3, 50)), [2]);
  assert.deepEqual(choose(selector, tracked(2, 50, at(0.45))), [2], 'held');
  assert.deepEqual(choose(selector, tracked(2, 50, at(0.55))), [], 'let go');
  assert.deepEqual(choose(selector, tracked(2, 50, at(0.45))), [], 'and not taken again');
});
