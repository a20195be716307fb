/** Side of the network's square input, in pixels. */
export const INPUT_SIZE = 256;

/** A head of the network: a grid of cells, each with some anchors at its centre. */
export interface Head {
  readonly stride: number;
  readonly anchorsPerCell: number;
}

/** 512 anchors on a 16 × 16 grid, then 384 on an 8 × 8 grid. */
export const heads: readonly [Head, Head] = [
  { stride: 16, anchorsPerCell: 2 },
  { stride: 32, anchorsPerCell: 6 },
];

/** Numbers the network says of each anchor: centre, size, and six key points. */
const VALUES = 16;

/**
 * A raw hit in the pixels of the network's input. `points` holds six x, y pairs: image-left eye, image-right eye, nose tip,
 * centre of the mouth, image-left ear, image-right ear.
 */
export interface Hit {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly score: number;
  readonly points: readonly number[];
}

/** Reads one head's outputs: `scores` are logits [anchors], `values` [anchors × 16]. Hits under `minScore` are left out. */
export function decodeHead(head: Head, scores: Float32Array, values: Float32Array, minScore: number): Hit[] {
  const cells = INPUT_SIZE / head.stride;
  // Comparing logits spares a sigmoid per anchor; nearly all anchors are far under the limit.
  const minLogit = Math.log(minScore / (1 - minScore));
  const hits: Hit[] = [];
  for (let anchor = 0; anchor < scores.length; anchor += 1) {
    const logit = scores[anchor]!;
    if (!(logit >= minLogit)) continue;
    const cell = Math.floor(anchor / head.anchorsPerCell);
    const anchorX = ((cell % cells) + 0.5) * head.stride;
    const anchorY = (Math.floor(cell / cells) + 0.5) * head.stride;
    const value = (index: number) => values[anchor * VALUES + index]!;
    const points: number[] = [];
    for (let point = 0; point < 6; point += 1)
      points.push(value(4 + 2 * point) + anchorX, value(5 + 2 * point) + anchorY);
    hits.push({
      x: value(0) + anchorX - value(2) / 2,
      y: value(1) + anchorY - value(3) / 2,
      width: value(2),
      height: value(3),
      score: sigmoid(logit),
      points,
    });
  }
  return hits;
}

export function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}
