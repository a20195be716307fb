import type { Detection, FaceOrder } from './face.ts';

/** By the box's left or top side, its area, or the detector's score. */
const rank: Readonly<Record<FaceOrder, (face: Detection) => number>> = {
  'left-right': ({ box }) => box[0],
  'right-left': ({ box }) => -box[0],
  'top-bottom': ({ box }) => box[1],
  'bottom-top': ({ box }) => -box[1],
  'large-small': ({ box }) => -box[2] * box[3],
  'small-large': ({ box }) => box[2] * box[3],
  'best-worst': ({ score }) => -score,
  'worst-best': ({ score }) => score,
};

/** Compares what holds a face, for a stable sort in the given order. */
export function byOrder<Holder>(
  order: FaceOrder,
  faceOf: (holder: Holder) => Detection,
): (a: Holder, b: Holder) => number {
  return (a, b) => rank[order](faceOf(a)) - rank[order](faceOf(b));
}
