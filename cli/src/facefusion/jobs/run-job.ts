import { rename, rm } from 'node:fs/promises';
import { wrongUse } from '../../failure.ts';
import { isFilm } from '../to-process.ts';
import { type Job, type JobStep, withStatus } from './job.ts';
import { exists, type JobStore } from './job-store.ts';
import { stepOutput } from './step-output.ts';

export interface JobWork {
  /** Does one step, and puts its result at `output`. */
  readonly runStep: (step: JobStep, index: number, output: string) => Promise<void>;
  /** Steps do not build on each other: the rest is done although one fails. */
  readonly independent?: boolean;
  readonly signal: AbortSignal;
  /** Told of each step that fails or was cut off. */
  readonly tell: (line: string) => void;
}

/**
 * Runs the steps of a queued job. It ends `completed`; or `failed`, and throws the first failure. An abort leaves it `queued`, with
 * the steps that are done marked so: running it again goes on behind them.
 *
 * A result that no later step needs goes straight to its own name. The others wait beside it and are moved at the end.
 */
export async function runJob(store: JobStore, id: string, work: JobWork): Promise<void> {
  const status = await store.statusOf(id);
  if (status !== undefined && status !== 'queued') throw wrongUse(`job ${id} is ${status}, not queued`, { job: id });
  const job = await store.read(id);
  const outputs = planOutputs(job, id);
  let failure: { readonly error: unknown } | undefined;
  for (const [index, step] of job.steps.entries()) {
    const { result } = outputs[index] ?? {};
    if (step.status === 'completed' && result !== undefined && (await exists(result))) continue;
    if (step.status === 'started') work.tell(`step ${index + 1} of job ${id} was cut off; it is done again`);
    try {
      await store.update(id, (now) => withStatus(now, 'started', index));
      await work.runStep(step, index, result ?? '');
      await store.update(id, (now) => withStatus(now, 'completed', index));
    } catch (error) {
      if (work.signal.aborted) {
        await requeue(store, id, index, outputs);
        throw error;
      }
      await store.update(id, (now) => withStatus(now, 'failed', index));
      failure ??= { error };
      if (!work.independent) break;
      work.tell(`step ${index + 1} of ${job.steps.length} failed: ${error instanceof Error ? error.message : error}`);
    }
  }
  await (failure ? drop(outputs) : deliver(outputs));
  await store.move(id, failure ? 'failed' : 'completed');
  if (failure) throw failure.error;
}

interface StepResult {
  /** Where the step's result is written. */
  readonly result: string;
  /** Where it belongs in the end; undefined when it is there, or when a later step replaces it. */
  readonly moveTo: string | undefined;
  /** Lies under a name of its own while the job runs. */
  readonly waits: boolean;
}

function planOutputs({ steps }: Job, id: string): readonly (StepResult | undefined)[] {
  return steps.map(({ args }, index) => {
    const { output_path: output } = args;
    if (typeof output !== 'string') return undefined;
    const own = stepOutput(id, index, output);
    const later = steps.slice(index + 1);
    const replaced = later.some(({ args }) => args['output_path'] === output);
    if (replaced && isFilm(output)) {
      const message = `several steps of job ${id} make ${output}: joining films is not made here yet, so each needs its own`;
      throw wrongUse(message, { job: id, file: output });
    }
    const waits = own !== undefined && (replaced || later.some(({ args }) => args['target_path'] === own));
    return { result: waits ? own : output, moveTo: waits && !replaced ? output : undefined, waits };
  });
}

async function deliver(outputs: readonly (StepResult | undefined)[]): Promise<void> {
  for (const output of outputs) if (output?.moveTo !== undefined) await rename(output.result, output.moveTo);
  await drop(outputs);
}

async function drop(outputs: readonly (StepResult | undefined)[]): Promise<void> {
  for (const output of outputs) if (output?.waits) await rm(output.result, { force: true });
}

/** Nothing half-done stays: results that were only on their way are made again. */
async function requeue(store: JobStore, id: string, at: number, outputs: readonly (StepResult | undefined)[]) {
  await drop(outputs);
  await store.update(id, (job) => ({
    ...job,
    steps: job.steps.map((step, index) =>
      index === at || outputs[index]?.waits ? { ...step, status: 'queued' } : step,
    ),
  }));
}
