import type { Mask, Picture } from '../frame/picture.ts';
import { resizeMask } from '../frame/resize.ts';
import { requireContract } from '../onnx/contract.ts';
import { resultOf } from '../onnx/result.ts';
import type { Session } from '../onnx/session.ts';
import type { Sessions } from '../onnx/sessions.ts';
import { composeMask } from './minimum.ts';
import { type InputChannel, networkInput } from './network-input.ts';
import type { MaskSettings } from './settings.ts';
import { softThreshold } from './soft-threshold.ts';

/** What a mask network makes of a crop: 1 where the face may change, at the crop's size. */
export type CropMasker = (crop: Picture) => Promise<Mask>;

const SIDE = 256;
const contract = { inputs: { input: [1, SIDE, SIDE, 3] }, outputs: 1 } as const;

/** Unlike all its siblings, this family was trained on OpenCV's order of bytes and of axes. */
const bgr: readonly InputChannel[] = ([2, 1, 0] as const).map((from) => ({ from, scale: 1 / 255, offset: 0 }));

/** Opens the networks (xseg) that see what stands in front of a face. Errors: those of `Sessions.open`, `model-invalid`. */
export async function openOccluder(sessions: Sessions, occluder: MaskSettings['occluder']): Promise<CropMasker> {
  const models = occluder === 'many' ? ['xseg_1', 'xseg_2', 'xseg_3'] : [occluder];
  const opened: { model: string; session: Session }[] = [];
  for (const model of models) {
    const session = await sessions.open(model);
    requireContract(model, session, contract);
    opened.push({ model, session });
  }
  return async (crop) => {
    const input = { data: networkInput(crop, SIDE, bgr, true), dims: [1, SIDE, SIDE, 3] };
    const masks: Mask[] = [];
    for (const { model, session } of opened) {
      const seen = resultOf(model, session, await session.run({ input }), [1, SIDE, SIDE, 1]);
      // Of one mask this is its values kept inside 0..1.
      const clipped = composeMask([{ width: SIDE, height: SIDE, values: seen }]);
      masks.push(resizeMask(clipped, crop.width, crop.height));
    }
    return softThreshold(composeMask(masks));
  };
}
