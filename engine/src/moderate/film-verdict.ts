/** Share of a film's samples that may be unfit, in percent. */
const MOST_UNFIT = 10;

/** Whether a film is unfit: one frame a second is looked at, and more than a tenth of those must not be unfit. */
export class FilmVerdict {
  readonly #step: number;
  #samples = 0;
  #unfit = 0;

  constructor(framesPerSecond: number) {
    const whole = Math.trunc(framesPerSecond);
    // Films that are slower, or do not say, are looked at frame by frame.
    this.#step = whole > 1 && Number.isFinite(whole) ? whole : 1;
  }

  /** Whether the frame of that number, counted from 0, is to be looked at. */
  wants(frame: number): boolean {
    return frame % this.#step === 0;
  }

  /** Counts a frame that was looked at. */
  add(flagged: boolean): void {
    this.#samples++;
    if (flagged) this.#unfit++;
  }

  /** Whether so much was unfit that the rest of a film of `frames` frames cannot make up for it. */
  isSettled(frames: number): boolean {
    return (100 * this.#unfit) / Math.ceil(frames / this.#step) > MOST_UNFIT;
  }

  /** Whether the film is unfit, by what was looked at so far. */
  get positive(): boolean {
    return this.#samples > 0 && (100 * this.#unfit) / this.#samples > MOST_UNFIT;
  }
}
