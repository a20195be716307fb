/** Counts what a swap has done so far, for its progress and its report. */
import type { SwapProgress } from './swap-options.ts';

/** What a swap leaves for its report, besides the counts. */
export interface Outcome {
  readonly kind: 'still' | 'film';
  readonly decoder: string;
  readonly encoder: string;
  readonly provider: string;
  readonly notes: readonly string[];
  /** Milliseconds inside runs of networks, summed over the threads. */
  readonly modelMs: number;
}

export class Tally {
  readonly #started = performance.now();
  readonly #onFrame: (progress: SwapProgress) => void;
  /** Tracks of a film, faces of a still, that were changed. */
  readonly #faces = new Set<number>();
  #firstChangeAt: number | undefined;
  #frames = 0;
  #changed = 0;
  /** Frames expected; undefined when the file does not say. */
  expected: number | undefined;

  constructor(onFrame: (progress: SwapProgress) => void) {
    this.#onFrame = onFrame;
  }

  get frames(): number {
    return this.#frames;
  }

  get framesChanged(): number {
    return this.#changed;
  }

  get faces(): number {
    return this.#faces.size;
  }

  get seconds(): number {
    return (performance.now() - this.#started) / 1000;
  }

  get secondsToFirstChange(): number | undefined {
    return this.#firstChangeAt === undefined ? undefined : (this.#firstChangeAt - this.#started) / 1000;
  }

  /** A frame on which these faces were changed is about to be encoded. */
  leaves(faces: readonly number[]): void {
    this.#changes(faces.length > 0);
    for (const face of faces) this.#faces.add(face);
  }

  /** A frame with so many chosen faces is about to be encoded; faces of different frames are not told apart. */
  leavesWith(faces: number, changed: boolean): void {
    this.#changes(changed);
    for (let face = 0; changed && face < faces; face++) this.#faces.add(face);
  }

  #changes(changed: boolean): void {
    if (!changed) return;
    this.#firstChangeAt ??= performance.now();
    this.#changed++;
  }

  /** A frame has been encoded. */
  finished(): void {
    this.#frames++;
    const seconds = this.seconds;
    const framesPerSecond = this.#frames / seconds;
    this.#onFrame({
      frame: this.#frames,
      frames: this.expected,
      framesChanged: this.#changed,
      seconds,
      framesPerSecond,
      secondsLeft:
        this.expected === undefined ? undefined : Math.max(0, this.expected - this.#frames) / framesPerSecond,
    });
  }
}
