/** Reads the person to put in, and the person to be replaced, from their pictures. */
import type { CheckedOptions } from './checked-options.ts';
import { openStill } from './decode/still.ts';
import { EngineError } from './errors.ts';
import type { Face } from './faces/face.ts';
import { defaultFindOptions } from './faces/find.ts';
import type { Frame } from './frame/frame.ts';
import type { SourceFace } from './swap/swapper.ts';
import type { FaceThreads } from './threads/face-threads.ts';
import type { FoundFace } from './threads/face-work.ts';

/**
 * Reads the identity in the source pictures, the largest face of each, and lets every thread wear it. Throws `face-not-found` naming
 * the picture without a face, and what `openStill` throws.
 */
export async function wearIdentity(threads: FaceThreads, options: CheckedOptions): Promise<void> {
  const sources: SourceFace[] = [];
  for (const path of options.sources) {
    const { frame, found } = await lookAt(threads, path, options, 'source');
    sources.push({ frame, face: found.face });
  }
  await threads.everyone('wear', await threads.ask('prepare', { sources }));
}

/** The embedding of the person to be replaced, or undefined when nobody in particular is. Throws as `wearIdentity` does. */
export async function readReference(threads: FaceThreads, options: CheckedOptions): Promise<Float32Array | undefined> {
  if (options.reference === undefined) return undefined;
  const { found } = await lookAt(threads, options.reference, options, 'reference');
  return found.description?.embedding;
}

async function lookAt(
  threads: FaceThreads,
  path: string,
  options: CheckedOptions,
  role: 'source' | 'reference',
): Promise<{ frame: Frame; found: FoundFace }> {
  const { frame } = await openStill(path, options.signal && { signal: options.signal });
  const seeing = { minScore: options.score, inputSize: options.detectorSize, turned: defaultFindOptions.turned };
  const { found } = await threads.first('find', { frame, options: seeing, describe: role === 'reference' });
  const largest = found.toSorted((a, b) => area(b.face) - area(a.face))[0];
  if (largest === undefined) {
    throw new EngineError('face-not-found', `no face was found in the ${role} picture ${path}`, {
      data: { path, role },
    });
  }
  return { frame, found: largest };
}

function area({ box }: Face): number {
  return box[2] * box[3];
}
