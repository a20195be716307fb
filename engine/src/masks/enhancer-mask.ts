import type { Mask, Picture } from '../frame/picture.ts';
import type { Sessions } from '../onnx/sessions.ts';
import { boxMask } from './box.ts';
import { composeMask } from './minimum.ts';
import { openOccluder } from './occlusion.ts';
import type { MaskSettings } from './settings.ts';

/**
 * The mask of processors that restore a face rather than replace it: always the box, without padding, and what stands in front of the
 * face if that type is chosen; areas and regions do not count. `crop` is the crop before the network ran. Read the mask only.
 */
export async function enhancerMask(sessions: Sessions, crop: Picture, settings: MaskSettings): Promise<Mask> {
  const box = boxMask(crop.width, settings.blur, [0, 0, 0, 0]);
  if (!settings.types.includes('occlusion')) return box;
  const occlude = await openOccluder(sessions, settings.occluder);
  return composeMask([box, await occlude(crop)]);
}
