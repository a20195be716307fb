import { exitCodes } from '@mirrorworks/contract';
import { defineFaceFusionCommand, type Request } from '../../facefusion/define.ts';
import { runQueuedJob } from '../../facefusion/job-steps.ts';
import { withStatus } from '../../facefusion/jobs/job.ts';
import type { JobStore } from '../../facefusion/jobs/job-store.ts';
import { haltOnError, placeGroups, runGroups } from '../../facefusion/options/index.ts';
import { jobIdWord } from '../../facefusion/positional.ts';
import { wrongUse } from '../../failure.ts';
import { eachJob, openStore } from './each-job.ts';

const groups = [...placeGroups, ...runGroups] as const;

const jobRun = defineFaceFusionCommand({
  name: 'job-run',
  about: 'Run a queued job. One that was cut off goes on behind the steps that are done.',
  positionals: [jobIdWord],
  groups,
  examples: ['job-run wedding --execution-providers cuda'],
  async run(request) {
    await runQueuedJob(await openStore(request), request.positionals[0] ?? '', request);
    return exitCodes.done;
  },
});

const jobRunAll = defineFaceFusionCommand({
  name: 'job-run-all',
  about: 'Run all queued jobs.',
  groups: [...groups, haltOnError],
  examples: ['job-run-all --halt-on-error'],
  run: (request) => eachJob(request, ['queued'], (store, id) => runQueuedJob(store, id, request)),
});

const jobRetry = defineFaceFusionCommand({
  name: 'job-retry',
  about: 'Run a failed job again, all of its steps.',
  positionals: [jobIdWord],
  groups,
  examples: ['job-retry wedding'],
  async run(request) {
    await retry(await openStore(request), request.positionals[0] ?? '', request);
    return exitCodes.done;
  },
});

const jobRetryAll = defineFaceFusionCommand({
  name: 'job-retry-all',
  about: 'Run all failed jobs again.',
  groups: [...groups, haltOnError],
  examples: ['job-retry-all'],
  run: (request) => eachJob(request, ['failed'], (store, id) => retry(store, id, request)),
});

/** The commands that run jobs. */
export const jobRunners = [jobRun, jobRunAll, jobRetry, jobRetryAll];

async function retry(store: JobStore, id: string, request: Request): Promise<void> {
  const status = await store.statusOf(id);
  if (status !== undefined && status !== 'failed') throw wrongUse(`job ${id} is ${status}, not failed`, { job: id });
  await store.update(id, (job) => withStatus(job, 'queued'));
  await store.move(id, 'queued');
  await runQueuedJob(store, id, request);
}
