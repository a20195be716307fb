import { apply, scaleOf } from '../../frame/affine.ts';
import { boxOverlap, boxShare } from '../boxes.ts';
import type { Box } from '../face.ts';
import type { Hit } from './decode.ts';
import type { View } from './views.ts';

/** A hit carried into the frame. */
export interface Candidate {
  readonly box: Box;
  readonly score: number;
  /** Six x, y pairs, as in `Hit`. */
  readonly points: readonly number[];
  /** How much this hit says about the place of the face: its score, less where it was seen small. */
  readonly weight: number;
  /** Touches a side of its view that cuts through the frame. */
  readonly cut: boolean;
}

/** Hits that overlap more than this are the same face. */
const SAME_FACE = 0.3;

/** A cut hit is dropped when so much of it lies in another one. */
const SAME_PART = 0.6;

/** Size in input pixels from which a hit's place is as sure as it gets. */
const CLEAR_SIZE = 48;

/** A box closer than this to a side of the view counts as touching it, in input pixels. */
const TOUCH = 2;

/** Carries a view's hits into the frame. */
export function toCandidates(hits: readonly Hit[], view: View, inputSize: number): Candidate[] {
  const scale = scaleOf(view.toFrame);
  return hits.map((hit) => {
    // Box sides and key points are continuous: the left side of input pixel 0 is 0, its centre ½.
    const [x, y] = apply(view.toFrame, hit.x - 0.5, hit.y - 0.5);
    const points: number[] = [];
    for (let at = 0; at < hit.points.length; at += 2) {
      points.push(...apply(view.toFrame, hit.points[at]! - 0.5, hit.points[at + 1]! - 0.5));
    }
    return {
      box: [x, y, hit.width * scale, hit.height * scale] as const,
      score: hit.score,
      points,
      weight: hit.score * Math.min(1, hit.width / CLEAR_SIZE),
      cut:
        (view.cuts.left && hit.x < TOUCH) ||
        (view.cuts.top && hit.y < TOUCH) ||
        (view.cuts.right && hit.x + hit.width > inputSize - TOUCH) ||
        (view.cuts.bottom && hit.y + hit.height > inputSize - TOUCH),
    };
  });
}

/**
 * One candidate per face, best first. Whole faces go before cut ones; what overlaps a better candidate is blended into it by
 * weight (steadier than keeping the best alone), except that a cut hit never moves a whole one.
 */
export function mergeCandidates(candidates: readonly Candidate[]): Candidate[] {
  const waiting = [...candidates].sort((a, b) => Number(a.cut) - Number(b.cut) || b.score - a.score);
  const merged: Candidate[] = [];
  while (waiting.length > 0) {
    const best = waiting.shift()!;
    const same: Candidate[] = [best];
    for (let at = waiting.length - 1; at >= 0; at -= 1) {
      const other = waiting[at]!;
      const part = other.cut && boxShare(other.box, best.box) > SAME_PART;
      if (!part && boxOverlap(best.box, other.box) <= SAME_FACE) continue;
      waiting.splice(at, 1);
      if (other.cut === best.cut) same.push(other);
    }
    merged.push(blend(best, same));
  }
  return merged.sort((a, b) => b.score - a.score);
}

function blend(best: Candidate, same: readonly Candidate[]): Candidate {
  const total = same.reduce((sum, { weight }) => sum + weight, 0);
  const mean = (pick: (one: Candidate) => number) => same.reduce((sum, one) => sum + one.weight * pick(one), 0) / total;
  return {
    ...best,
    box: [mean(({ box }) => box[0]), mean(({ box }) => box[1]), mean(({ box }) => box[2]), mean(({ box }) => box[3])],
    points: best.points.map((_, at) => mean(({ points }) => points[at]!)),
  };
}
