import { mapPoints } from '../faces/align/map-points.ts';
import type { Affine } from '../frame/affine.ts';
import type { Mask, Picture } from '../frame/picture.ts';
import type { Sessions } from '../onnx/sessions.ts';
import { someOf } from '../option-checks.ts';
import { type MaskType, maskAreas, maskRegions, maskTypes } from '../process-options.ts';
import { areaMask } from './area.ts';
import { boxMask } from './box.ts';
import { openOccluder } from './occlusion.ts';
import { openRegionParser } from './region.ts';
import type { MaskSettings } from './settings.ts';

/** The masks of the chosen types, each at the crop's size. */
export type MasksByType = Partial<Record<MaskType, Mask>>;

/** The masks of one square crop of a face. Only networks of chosen types are opened. */
export interface FaceMasks {
  /** Opens and checks what the others need, so that a wrong file is found before the work begins. */
  open(): Promise<void>;
  /** Box and occlusion, which the crop decides as it was before the swap. */
  before(crop: Picture): Promise<MasksByType>;
  /** Area and region, which the swapped crop decides. `points68` are the frame's, `frameToCrop` the crop's matrix. */
  after(swapped: Picture, points68: Float32Array, frameToCrop: Affine): Promise<MasksByType>;
}

/** Error: `option-invalid` when no type is chosen, or none of its parts for one that has parts. */
export function createFaceMasks(sessions: Sessions, settings: MaskSettings): FaceMasks {
  const types = new Set(someOf('mask.types', settings.types, maskTypes));
  if (types.has('area')) someOf('mask.areas', settings.areas, maskAreas);
  if (types.has('region')) someOf('mask.regions', settings.regions, maskRegions);
  const occluder = () => openOccluder(sessions, settings.occluder);
  const parser = () => openRegionParser(sessions, settings.parser, settings.regions);
  return {
    async open() {
      if (types.has('occlusion')) await occluder();
      if (types.has('region')) await parser();
    },
    async before(crop) {
      const masks: MasksByType = {};
      if (types.has('box')) masks.box = boxMask(crop.width, settings.blur, settings.padding);
      if (types.has('occlusion')) masks.occlusion = await (await occluder())(crop);
      return masks;
    },
    async after(swapped, points68, frameToCrop) {
      const masks: MasksByType = {};
      if (types.has('area')) {
        masks.area = areaMask(swapped.width, mapPoints(frameToCrop, points68), settings.areas);
      }
      if (types.has('region')) masks.region = await (await parser())(swapped);
      return masks;
    },
  };
}
