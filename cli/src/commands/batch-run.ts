import { exitCodes } from '@mirrorworks/contract';
import { defineFaceFusionCommand, type Request } from '../facefusion/define.ts';
import { runQueuedJob } from '../facefusion/job-steps.ts';
import { addStep, withStatus } from '../facefusion/jobs/job.ts';
import { datedJobId } from '../facefusion/jobs/job-id.ts';
import { JobStore } from '../facefusion/jobs/job-store.ts';
import { toArgs } from '../facefusion/jobs/step-args.ts';
import { jobsPath, patterns, placeGroups, runGroups, stepGroups } from '../facefusion/options/index.ts';
import { expandPattern, fillPattern, nothingFits } from '../facefusion/patterns.ts';
import { wrongUse } from '../failure.ts';

/** `mirrorworks batch-run`: FaceFusion's command of that name. */
export const batchRun = defineFaceFusionCommand({
  name: 'batch-run',
  about: 'Run the processors over every target of a pattern, with every source of another.',
  groups: [...placeGroups, patterns, ...stepGroups, ...runGroups],
  examples: [
    "batch-run -s 'faces/*.jpg' -t 'films/*.mp4' -o 'out/{index}-{target_name}{target_extension}'",
    "batch-run --processors frame_enhancer -t 'in/*.png' -o 'out/{index:03d}{target_extension}'",
  ],
  async run(request) {
    const pairs = await findPairs(request);
    const step = request.settle<Record<string, unknown>>(stepGroups).values;
    const store = await JobStore.open(request.settle<{ jobs_path: string }>([jobsPath]).values.jobs_path);
    const id = await freeId(store);
    await store.create(id);
    await store.update(id, (job) => {
      const all = pairs.reduce((steps, pair) => addStep(steps, toArgs({ ...step, ...pair })), job);
      return withStatus(all, 'queued');
    });
    await store.move(id, 'queued');
    if (request.says.progress) request.context.terminal.tell(`job ${id}: ${pairs.length} steps`);
    await runQueuedJob(store, id, request, true);
    return exitCodes.done;
  },
});

interface Pair {
  readonly source_paths: readonly string[] | null;
  readonly target_path: string;
  readonly output_path: string;
}

/** Every source with every target, and the name of each result; no two results may have one name. */
async function findPairs(request: Request): Promise<Pair[]> {
  const { values } = request.settle<Partial<Record<keyof typeof patterns.options, string>>>([patterns]);
  const { source_pattern: source, target_pattern: target, output_pattern: output } = values;
  if (target === undefined) throw wrongUse('--target-pattern is needed');
  if (output === undefined) throw wrongUse('--output-pattern is needed');
  const targets = await expandPattern(target);
  if (targets.length === 0) throw nothingFits('--target-pattern', target);
  const sources = source === undefined ? [undefined] : await expandPattern(source);
  // FaceFusion goes on without a source then; a face swap would fail at its first step.
  if (source !== undefined && sources.length === 0) throw nothingFits('--source-pattern', source);
  const pairs = sources.flatMap((source) => targets.map((target) => ({ source, target })));
  const named = pairs.map(({ source, target }, index) => ({
    source_paths: source === undefined ? null : [source],
    target_path: target,
    output_path: fillPattern(output, { index, target, ...(source !== undefined && { source }) }),
  }));
  const twice = named.find(
    ({ output_path: path }, index) => named.findIndex((one) => one.output_path === path) < index,
  );
  if (twice) throw wrongUse(`--output-pattern ${output} names ${twice.output_path} more than once; add {index}`);
  return named;
}

/** Two batches within a second are two jobs. */
async function freeId(store: JobStore): Promise<string> {
  const dated = datedJobId('batch', new Date());
  for (let count = 2, id = dated; ; id = `${dated}-${count++}`) if ((await store.statusOf(id)) === undefined) return id;
}
