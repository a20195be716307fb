import { batchRun } from './batch-run.ts';
import { bench } from './bench.ts';
import type { Command } from './command.ts';
import { doctor } from './doctor.ts';
import { faces } from './faces.ts';
import { forceDownload } from './force-download.ts';
import { headlessRun } from './headless-run.ts';
import { jobEditors } from './jobs/edit-jobs.ts';
import { jobRunners } from './jobs/run-jobs.ts';
import { models } from './models/index.ts';
import { swap } from './swap.ts';

export type { Command };

/** In the order of the help. */
export const commands: readonly Command[] = [
  ...[swap, faces, bench, doctor, models],
  ...[headlessRun, batchRun, forceDownload, ...jobEditors, ...jobRunners],
];
