import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { attributes, landmarkFace } from '../../test/landmark-face.ts';
import { autoAttributes, chooseFaces, type FaceChoice, type FaceFilter, largestFace, pickReference } from './choose.ts';
import { faceOrders } from './face.ts';

/** An embedding at the given cosine to (1, 0), of any length. */
const at = (cosine: number, length = 7) => Float32Array.of(cosine * length, Math.sqrt(1 - cosine ** 2) * length);

const girl = landmarkFace([50, 30, 20, 20], { score: 0.7, embedding: at(1), attributes: attributes('female', [3, 9]) });
const woman = landmarkFace([10, 60, 40, 40], {
  ...{ score: 0.9, embedding: at(0.5), attributes: attributes('female', [30, 39], 'asian') },
});
const man = landmarkFace([90, 10, 30, 30], { score: 0.8, embedding: at(0), attributes: attributes('male', [40, 49]) });
const faces = [woman, man, girl];
const names = new Map([
  [girl, 'girl'],
  [woman, 'woman'],
  [man, 'man'],
]);

const choose = (choice: Partial<FaceChoice>) =>
  chooseFaces(faces, { mode: 'many', order: 'best-worst', referenceDistance: 0.3, ...choice }).map((face) =>
    names.get(face),
  );

describe('order', () => {
  const wanted = {
    'left-right': ['woman', 'girl', 'man'],
    'top-bottom': ['man', 'girl', 'woman'],
    'large-small': ['woman', 'man', 'girl'],
    'best-worst': ['woman', 'man', 'girl'],
  } as const;
  for (const [order, inOrder] of Object.entries(wanted)) {
    const reverse = faceOrders[faceOrders.indexOf(order as FaceChoice['order']) + 1]!;
    test(`${order} and ${reverse}`, () => {
      assert.deepEqual(choose({ order: order as FaceChoice['order'] }), inOrder);
      assert.deepEqual(choose({ order: reverse }), inOrder.toReversed());
    });
  }

  for (const order of faceOrders) {
    test(`${order} keeps equals as they are`, () => {
      const twins = [landmarkFace([0, 0, 9, 9]), landmarkFace([0, 0, 9, 9])];
      const chosen = chooseFaces(twins, { mode: 'many', order, referenceDistance: 0.3 });
      assert.ok(chosen[0] === twins[0] && chosen[1] === twins[1]);
    });
  }

  test('one is the first', () => {
    assert.deepEqual(choose({ mode: 'one', order: 'right-left' }), ['man']);
    assert.deepEqual(chooseFaces([], { mode: 'one', order: 'right-left', referenceDistance: 0.3 }), []);
  });
});

describe('filters', () => {
  const passing = (filter: FaceFilter) => choose({ order: 'left-right', ...filter });

  test('by gender and race', () => {
    assert.deepEqual(passing({ gender: 'female' }), ['woman', 'girl']);
    assert.deepEqual(passing({ gender: 'female', race: 'white' }), ['girl']);
  });

  test('by age: classes that overlap, ends half open', () => {
    assert.deepEqual(passing({ ageStart: 35, ageEnd: 45 }), ['woman', 'man']);
    assert.deepEqual(passing({ ageStart: 39, ageEnd: 40 }), [], 'between two classes');
    assert.deepEqual(passing({ ageStart: 20, ageEnd: 31 }), ['woman']);
    assert.deepEqual(passing({ ageStart: 20, ageEnd: 30 }), []);
  });

  test('one end of the age alone leaves the other open', () => {
    assert.deepEqual(passing({ ageStart: 30 }), ['woman', 'man']);
    assert.deepEqual(passing({ ageEnd: 35 }), ['woman', 'girl']);
    assert.deepEqual(passing({ ageStart: 0, ageEnd: 10 }), ['girl']);
    assert.deepEqual(passing({ ageStart: 0, ageEnd: 0 }), ['woman', 'girl', 'man']);
  });

  test('a face that nobody classified passes none, and is there when there is none', () => {
    const unknown = [landmarkFace([0, 0, 9, 9])];
    const choice = { mode: 'many', order: 'left-right', referenceDistance: 0.3 } as const;
    assert.equal(chooseFaces(unknown, { ...choice, gender: 'male' }).length, 0);
    assert.equal(chooseFaces(unknown, choice).length, 1);
  });
});

describe('reference', () => {
  test('is everyone nearer than the distance, in the detector’s order, whatever the filters', () => {
    // Half the cosine distance of (1, 0) is 0 to the girl, 0.25 to the woman, 0.5 to the man.
    const choice = { mode: 'reference', reference: at(1, 3), order: 'left-right', gender: 'male' } as const;
    assert.deepEqual(choose({ ...choice, referenceDistance: 0.3 }), ['woman', 'girl']);
    assert.deepEqual(choose({ ...choice, referenceDistance: 0.2 }), ['girl']);
  });

  test('a face at the distance is someone else', () => {
    assert.deepEqual(choose({ mode: 'reference', reference: at(1), referenceDistance: 0.5 }), ['woman', 'girl']);
    assert.deepEqual(choose({ mode: 'reference', reference: at(1), referenceDistance: 0.5000001 }), [
      'woman',
      'man',
      'girl',
    ]);
  });

  test('nobody meant is nobody found', () => {
    assert.deepEqual(choose({ mode: 'reference', reference: undefined }), []);
  });

  test('is picked by position among those that pass, the last when there are fewer', () => {
    const pick = (position: number, filter: FaceFilter = {}) =>
      names.get(pickReference(faces, { order: 'left-right', ...filter }, position)!);
    assert.deepEqual(
      [0, 1, 2, 9].map((position) => pick(position)),
      ['woman', 'girl', 'man', 'man'],
    );
    assert.equal(pick(1, { gender: 'female' }), 'girl');
    assert.equal(pickReference([], { order: 'left-right' }, 0), undefined);
  });
});

test('the largest face speaks for the sources', () => {
  assert.equal(largestFace([girl, woman, man]), woman);
  assert.equal(autoAttributes([girl, man, woman])?.race, 'asian');
  assert.equal(autoAttributes([]), undefined);
});
