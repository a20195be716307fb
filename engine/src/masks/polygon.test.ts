import assert from 'node:assert/strict';
import { test } from 'node:test';
import { convexHull, fillConvex } from './polygon.ts';

type Pixels = Parameters<typeof convexHull>[0];

/** The mask as rows of # and dots. */
function drawn(points: Pixels, size: number): string[] {
  const { values } = fillConvex(convexHull(points), size);
  const text = [...values].map((value) => (value === 1 ? '#' : '.')).join('');
  return text.match(new RegExp(`.{${size}}`, 'g'))!;
}

test('the hull leaves out what lies inside and on its edges', () => {
  const square: Pixels = [[4, 4], [0, 0], [2, 2], [4, 0], [2, 0], [0, 4], [1, 3], [0, 0]]; // biome-ignore format: points
  assert.deepEqual(new Set(convexHull(square).map(String)), new Set(['0,0', '4,0', '4,4', '0,4']));
  assert.equal(convexHull(square).length, 4);
});

test('edges and corners are part of the filling', () => {
  // biome-ignore format: a picture
  assert.deepEqual(drawn([[1, 1], [5, 1], [1, 5]], 7), [
    '.......',
    '.#####.',
    '.####..',
    '.###...',
    '.##....',
    '.#.....',
    '.......',
  ]);
});

test('a flat edge shows every pixel that its line comes nearest to; half ways go to its left end’s row', () => {
  // biome-ignore format: a picture
  assert.deepEqual(drawn([[0, 0], [6, 0], [6, 2]], 7).slice(0, 4), [
    '#######',
    '..#####',
    '.....##',
    '.......',
  ]);
});

test('a steep edge half way between two pixels shows the outer one on either side', () => {
  // biome-ignore format: a picture
  assert.deepEqual(drawn([[3, 0], [2, 2], [4, 2]], 7).slice(0, 4), [
    '...#...',
    '..###..',
    '..###..',
    '.......',
  ]);
});

test('what lies outside is cut off; a point is a pixel; nothing stays nothing', () => {
  assert.deepEqual(drawn([[-9, -9], [20, -9], [20, 1], [-9, 1]], 3), ['###', '###', '...']); // biome-ignore format: points
  assert.deepEqual(
    drawn(
      [
        [1, 1],
        [1, 1],
      ],
      3,
    ),
    ['...', '.#.', '...'],
  );
  assert.deepEqual(drawn([[9, 1]], 3), ['...', '...', '...']);
  assert.deepEqual(drawn([], 2), ['..', '..']);
});
