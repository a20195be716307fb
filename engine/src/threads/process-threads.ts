/** The threads that find and process faces with networks. */
import type { ProcessWork, ProcessWorkConfig } from './process-work.ts';
import { WorkThreads } from './work-threads.ts';

export type ProcessThreads = WorkThreads<ProcessWork>;

const processThread = new URL('./process-thread.ts', import.meta.url);

/** Starts `count` threads; each opens the networks when it first needs them. */
export function startProcessThreads(count: number, config: ProcessWorkConfig, signal?: AbortSignal): ProcessThreads {
  return WorkThreads.start<ProcessWork>(processThread, count, config, signal);
}
