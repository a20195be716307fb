import { asEngineError } from './as-engine-error.ts';
import { checkSeeing } from './checked-options.ts';
import { throwIfCanceled } from './errors.ts';
import type { Description, Face } from './faces/face.ts';
import { defaultFindOptions } from './faces/find.ts';
import { readPicture } from './read-picture.ts';
import type { Provider } from './swap-options.ts';
import { startFaceThreads } from './threads/face-threads.ts';

/** How faces are looked for in a picture. */
export interface FindOptions {
  /** Longer side, in pixels, at which the detector looks at the picture. */
  readonly detectorSize?: number;
  /** Lowest detector score that counts as a face, 0..1. */
  readonly score?: number;
  /** In order of preference. Default `['cpu']`. A provider that is not present is an error, never a silent change. */
  readonly providers?: readonly Provider[];
  /** Threads inside a run of a network. */
  readonly threads?: number;
  /** Where translated models live. Default: the user's cache folder. */
  readonly modelFolder?: string;
  readonly signal?: AbortSignal;
}

/** A face with what the descriptor guesses of it. */
export interface SeenFace extends Face, Partial<Pick<Description, 'age' | 'female'>> {}

/** The faces of a picture, best first. */
export interface SeenFaces {
  /** Square pixels of the upright picture. */
  readonly width: number;
  readonly height: number;
  readonly faces: readonly SeenFace[];
}

/**
 * Finds all faces of a picture, or of a film's first frame, with mesh, pose, age and gender.
 *
 * @throws EngineError as for opening the file (`media-…`), and `option-invalid`, `provider-unavailable`, `model-…`, `canceled`.
 */
export async function findFaces(path: string, options: FindOptions = {}): Promise<SeenFaces> {
  try {
    const { score, detectorSize, modelFolder, providers, threads: runThreads } = checkSeeing(options);
    throwIfCanceled(options.signal);
    await using threads = startFaceThreads(1, { modelFolder, providers, runThreads }, options.signal);
    const frame = await readPicture(path, options.signal);
    const seeing = { minScore: score, inputSize: detectorSize, turned: defaultFindOptions.turned };
    const { found } = await threads.first('find', { frame, options: seeing, describe: true });
    return {
      width: Math.round(frame.width * frame.pixelAspect),
      height: frame.height,
      faces: found.map(({ face, description }) => ({
        ...face,
        ...(description && { age: description.age, female: description.female }),
      })),
    };
  } catch (error) {
    throwIfCanceled(options.signal);
    throw asEngineError(error);
  }
}
