import { asEngineError } from './as-engine-error.ts';
import { writeDrawing } from './encode/drawing.ts';
import type { SeenFace } from './find-faces.ts';
import { readPicture } from './read-picture.ts';

/** What a drawing shows, and whether it may replace a file. */
export interface DrawOptions {
  /** Draw all 468 points and the triangles between them too. */
  readonly mesh?: boolean;
  /** Replace a file of that name. Default: refuse with `output-exists`. */
  readonly overwrite?: boolean;
}

/**
 * Draws faces over the picture, or the film's first frame, that they were found in: boxes with scores, five points, an arrow where
 * each looks. The extension of `outPath` names the format. A drawing is no swap and carries no mark.
 *
 * @throws EngineError as for opening `path`, and `option-invalid`, `output-exists`, `output-unwritable`, `disk-full`.
 */
export async function drawFaces(
  path: string,
  faces: readonly SeenFace[],
  outPath: string,
  options: DrawOptions = {},
): Promise<void> {
  try {
    await writeDrawing(outPath, await readPicture(path), faces, options);
  } catch (error) {
    throw asEngineError(error);
  }
}
