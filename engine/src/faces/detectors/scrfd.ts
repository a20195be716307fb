import { decodeDistances, distanceOutputSizes } from './anchors.ts';
import { type DetectorNetwork, signedRange } from './network.ts';

/** SCRFD at 2.5 GFLOPs (Guo and others, "Sample and computation redistribution for efficient face detection", 2021). */
export const scrfd: DetectorNetwork = {
  file: 'scrfd_2.5g',
  sizes: [160, 320, 480, 512, 640],
  range: signedRange,
  outputSizes: distanceOutputSizes,
  decode: decodeDistances,
};
