import { equalize } from './clahe.ts';
import { labInScratch, type ScratchLab, writeBgrPlanes, writeRgb } from './lab.ts';
import type { Picture } from './picture.ts';
import { scratch } from './sample-kernels.ts';

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
  const rgb = new Float32Array(picture.rgb.length);
  writeRgb(evenLab(picture), true, rgb);
  return { ...picture, rgb };
}

/** The same as planes of blue, green and red in 0..1, which is how the landmarkers take it: three numbers a pixel. */
export function evenOutPlanes(picture: Picture, planes: Float32Array): void {
  writeBgrPlanes(evenLab(picture), true, planes);
}

function evenLab(picture: Picture): ScratchLab {
  const { width, height } = picture;
  const lab = labInScratch(picture, true);
  if (lab.meanL < DARK) {
    const { buffer } = scratch().bytes;
    equalize(new Uint8ClampedArray(buffer, lab.place, lab.pixels * 3), 3, width, height, CLIP);
  }
  return lab;
}
