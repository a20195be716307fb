import type { Detection } from './face.ts';

/** What a person looks like to a classifier. */
export interface FaceAttributes {
  readonly gender: Gender;
  /** Years, half open. */
  readonly age: readonly [from: number, to: number];
  readonly race: Race;
}

/** What the classifier tells apart. */
export const genders = ['female', 'male'] as const;
export type Gender = (typeof genders)[number];

/** What the classifier tells apart, by its own names. */
export const races = ['white', 'black', 'latino', 'asian', 'indian', 'arabic'] as const;
export type Race = (typeof races)[number];

/**
 * A face as the landmark family of networks knows it: five points to align crops by, 68 to draw areas with. Plain data, can be
 * posted to another thread. Points are x, y pairs in square pixels of the upright picture.
 */
export interface LandmarkFace extends Detection {
  /** The five points that crops are aligned by: of the 68 when the landmarker is sure, else the detector's. 10 numbers. */
  readonly alignment: Float32Array;
  /** The 68 points (iBUG order), the landmarker's whenever one ran. 136 numbers. */
  readonly points68: Float32Array;
  /** The 68 points as guessed from the detector's five. */
  readonly points68From5: Float32Array;
  /** 0..1; 0 when no landmarker ran. */
  readonly landmarkerScore: number;
  /** How far the face is turned in the picture, to the nearest quarter. */
  readonly angle: 0 | 90 | 180 | 270;
  /** Not normalised, 512 numbers; undefined when nobody asked. */
  readonly embedding?: Float32Array;
  readonly attributes?: FaceAttributes;
}
