import assert from 'node:assert/strict';
import { test } from 'node:test';
import { genders, races } from '../faces/landmark-face.ts';
import { rimOf, textStrokes } from './letters.ts';

function widthOf(text: string): number {
  return Math.max(...textStrokes(text, 0, 0, 60, [0, 0, 0]).map(({ x1 }) => x1));
}

test('has a shape for every character that a face is described by, each another', () => {
  const characters = new Set(['0123456789.-', 'face', 'landmarks', 'age', ...genders, ...races].join(''));
  const drawn = new Set(
    [...characters].map((character) => JSON.stringify(textStrokes(character, 0, 0, 60, [0, 0, 0]))),
  );
  assert.equal(drawn.size, characters.size);
  assert.ok(!drawn.has('[]'));
});

test('stands on its base line, as high as asked, and runs to the right', () => {
  const strokes = textStrokes('h8', 100, 200, 60, [1, 2, 3]);
  const ys = strokes.flatMap(({ y0, y1 }) => [y0, y1]);
  assert.deepEqual([Math.min(...ys), Math.max(...ys)], [140, 200]);
  assert.equal(Math.min(...strokes.map(({ x0 }) => x0)), 100);
  assert.ok(widthOf('88') > widthOf('8') + widthOf('8'), 'with a gap between');
  assert.ok(widthOf('8 8') > widthOf('88'));
  assert.ok(strokes.every(({ colour }) => colour[1] === 2));
});

test('small letters are never thinner than a pixel', () => {
  assert.ok(textStrokes('1', 0, 0, 3, [0, 0, 0]).every(({ radius }) => radius === 0.5));
});

test('a rim is the same text, wider', () => {
  const strokes = textStrokes('8', 0, 0, 60, [9, 9, 9]);
  const rim = rimOf(strokes, 2, [0, 0, 0]);
  assert.deepEqual(
    rim.map(({ radius }) => radius),
    strokes.map(({ radius }) => radius + 2),
  );
});
