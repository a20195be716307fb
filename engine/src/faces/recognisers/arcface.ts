import { invert } from '../../frame/affine.ts';
import type { Frame } from '../../frame/frame.ts';
import { sampleRgb } from '../../frame/sample.ts';
import type { Sessions } from '../../onnx/sessions.ts';
import { alignFace } from '../align/similarity.ts';
import { runNetwork } from '../run-network.ts';

const SIZE = 112;

/**
 * Says who a face is, from its five alignment points: 512 numbers, not normalised. ArcFace, the network w600k_r50 (Deng and others,
 * "ArcFace: Additive angular margin loss for deep face recognition", 2019). Its input memory is used again: await one call before the
 * next.
 */
export function createArcFace(sessions: Sessions): (frame: Frame, alignment: Float32Array) => Promise<Float32Array> {
  const input = { data: new Float32Array(3 * SIZE * SIZE), dims: [1, 3, SIZE, SIZE] };
  return async (frame, alignment) => {
    const toFrame = invert(alignFace(alignment, 'arcface_112_v2', SIZE));
    const round = frame.format.bitDepth === 8;
    const options = { filter: 'bilinear', planar: true, scale: 1 / 127.5, offset: -1, round } as const;
    sampleRgb(frame, toFrame, SIZE, SIZE, input.data, options);
    const [embedding] = await runNetwork(sessions, 'arcface_w600k_r50', input, [512]);
    return Float32Array.from(embedding!);
  };
}
