import { equalize } from './clahe.ts';
import { labOf, pictureOfLab } from './lab.ts';
import type { Picture } from './picture.ts';

/** Pictures whose mean L (of 255) is below this get more contrast: about L* 11.8. */
const DARK = 30;
const CLIP = 2;

/**
 * A crop as FaceFusion prepares it for its landmarkers of 68 points: through 8-bit L*a*b* and back, and with the contrast of
 * dark ones raised between. Sides are multiples of 8.
 *
 * FaceFusion uses the codes for RGB on its BGR pictures, so that red and blue change places in the conversion. Here pictures
 * are RGB, and the conversion swaps them: each value comes out as it does there.
 */
export function evenOutLight(picture: Picture): Picture {
  const { width, height } = picture;
  const lab = labOf(picture, true);
  let sum = 0;
  for (let i = 0; i < lab.length; i += 3) sum += lab[i]!;
  if (sum < DARK * width * height) equalize(lab, 3, width, height, CLIP);
  return pictureOfLab(lab, width, height, true);
}
