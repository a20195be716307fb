import { canonicalMesh } from '../canonical-mesh.ts';
import { MESH_POINTS } from '../face.ts';
import { rings } from '../mesh-indices.ts';

/** A part of the face that moves by itself. */
export interface Region {
  readonly points: readonly number[];
  /** The points by which its motion is judged. */
  readonly judges: readonly number[];
}

/** The parts are smoothed apart, so that a blink is not smoothed away with the still nose. */
export const regions: readonly Region[] = splitFace();

function splitFace(): Region[] {
  const leftEye = new Set<number>([...rings.leftEye, ...rings.leftLids]);
  const rightEye = new Set<number>([...rings.rightEye, ...rings.rightLids]);
  const brows = new Set<number>([...rings.leftBrow, ...rings.rightBrow]);
  const parts = { brows: [] as number[], lips: [] as number[], jaw: [] as number[], rest: [] as number[] };
  for (let point = 0; point < MESH_POINTS; point += 1) {
    const [x, y] = [canonicalMesh[3 * point]!, canonicalMesh[3 * point + 1]!];
    if (leftEye.has(point) || rightEye.has(point)) continue;
    if (brows.has(point)) parts.brows.push(point);
    else if (Math.abs(x) < 0.5 && y > 0.35 && y < 0.75) parts.lips.push(point);
    else if (y > 0.28) parts.jaw.push(point);
    else parts.rest.push(point);
  }
  return [
    // The lash lines move most in a blink; among the lids their say would be lost.
    { points: [...leftEye], judges: rings.leftEye },
    { points: [...rightEye], judges: rings.rightEye },
    ...Object.values(parts).map((points) => ({ points, judges: thinned(points) })),
  ];
}

/** Every third point: tells as much as all, in a third of the time. */
function thinned(points: readonly number[]): number[] {
  return points.filter((_, at) => at % 3 === 0);
}
