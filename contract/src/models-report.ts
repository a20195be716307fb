import { z } from 'zod';

/** What a model is for. */
export const modelRoles = [
  ...['detector', 'landmarker', 'eyes', 'describer', 'recogniser', 'classifier', 'occluder', 'parser'],
  ...['swapper', 'converter', 'face-enhancer', 'frame-enhancer', 'content-analyser'],
] as const;

const selling = z.enum(['yes', 'no', 'unknown']);
const count = z.int().nonnegative();
const crc32 = z.string().regex(/^[0-9a-f]{8}$/);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** One model of the catalogue, as `models list --json` and `models show --json` print it. */
export const modelReport = z.object({
  name: z.string(),
  role: z.enum(modelRoles),
  /** `built-in`: made from an npm package at first use; `facefusion`: a file that is pulled or imported. */
  pack: z.enum(['built-in', 'facefusion']),
  /** SPDX identifier; `LicenseRef-…` where SPDX has none, `NOASSERTION` where no licence is stated. */
  licence: z.string(),
  licenceSource: z.string(),
  /** What the licence's text says of selling results. */
  maySell: selling,
  /** The same for the model together with all that it needs: what counts in use. */
  maySellWithNeeds: selling,
  /** What a seller must know besides. */
  note: z.string(),
  /** Null when it is not known. */
  trainingData: z.string().nullable(),
  /** Of the file, where it is there; else what is known, null for nothing. */
  bytes: count.nullable(),
  /** Of the file when it was first used; before that what others report. */
  crc32: crc32.nullable(),
  sha256: sha256.nullable(),
  /** Models that it does not work without. */
  needs: z.array(z.string()),
  /** The newer model whose place it can take. */
  standsInFor: z.string().nullable(),
  /** Where it comes from, first choice first. */
  sources: z.array(z.string()),
  installed: z.boolean(),
  /** Where its file is, or would be. */
  path: z.string(),
  /** How the file came there; null when it is not there or was not looked at yet. */
  origin: z.enum(['built-in', 'found', 'pulled', 'hard-link', 'symlink', 'copy']).nullable(),
});

export type ModelReport = z.infer<typeof modelReport>;

/** What `models list --json` and `models show --json` print: the last line of stdout. */
export const modelsReport = z.object({ models: z.array(modelReport) });

export type ModelsReport = z.infer<typeof modelsReport>;

/** What `models pull --json` prints. */
export const pullReport = z.object({
  models: z.array(
    z.object({
      name: z.string(),
      path: z.string(),
      bytes: count,
      /** The host it came from; null when it was there before. */
      source: z.string().nullable(),
      notes: z.array(z.string()),
    }),
  ),
});

export type PullReport = z.infer<typeof pullReport>;

/** What `models import --json` prints. */
export const importReport = z.object({
  files: z.array(
    z.object({
      file: z.string(),
      outcome: z.enum(['hard-link', 'symlink', 'copy', 'present', 'refused', 'unknown']),
      bytes: count,
      /** Why it was not taken; empty for the others. */
      reason: z.string(),
      notes: z.array(z.string()),
    }),
  ),
});

export type ImportReport = z.infer<typeof importReport>;

/** What `models verify --json` prints. */
export const verifyReport = z.object({
  models: z.array(
    z.object({
      name: z.string(),
      ok: z.boolean(),
      path: z.string().nullable(),
      bytes: count.nullable(),
      crc32: crc32.nullable(),
      sha256: sha256.nullable(),
      /** What its content was held against; null when it is not right. */
      against: z.enum(['hash file', 'first use', 'catalogue', 'nothing']).nullable(),
      /** What is wrong with it. */
      reason: z.string(),
      notes: z.array(z.string()),
    }),
  ),
});

export type VerifyReport = z.infer<typeof verifyReport>;

/** What `models remove --json` prints. */
export const removeReport = z.object({
  models: z.array(z.object({ name: z.string(), files: z.array(z.string()), bytes: count })),
});

export type RemoveReport = z.infer<typeof removeReport>;
