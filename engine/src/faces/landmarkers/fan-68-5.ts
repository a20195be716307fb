import { invert } from '../../frame/affine.ts';
import type { Sessions } from '../../onnx/sessions.ts';
import { mapPoints } from '../align/map-points.ts';
import { alignFace } from '../align/similarity.ts';
import { runNetwork } from '../run-network.ts';

/** Guesses 68 points from a detector's five, with the network of that name: [1, 5, 2] to [1, 68, 2], in fractions of an aligned crop. */
export async function guess68(sessions: Sessions, points5: Float32Array): Promise<Float32Array> {
  const toCrop = alignFace(points5, 'ffhq_512', 1);
  const input = { data: mapPoints(toCrop, points5), dims: [1, 5, 2] };
  const [points68] = await runNetwork(sessions, 'fan_68_5', input, [136]);
  return mapPoints(invert(toCrop), points68!);
}

/** The five points of 68: middles of the eyes, nose tip, mouth corners. */
export function fiveOf68(points68: Float32Array): Float32Array {
  const five = new Float32Array(10);
  for (let axis = 0; axis < 2; axis += 1) {
    for (let point = 0; point < 6; point += 1) {
      five[axis]! += points68[(36 + point) * 2 + axis]! / 6;
      five[2 + axis]! += points68[(42 + point) * 2 + axis]! / 6;
    }
    [30, 48, 54].forEach((point, at) => {
      five[4 + at * 2 + axis] = points68[point * 2 + axis]!;
    });
  }
  return five;
}
