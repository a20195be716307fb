import type { CanvasSize, Hit } from './network.ts';

/** Canvas pixels between neighbouring cells, in the order of the graphs' outputs. */
export const strides = [8, 16, 32] as const;

/** Cells of a stride's grid. Sides are multiples of the largest stride. */
export function cellsOf({ width, height }: CanvasSize, stride: number): number {
  return (width / stride) * (height / stride);
}

/**
 * Where an anchor counts from: its cell's top left corner, not its middle. Anchors run along the rows of cells, `perCell` of them one
 * after another in each.
 */
export function anchorAt(
  index: number,
  { width }: CanvasSize,
  stride: number,
  perCell: number,
): [x: number, y: number] {
  const cell = Math.floor(index / perCell);
  const columns = width / stride;
  return [(cell % columns) * stride, Math.floor(cell / columns) * stride];
}

const PER_CELL = 2;

/** Sizes of the nine outputs of the networks that `decodeDistances` reads. */
export function distanceOutputSizes(canvas: CanvasSize): number[] {
  return [1, 4, 10].flatMap((numbers) => strides.map((stride) => numbers * PER_CELL * cellsOf(canvas, stride)));
}

/**
 * Reads the outputs of RetinaFace and SCRFD: scores of three strides, then boxes (distances from the anchor to the left, top, right
 * and bottom side), then points (offsets from the anchor), both in strides.
 */
export function decodeDistances(outputs: readonly Float32Array[], canvas: CanvasSize, minScore: number): Hit[] {
  return strides.flatMap((stride, index) => {
    const [scores, boxes, points] = [outputs[index]!, outputs[index + 3]!, outputs[index + 6]!];
    const hits: Hit[] = [];
    for (let anchor = 0; anchor < scores.length; anchor += 1) {
      const score = scores[anchor]!;
      if (!(score > minScore)) continue;
      const [x, y] = anchorAt(anchor, canvas, stride, PER_CELL);
      const distance = (at: number) => boxes[anchor * 4 + at]! * stride;
      hits.push({
        ...{ left: x - distance(0), top: y - distance(1), right: x + distance(2), bottom: y + distance(3), score },
        points: offsetPoints(points.subarray(anchor * 10, anchor * 10 + 10), x, y, stride),
      });
    }
    return hits;
  });
}

/** Five points that are given as offsets from (x, y) in strides. */
export function offsetPoints(offsets: Float32Array, x: number, y: number, stride: number): number[] {
  return Array.from(offsets, (offset, at) => offset * stride + (at % 2 === 0 ? x : y));
}
