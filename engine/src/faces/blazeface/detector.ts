import { compose } from '../../frame/affine.ts';
import { sampleRgb } from '../../frame/sample.ts';
import type { Session } from '../../onnx/session.ts';
import type { Detection } from '../face.ts';
import type { FaceDetector } from '../networks.ts';
import { decodeHead, heads, INPUT_SIZE } from './decode.ts';
import { type Candidate, mergeCandidates, toCandidates } from './merge.ts';
import { isPlausible } from './plausible.ts';
import { shrinkFrame } from './shrink.ts';
import { turnBack, turnedToUpright } from './turn.ts';
import { planViews } from './views.ts';

/**
 * BlazeFace (Google, Apache-2.0; Bazarevsky and others, "BlazeFace: Sub-millisecond neural face detection on mobile GPUs",
 * 2019), looking at the whole frame and then at tiles of it. `session` stays the caller's.
 */
export function createBlazeFace(session: Session): FaceDetector {
  const pixels = new Float32Array(3 * INPUT_SIZE * INPUT_SIZE);
  return {
    name: 'blazeface',
    async detect(frame, { minScore, inputSize, quarterTurns = 0 }) {
      const candidates: Candidate[] = [];
      const small = shrinkFrame(frame, inputSize);
      for (const view of planViews(small.frame.width, small.frame.height, inputSize)) {
        // The margin is mid gray, which is 0 to the network.
        const options = { planar: true, border: 127.5, scale: 1 / 127.5, offset: -1 };
        const toSmall = compose(view.toFrame, turnedToUpright(quarterTurns));
        sampleRgb(small.frame, toSmall, INPUT_SIZE, INPUT_SIZE, pixels, options);
        const said = await session.run({ image: { data: pixels, dims: [1, 3, INPUT_SIZE, INPUT_SIZE] } });
        const hits = [
          ...decodeHead(heads[0], said['scores16']!.data, said['boxes16']!.data, minScore),
          ...decodeHead(heads[1], said['scores32']!.data, said['boxes32']!.data, minScore),
        ];
        const inFrame = { ...view, toFrame: compose(small.toFrame, view.toFrame) };
        const faces = hits.filter(isPlausible).map((hit) => turnBack(hit, quarterTurns));
        candidates.push(...toCandidates(faces, inFrame, INPUT_SIZE));
      }
      return mergeCandidates(candidates).map(toDetection);
    },
  };
}

/** Half the mouth's width ÷ the distance of the eyes, on the mean face. */
const HALF_MOUTH = 0.42;

/** The network knows the middle of the mouth only; its corners lie about it along the line of the eyes. The mesh refines them. */
function toDetection({ box, score, points }: Candidate): Detection {
  const [leftX, leftY, rightX, rightY] = points as [number, number, number, number];
  const [mouthX, mouthY] = points.slice(6) as [number, number];
  const halfX = HALF_MOUTH * (rightX - leftX);
  const halfY = HALF_MOUTH * (rightY - leftY);
  const mouth = [mouthX - halfX, mouthY - halfY, mouthX + halfX, mouthY + halfY];
  return { box, score, points5: Float32Array.of(...points.slice(0, 6), ...mouth) };
}
