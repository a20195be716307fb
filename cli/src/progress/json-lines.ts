import type { ProgressReport } from '@mirrorworks/contract';
import type { Console } from '../console.ts';
import type { ProgressView } from './progress-view.ts';

const EVERY_MS = 500;

/** One JSON object a line on stderr, for a program that watches; at most two a second. */
export function jsonLines(terminal: Pick<Console, 'tell' | 'now'>): ProgressView {
  let last = -Infinity;
  return {
    show({ frames, secondsLeft, ...known }) {
      if (known.frame !== frames && terminal.now() - last < EVERY_MS) return;
      last = terminal.now();
      const progress = { ...known, frames: frames ?? null, secondsLeft: secondsLeft ?? null };
      terminal.tell(JSON.stringify({ progress } satisfies ProgressReport));
    },
    close() {},
  };
}
