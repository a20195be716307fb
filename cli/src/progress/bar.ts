import type { Console } from '../console.ts';
import { sentence } from './lines.ts';
import { type ProgressView, percentOf } from './progress-view.ts';

const EVERY_MS = 100;
const BAR_WIDTH = 24;

/** One line on a terminal that is redrawn in place, at most ten times a second. */
export function bar(terminal: Pick<Console, 'redraw' | 'now' | 'columns'>): ProgressView {
  let last = -Infinity;
  return {
    show(progress) {
      const isLast = progress.frame === progress.frames;
      if (!isLast && terminal.now() - last < EVERY_MS) return;
      last = terminal.now();
      const text = `${drawing(percentOf(progress))}${sentence(progress)}`;
      // A line that wraps cannot be redrawn.
      terminal.redraw(text.slice(0, Math.max(0, terminal.columns - 1)));
    },
    close() {
      terminal.redraw('');
    },
  };
}

function drawing(percent: number | undefined): string {
  if (percent === undefined) return '';
  const filled = Math.round((percent / 100) * BAR_WIDTH);
  return `[${'#'.repeat(filled)}${'-'.repeat(BAR_WIDTH - filled)}] `;
}
