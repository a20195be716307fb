import { formatBytes, formatDuration } from '@mirrorworks/contract';
import type { PullProgress } from '@mirrorworks/engine';
import type { Console } from '../../console.ts';

const REDRAW_MS = 100;
const LINE_MS = 5000;

/** Shows how far a download is: one line that is redrawn on a terminal, a line every five seconds elsewhere. */
export function pullView(terminal: Pick<Console, 'redraw' | 'tell' | 'now' | 'columns' | 'interactive'>) {
  let last = -Infinity;
  let model = '';
  return {
    show(progress: PullProgress): void {
      const everyMs = terminal.interactive ? REDRAW_MS : LINE_MS;
      if (progress.model === model && terminal.now() - last < everyMs) return;
      last = terminal.now();
      model = progress.model;
      const text = sentence(progress);
      // A line that wraps cannot be redrawn.
      if (terminal.interactive) terminal.redraw(text.slice(0, Math.max(0, terminal.columns - 1)));
      else terminal.tell(text);
    },
    close(): void {
      if (terminal.interactive) terminal.redraw('');
    },
  };
}

/** `inswapper_128 (2 of 3): 120.0 MB of 555.3 MB (21 %) from github.com, 38.5 s left`; without a total, what is known. */
export function sentence({ model, index, count, source, bytes, totalBytes, secondsLeft }: PullProgress): string {
  const percent = totalBytes === undefined ? '' : ` of ${formatBytes(totalBytes)} (${percentOf(bytes, totalBytes)} %)`;
  const left = secondsLeft === undefined ? '' : `, ${formatDuration(secondsLeft)} left`;
  return `${model} (${index} of ${count}): ${formatBytes(bytes)}${percent} from ${source}${left}`;
}

function percentOf(bytes: number, total: number): number {
  return total === 0 ? 100 : Math.floor((bytes / total) * 100);
}
