import { type Affine, identityAffine } from '../../frame/affine.ts';

/** Degrees. */
export const quarterAngles = [0, 90, 180, 270] as const;
export type QuarterAngle = (typeof quarterAngles)[number];

/** A picture turned counter-clockwise. */
export interface Turned {
  readonly width: number;
  readonly height: number;
  /** From the turned picture's pixels to the picture's. */
  readonly back: Affine;
}

/**
 * Turns a picture counter-clockwise about (width / 2, height / 2), as the landmark networks' own pipeline does: not about the middle
 * of its pixels, so that its first row or column comes from one pixel outside.
 */
export function turnPicture(angle: QuarterAngle, width: number, height: number): Turned {
  const upright: Record<QuarterAngle, Turned> = {
    0: { width, height, back: identityAffine },
    90: { width: height, height: width, back: [0, -1, width, 1, 0, 0] },
    180: { width, height, back: [-1, 0, width, 0, -1, height] },
    270: { width: height, height: width, back: [0, 1, 0, -1, 0, height] },
  };
  return upright[angle];
}

/** How far a face of 68 points is turned clockwise in its picture, by the line from one end of the jaw to the other. */
export function angleOf(points68: Float32Array): QuarterAngle {
  const degrees = (Math.atan2(points68[33]! - points68[1]!, points68[32]! - points68[0]!) * 180) / Math.PI;
  // Halves go to the smaller angle, as a search for the first nearest of 0, 90, 180, 270, 360 finds it.
  const quarters = Math.ceil(((degrees + 360) % 360) / 90 - 0.5) % 4;
  return quarterAngles[quarters as 0 | 1 | 2 | 3];
}
