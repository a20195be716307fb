import type { Colour, Stroke } from './strokes.ts';

/**
 * Characters as pens draw them: lines of x, y pairs, lines parted by '|'. y grows down: 0 is the top of tall letters, 2 of small ones,
 * 6 the base line, 8 the depth of tails. A pair alone is a dot.
 */
// biome-ignore format: one row per character
const shapes: Readonly<Record<string, string>> = {
  '0': '1 0 2 0 3 1 3 5 2 6 1 6 0 5 0 1 1 0',
  '1': '0 1.2 1.2 0 1.2 6',
  '2': '0 1 1 0 2 0 3 1 3 2 0 6 3 6',
  '3': '0 1 1 0 2 0 3 1 3 2 2 3 3 4 3 5 2 6 1 6 0 5|1 3 2 3',
  '4': '2.4 6 2.4 0 0 4.2 3.2 4.2',
  '5': '3 0 .2 0 0 2.7 1 2.3 2 2.3 3 3.3 3 5 2 6 1 6 0 5',
  '6': '2.6 0 1.4 .6 .3 2.2 0 4 0 5 1 6 2 6 3 5 3 3.8 2 2.8 1 2.8 0 3.8',
  '7': '0 0 3 0 1 6',
  '8': '1 3 0 2 0 1 1 0 2 0 3 1 3 2 2 3 1 3 0 4 0 5 1 6 2 6 3 5 3 4 2 3',
  '9': '3 2.2 2 3.2 1 3.2 0 2.2 0 1 1 0 2 0 3 1 3 2 2.7 3.8 1.6 5.4 .4 6',
  '.': '0 6',
  '-': '0 3.6 2 3.6',
  a: '3 2 3 6|3 3 2 2 1 2 0 3 0 5 1 6 2 6 3 5',
  b: '0 0 0 6|0 3 1 2 2 2 3 3 3 5 2 6 1 6 0 5',
  c: '3 3 2 2 1 2 0 3 0 5 1 6 2 6 3 5',
  d: '3 0 3 6|3 3 2 2 1 2 0 3 0 5 1 6 2 6 3 5',
  e: '0 4 3 4 3 3 2 2 1 2 0 3 0 5 1 6 2 6 2.9 5.4',
  f: '2.6 0 1.8 0 1 .8 1 6|0 2 2.4 2',
  g: '3 2 3 7 2 8 .6 8|3 3 2 2 1 2 0 3 0 5 1 6 2 6 3 5',
  h: '0 0 0 6|0 3 1 2 2 2 3 3 3 6',
  i: '0 2 0 6|0 0',
  j: '1 2 1 7.2 .2 8|1 0',
  k: '0 0 0 6|2.8 2 0 4.4|1.1 3.6 3 6',
  l: '0 0 0 5 1 6',
  m: '0 2 0 6|0 3 1 2 2 3 2 6|2 3 3 2 4 3 4 6',
  n: '0 2 0 6|0 3 1 2 2 2 3 3 3 6',
  o: '1 2 2 2 3 3 3 5 2 6 1 6 0 5 0 3 1 2',
  p: '0 2 0 8|0 3 1 2 2 2 3 3 3 5 2 6 1 6 0 5',
  q: '3 2 3 8|3 3 2 2 1 2 0 3 0 5 1 6 2 6 3 5',
  r: '0 2 0 6|0 3.2 1.2 2 2.2 2',
  s: '2.8 2.6 2.2 2 .7 2 0 2.6 0 3.4 .6 4 2.3 4 2.9 4.6 2.9 5.4 2.2 6 .6 6 0 5.4',
  t: '1 .4 1 5.2 1.8 6 2.5 6|0 2 2.4 2',
  u: '0 2 0 5 1 6 2 6 3 5|3 2 3 6',
  v: '0 2 1.5 6 3 2',
  w: '0 2 1 6 2 2.8 3 6 4 2',
  x: '0 2 3 6|3 2 0 6',
  y: '0 2 1.6 6|3 2 1 8',
  z: '0 2 3 2 0 6 3 6',
};

/** Space between characters, and a blank's width, in the units of the shapes. */
const GAP = 1.7;
const BLANK = 1.2;
const TALL = 6;

/** The lines of a text whose base line begins at x, y; its tall letters are `height` high. Characters without a shape are blanks. */
export function textStrokes(text: string, x: number, y: number, height: number, colour: Colour): Stroke[] {
  const unit = height / TALL;
  const strokes: Stroke[] = [];
  let left = 0;
  for (const character of text) {
    const shape = shapes[character];
    if (shape === undefined) {
      left += BLANK + GAP;
      continue;
    }
    const lines = shape.split('|').map((line) => line.split(' ').map(Number));
    for (const line of lines) {
      for (let at = 0; at === 0 || at + 3 < line.length; at += 2) {
        const [x0, y0, x1 = x0, y1 = y0] = line.slice(at, at + 4) as [number, number, number?, number?];
        strokes.push({
          ...{ x0: x + (left + x0) * unit, y0: y + (y0 - TALL) * unit },
          ...{ x1: x + (left + x1) * unit, y1: y + (y1 - TALL) * unit },
          ...{ radius: Math.max(0.5, unit * 0.42), colour },
        });
      }
    }
    left += Math.max(...lines.flatMap((line) => line.filter((_, at) => at % 2 === 0))) + GAP;
  }
  return strokes;
}

/** The same strokes, wider by `rim` on each side and in another colour, to be drawn first: letters are read on any ground. */
export function rimOf(strokes: readonly Stroke[], rim: number, colour: Colour): Stroke[] {
  return strokes.map((stroke) => ({ ...stroke, radius: stroke.radius + rim, colour }));
}
