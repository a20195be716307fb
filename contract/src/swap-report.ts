import { z } from 'zod';

const count = z.int().nonnegative();
const amount = z.number().nonnegative();

const stages = [
  'decode',
  'moderate',
  'detect',
  'landmarks',
  'describe',
  'study',
  'mask',
  'swap',
  'enhance',
  'blend',
  'encode',
] as const;

/** Milliseconds of work per stage, summed over frames and threads (stages run side by side). */
export const stageTimes = z.record(z.enum(stages), amount);

/** What `swap --json` prints when it is done: the last line of stdout. */
export const swapReport = z.object({
  output: z.string(),
  kind: z.enum(['still', 'film']),
  frames: count,
  framesChanged: count,
  /** Different faces changed: tracks of a film, faces of a still. */
  faces: count,
  seconds: amount,
  framesPerSecond: amount,
  /** From the start until the first changed frame left for the encoder; null when none was changed. */
  secondsToFirstChange: amount.nullable(),
  stages: stageTimes,
  /** What ran where; of a chain of networks also the threads, and of each network its milliseconds inside runs, over all threads. */
  ran: z.object({
    provider: z.string(),
    decoder: z.string(),
    encoder: z.string(),
    threads: count.optional(),
    models: z
      .array(z.object({ model: z.string(), provider: z.string(), ms: amount }))
      .readonly()
      .optional(),
  }),
  /** Sentences a person should read, e.g. that no face was found. */
  notes: z.array(z.string()),
});

export type SwapReport = z.infer<typeof swapReport>;

/** What `--progress json` prints on stderr while a swap runs, one line at a time. */
export const progressReport = z.object({
  progress: z.object({
    frame: count,
    /** Frames expected; null when the file does not say. */
    frames: count.nullable(),
    framesChanged: count,
    seconds: amount,
    framesPerSecond: amount,
    /** Null when `frames` is not known. */
    secondsLeft: amount.nullable(),
  }),
});

export type ProgressReport = z.infer<typeof progressReport>;
