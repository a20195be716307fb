import { z } from 'zod';

const point = z.tuple([z.number(), z.number()]);

/** One face as `faces --json` prints it; lengths in pixels of the upright picture, angles in degrees. */
export const faceReport = z.object({
  /** x, y, width, height. */
  box: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  score: z.number().min(0).max(1),
  /** Eyes, nose tip, mouth corners; image-left first. */
  points5: z.array(point).length(5),
  /** Positive: turned to the picture's right. */
  yaw: z.number(),
  /** Positive: looks down. */
  pitch: z.number(),
  /** Positive: tilted clockwise. */
  roll: z.number(),
  /** Estimate in years; absent when the model that guesses it did not run. */
  age: z.number().nonnegative().optional(),
  /** Estimate, with how sure it is; absent like `age`. */
  gender: z.enum(['female', 'male']).optional(),
  genderScore: z.number().min(0.5).max(1).optional(),
  /** With `--mesh`: 468 × x, y, z; z grows away from the camera. */
  mesh: z.array(z.tuple([z.number(), z.number(), z.number()])).optional(),
});

export type FaceReport = z.infer<typeof faceReport>;

/** What `faces --json` prints: the last line of stdout. */
export const facesReport = z.object({
  width: z.int().positive(),
  height: z.int().positive(),
  faces: z.array(faceReport),
});

export type FacesReport = z.infer<typeof facesReport>;
