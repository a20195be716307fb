/** The program of a thread that processes frames with networks. */
import type { ProcessWorkConfig } from './process-work.ts';
import { serve } from './serve.ts';

await serve<ProcessWorkConfig>(async (config, sign) =>
  (await import('./process-work.ts')).createProcessWork(config, sign),
);
