import { writeFile } from 'node:fs/promises';
import type { ProcessOptions, ProcessResult, ProcessRun } from '@mirrorworks/engine';
import { doneSwap, progressAt } from './fake-engine.ts';

export const doneProcess: ProcessResult = {
  ...doneSwap,
  ran: { ...doneSwap.ran, threads: 2, models: [{ model: 'inswapper_128', provider: 'cpu', ms: 12 }] },
};

/** A `processMedia` that keeps its options, writes a file that names the target, and ends as `end` says of each call. */
export function recordingProcess(end: (options: ProcessOptions, call: number) => Error | undefined = () => undefined) {
  const calls: ProcessOptions[] = [];
  const processMedia = (options: ProcessOptions): ProcessRun => {
    calls.push(options);
    const failure = end(options, calls.length);
    const result = failure ? Promise.reject(failure) : finish(options);
    result.catch(() => {});
    return {
      result,
      async *[Symbol.asyncIterator]() {
        for (let frame = 1; frame <= 2; frame++) yield progressAt(frame, 2);
        await result;
      },
    };
  };
  return { calls, processMedia };
}

async function finish({ output, target, processors }: ProcessOptions): Promise<ProcessResult> {
  await writeFile(output, `${processors.map(({ kind }) => kind).join('+')} of ${target}`);
  return { ...doneProcess, output };
}
