import type { SwapProgress } from '@mirrorworks/engine/options';

/** Shows how far a swap is. It is told of every frame and decides itself how often to speak. */
export interface ProgressView {
  show(progress: SwapProgress): void;
  /** Leaves the terminal as a next line of text expects it. */
  close(): void;
}

/** Whole percent done; undefined when the file does not say how many frames it has. */
export function percentOf({ frame, frames }: SwapProgress): number | undefined {
  return frames === undefined || frames === 0 ? undefined : Math.min(100, Math.floor((frame / frames) * 100));
}
