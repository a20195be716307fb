import { type Affine, identityAffine } from '../../frame/affine.ts';
import type { QuarterTurns } from '../networks.ts';
import { type Hit, INPUT_SIZE } from './decode.ts';

const LAST = INPUT_SIZE - 1;

const fromTurned: Readonly<Record<QuarterTurns, Affine>> = {
  0: identityAffine,
  1: [0, 1, 0, -1, 0, LAST],
  2: [-1, 0, LAST, 0, -1, LAST],
  3: [0, -1, LAST, 1, 0, 0],
};

/** From the pixels of a view that was turned clockwise to the pixels of the same view unturned. */
export function turnedToUpright(turns: QuarterTurns): Affine {
  return fromTurned[turns];
}

/** A hit in a turned view, as it lies in the view unturned. */
export function turnBack(hit: Hit, turns: QuarterTurns): Hit {
  let [left, top, right, bottom] = [hit.x, hit.y, hit.x + hit.width, hit.y + hit.height];
  let points = hit.points;
  for (let turn = 0; turn < turns; turn += 1) {
    [left, top, right, bottom] = [top, INPUT_SIZE - right, bottom, INPUT_SIZE - left];
    points = points.map((_, at) => (at % 2 === 0 ? points[at + 1]! : INPUT_SIZE - points[at - 1]!));
  }
  return { x: left, y: top, width: right - left, height: bottom - top, score: hit.score, points };
}
