import type { Request } from './define.ts';
import type { JobStore } from './jobs/job-store.ts';
import { runJob } from './jobs/run-job.ts';
import { fromArgs } from './jobs/step-args.ts';
import { fileGroups, type StepValues, stepGroups } from './options/index.ts';
import { runStep } from './run-step.ts';
import { settle } from './settings.ts';
import { spellToday } from './spellings.ts';

/** Runs a queued job's steps, each as `headless-run` would. Throws the first failure. */
export async function runQueuedJob(store: JobStore, id: string, request: Request, independent = false): Promise<void> {
  const { note, context, given, says } = request;
  const { terminal, signal } = context;
  const { length } = (await store.read(id)).steps;
  await runJob(store, id, {
    signal,
    independent,
    tell: (line) => terminal.tell(line),
    async runStep({ args }, index, output) {
      if (says.progress) terminal.tell(`step ${index + 1} of ${length}`);
      const ofJob = spellToday(fromArgs(args, `job ${id}, step ${index}`, note), note);
      // The job was made with an ini file of its time: today's says only what the job leaves open.
      const open = given.filter(({ key }) => !Object.hasOwn(args, key));
      const step = settle<StepValues>([...fileGroups, ...stepGroups], [...ofJob, ...open], note);
      const values = { ...step.values, output_path: output === '' ? undefined : output };
      await runStep({ ...step, values }, request);
    },
  });
}
