import { boxOverlap } from '../boxes.ts';
import type { Detection } from '../face.ts';

/**
 * Greedy non-maximum suppression: keeps what no better one overlaps (intersection over union) by more than `maxOverlap`. Best first;
 * equals keep their order.
 */
export function suppressOverlaps(detections: readonly Detection[], maxOverlap: number): Detection[] {
  const kept: Detection[] = [];
  for (const detection of detections.toSorted((a, b) => b.score - a.score)) {
    if (kept.every(({ box }) => boxOverlap(box, detection.box) <= maxOverlap)) kept.push(detection);
  }
  return kept;
}
