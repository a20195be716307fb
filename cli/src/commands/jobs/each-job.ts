import { type ExitCode, exitCodes } from '@mirrorworks/contract';
import type { Request } from '../../facefusion/define.ts';
import type { JobStatus } from '../../facefusion/jobs/job.ts';
import { JobStore } from '../../facefusion/jobs/job-store.ts';
import { haltOnError, jobsPath } from '../../facefusion/options/index.ts';
import { reportFailure, wrongUse } from '../../failure.ts';

export async function openStore(request: Request): Promise<JobStore> {
  return JobStore.open(request.settle<{ jobs_path: string }>([jobsPath]).values.jobs_path);
}

/** Does something with every job of these statuses; ends with 1 when there is none, or one failed. */
export async function eachJob(
  request: Request,
  statuses: readonly JobStatus[],
  change: (store: JobStore, id: string) => Promise<void>,
): Promise<ExitCode> {
  const { context, settle } = request;
  const { halt_on_error: halt } = settle<{ halt_on_error: boolean }>([haltOnError]).values;
  const store = await openStore(request);
  const ids = (await Promise.all(statuses.map((status) => store.ids(status)))).flat();
  if (ids.length === 0) throw wrongUse(`there is no ${statuses.join(', ')} job in ${store.folder}`);
  let failed = 0;
  for (const id of ids) {
    try {
      await change(store, id);
    } catch (error) {
      if (context.signal.aborted) throw error;
      context.terminal.tell(`job ${id} failed:`);
      reportFailure(error, false, context);
      failed++;
      if (halt) break;
    }
  }
  return failed > 0 ? exitCodes.internal : exitCodes.done;
}
