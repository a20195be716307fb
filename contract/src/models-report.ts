import { z } from 'zod';

/** One model of the catalogue, as `models list --json` prints it. */
export const modelReport = z.object({
  name: z.string(),
  role: z.string(),
  /** SPDX identifier. */
  licence: z.string(),
  licenceSource: z.string(),
  /** What the licence's text says of selling results. */
  maySell: z.enum(['yes', 'no', 'unknown']),
  trainingData: z.string(),
  bytes: z.int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  source: z.string(),
});

export type ModelReport = z.infer<typeof modelReport>;

/** What `models list --json` prints: the last line of stdout. */
export const modelsReport = z.object({ models: z.array(modelReport) });

export type ModelsReport = z.infer<typeof modelsReport>;
