import { type LandmarkerNetwork, toCropPoints, toScore } from './network.ts';

/** Peppa_Pig_Face_Landmark (github.com/610265158/Peppa_Pig_Face_Landmark, Apache-2.0). */
export const peppaWutz: LandmarkerNetwork = {
  file: 'peppa_wutz',
  outputSizes: [68 * 3],
  decode([triples]) {
    let sum = 0;
    for (let at = 2; at < triples!.length; at += 3) sum += triples![at]!;
    return { points: toCropPoints(triples!), score: toScore(sum / 68, 0.95) };
  },
};
