import { formatDuration, type SwapReport } from '@mirrorworks/contract';
import type { SwapResult } from '@mirrorworks/engine/options';

/** A result as `--json` prints it. */
export function report({ secondsToFirstChange, notes, ...result }: SwapResult): SwapReport {
  return { ...result, secondsToFirstChange: secondsToFirstChange ?? null, notes: [...notes] };
}

/** A result in one line for a person. */
export function summary({ output, kind, frames, framesChanged, faces, seconds, framesPerSecond }: SwapResult): string {
  const counted = `${faces} ${faces === 1 ? 'face' : 'faces'}, ${formatDuration(seconds)}`;
  if (kind === 'still') return `${output}: ${counted}`;
  return `${output}: ${framesChanged} of ${frames} frames changed, ${counted} (${framesPerSecond.toFixed(1)} frames/s)`;
}
