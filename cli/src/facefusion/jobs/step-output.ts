import { join, parse } from 'node:path';
import { jobId } from './job-id.ts';

/** Where a step's result lies while other steps need it: `out.mp4` of step 2 is `out-<job>-2.mp4`. */
export function stepOutput(id: string, index: number, output: unknown): string | undefined {
  if (typeof output !== 'string') return undefined;
  const { dir, name, ext } = parse(output);
  return name && ext ? join(dir, `${name}-${jobId(id)}-${index}${ext.toLowerCase()}`) : undefined;
}
