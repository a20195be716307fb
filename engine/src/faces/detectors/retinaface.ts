import { decodeDistances, distanceOutputSizes } from './anchors.ts';
import { type DetectorNetwork, signedRange } from './network.ts';

/** RetinaFace at 10 GFLOPs (Deng and others, "RetinaFace: Single-shot multi-level face localisation in the wild", 2020). */
export const retinaface: DetectorNetwork = {
  file: 'retinaface_10g',
  sizes: [160, 320, 480, 512, 640],
  range: signedRange,
  outputSizes: distanceOutputSizes,
  decode: decodeDistances,
};
