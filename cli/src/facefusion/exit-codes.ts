import { type ErrorCode, type ExitCode, exitCodes } from '@mirrorworks/contract';

/** What FaceFusion refuses while it reads the command line: it only offers what the machine has. */
const readTime: readonly ErrorCode[] = ['provider-unavailable', 'encoder-unavailable'];

/**
 * FaceFusion's way to end: 2 for a command line that it refuses, 1 for whatever goes wrong in the work. Only Ctrl-C differs: it is
 * 130 here, where FaceFusion says 0, so that a script does not take half a batch for a whole one.
 */
export function exitCodeFor(code: ErrorCode, during: 'line' | 'work'): ExitCode {
  if (code === 'canceled') return exitCodes.interrupted;
  return during === 'line' || readTime.includes(code) ? exitCodes.wrongUse : exitCodes.internal;
}
