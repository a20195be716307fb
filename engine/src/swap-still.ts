/** The story of a still: open, find, choose, study, draw, write. */
import type { CheckedOptions } from './checked-options.ts';
import { openStill } from './decode/still.ts';
import { writeStill } from './encode/still.ts';
import { throwIfCanceled } from './errors.ts';
import { defaultFindOptions } from './faces/find.ts';
import { selectFaces } from './faces/select.ts';
import { readReference, wearIdentity } from './read-identity.ts';
import { noFaceChanged } from './require-face.ts';
import { meshSwap } from './swap/mesh/mesh-swap.ts';
import type { Outcome, Tally } from './tally.ts';
import type { Clock } from './threads/clock.ts';
import type { FaceThreads } from './threads/face-threads.ts';

export async function swapStill(
  options: CheckedOptions,
  threads: FaceThreads,
  clock: Clock,
  tally: Tally,
): Promise<Outcome> {
  const signal = options.signal && { signal: options.signal };
  tally.expected = 1;
  const { provider } = await threads.first('open', undefined);
  await wearIdentity(threads, options);
  const reference = await readReference(threads, options);
  const still = await clock.timeAsync('decode', () => openStill(options.target, signal));
  const { frame } = still;

  const seeing = { minScore: options.score, inputSize: options.detectorSize, turned: defaultFindOptions.turned };
  const seen = await threads.first('find', { frame, options: seeing, describe: reference !== undefined });
  clock.take(seen.ms);
  const faces = seen.found.map(({ face, description }) => ({ face, embedding: description?.embedding }));
  const chosen = selectFaces(faces, { ...options, reference }).map(({ face }) => face);
  throwIfCanceled(options.signal);
  if (options.requireFace && chosen.length === 0) throw noFaceChanged(options.target);

  const studied = await threads.first('study', { frame, faces: chosen });
  clock.take(studied.ms);
  const drawings = chosen.map((face, i) => ({ face, study: studied.studies[i]! }));
  const drawn = await threads.first('draw', { frame, drawings, options: { ...options.blend, gaze: 'source' } });
  clock.take(drawn.ms);
  throwIfCanceled(options.signal);

  const modelMs = await threads.modelMs();
  tally.leaves(chosen.map((_, i) => i));
  const written = await clock.timeAsync('encode', () =>
    writeStill(options.output, frame, still, {
      overwrite: options.overwrite,
      digitalSourceType: meshSwap.digitalSourceType,
      ...(options.quality !== undefined && { quality: options.quality }),
      ...signal,
    }),
  );
  tally.finished();
  return {
    kind: 'still',
    provider,
    decoder: still.format,
    encoder: written.format,
    notes: [...still.notes, ...written.notes],
    modelMs,
  };
}
