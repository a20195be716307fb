/** The story of a still through networks: open, judge, process, write. */
import { looksAtFaces } from './chain-models.ts';
import type { CheckedProcess } from './checked-process-options.ts';
import { openStill } from './decode/still.ts';
import { resizeStill } from './encode/resize-still.ts';
import { writeStill } from './encode/still.ts';
import { throwIfCanceled } from './errors.ts';
import type { Frame } from './frame/frame.ts';
import { contentRefused } from './process-film.ts';
import { noFaceChanged } from './require-face.ts';
import { resultSize } from './result-size.ts';
import type { Outcome, Tally } from './tally.ts';
import type { Clock } from './threads/clock.ts';
import type { ProcessThreads } from './threads/process-threads.ts';
import type { SeenFace } from './threads/process-work.ts';

export async function processStill(
  options: CheckedProcess,
  threads: ProcessThreads,
  clock: Clock,
  tally: Tally,
): Promise<Outcome> {
  const signal = options.signal && { signal: options.signal };
  tally.expected = 1;
  const still = await clock.timeAsync('decode', () => openStill(options.target, signal));
  if (options.moderate) {
    const { flagged, ms } = await threads.first('judge', { frame: still.frame });
    clock.take(ms);
    if (flagged) throw contentRefused(options.target);
  }
  const seen = await detect(still.frame, options, threads, clock);
  const { faces, changed, enlarged, ms } = await threads.first('process', { frame: still.frame, seen });
  clock.take(ms);
  throwIfCanceled(options.signal);
  const modelMs = await threads.modelMs();
  if (options.requireFace && faces === 0) throw noFaceChanged(options.target);
  tally.leavesWith(faces, changed.length > 0 || enlarged !== undefined);

  const { quality, scale, overwrite } = options.result;
  const result = await clock.timeAsync('encode', async () => {
    const size = resultSize(still.frame, scale);
    const sized = await resizeStill(still, enlarged ?? still.frame, size.width, size.height);
    return writeStill(options.output, sized.frame, sized, {
      overwrite,
      ...(quality !== undefined && { quality }),
      ...signal,
    });
  });
  tally.finished();
  return {
    kind: 'still',
    provider: '',
    decoder: still.format,
    encoder: result.format,
    notes: [...still.notes, ...result.notes],
    modelMs,
  };
}

async function detect(
  frame: Frame,
  options: CheckedProcess,
  threads: ProcessThreads,
  clock: Clock,
): Promise<SeenFace[]> {
  if (!looksAtFaces(options)) return [];
  const { detections, ms } = await threads.first('detect', { frame });
  clock.take(ms);
  return detections.map((detection) => ({ detection, known: undefined }));
}
