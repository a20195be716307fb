import { formatDuration } from '@mirrorworks/contract';
import type { SwapProgress } from '@mirrorworks/engine/options';
import type { Console } from '../console.ts';
import { type ProgressView, percentOf } from './progress-view.ts';

const EVERY_MS = 2000;

/** Plain lines for logs: one every two seconds, none for work that is done sooner. */
export function lines(terminal: Pick<Console, 'tell' | 'now'>): ProgressView {
  let last = terminal.now();
  return {
    show(progress) {
      if (terminal.now() - last < EVERY_MS) return;
      last = terminal.now();
      terminal.tell(sentence(progress));
    },
    close() {},
  };
}

/** `frame 120 of 180 (66 %), 24.3 frames/s, 2.5 s left`; without a total, what is known. */
export function sentence(progress: SwapProgress): string {
  const { frame, frames, framesPerSecond, secondsLeft } = progress;
  const percent = percentOf(progress);
  const place = percent === undefined ? `frame ${frame}` : `frame ${frame} of ${frames} (${percent} %)`;
  const left = secondsLeft === undefined ? '' : `, ${formatDuration(secondsLeft)} left`;
  return `${place}, ${framesPerSecond.toFixed(1)} frames/s${left}`;
}
