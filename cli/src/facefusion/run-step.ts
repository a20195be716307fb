import type { ProcessResult } from '@mirrorworks/engine';
import { progressView } from '../progress/index.ts';
import { summary } from '../result.ts';
import type { Request } from './define.ts';
import { fileGroups, placeGroups, type RunValues, runGroups, type StepValues, stepGroups } from './options/index.ts';
import type { Settings } from './settings.ts';
import { toProcess } from './to-process.ts';

/** The groups of options that a run and its steps are made of. */
export const wholeRun = [...placeGroups, ...fileGroups, ...stepGroups, ...runGroups] as const;

/** Does what one step asks for, and shows how far it is. Throws what the engine throws. */
export async function runStep(step: Settings<StepValues>, request: Request): Promise<ProcessResult> {
  const { context, note, says } = request;
  const { terminal, signal } = context;
  const run = request.settle<RunValues>([...runGroups, ...placeGroups]);
  const options = toProcess(step, run, note);
  const engine = await context.engine();
  const running = engine.processMedia({ ...options, signal });
  const view = progressView(says.progress ? run.values.progress : 'none', terminal);
  try {
    for await (const progress of running) view.show(progress);
  } finally {
    view.close();
  }
  const result = await running.result;
  for (const line of result.notes) note(line);
  if (says.details) for (const line of details(result)) terminal.tell(line);
  if (says.progress && !run.values.json) terminal.print(summary(result));
  return result;
}

function details({ ran }: ProcessResult): string[] {
  const { provider, decoder, encoder, threads, models } = ran;
  return [
    `ran on ${provider} with ${threads} ${threads === 1 ? 'thread' : 'threads'}, ${decoder} in, ${encoder} out`,
    ...models.map(({ model, provider, ms }) => `  ${model}: ${ms.toFixed(0)} ms on ${provider}`),
  ];
}
