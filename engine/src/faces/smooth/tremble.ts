/** Frames that the estimate looks back on. */
const MEMORY = 48;

/** The estimate never falls below the usual tremble, and a face in restless motion must not pass for a trembling one. */
const MAX_FACTOR = 4;

/** The weights of a third difference: motion of steady acceleration leaves nothing, noise of σ leaves √20 σ. */
const thirdDifference = [1, -3, 3, -1] as const;

/**
 * How much the values of a track tremble, as a multiple of what is usual: film grain, darkness and strong compression make the
 * network waver more. Taken from third differences in the calmest quarter of the last frames, so that blinks, words and shaken
 * heads do not count.
 */
export class Tremble {
  readonly #values: readonly number[];
  readonly #recent: Float32Array[] = [];
  readonly #measured: number[] = [];

  /** `values` are the indices that are measured. */
  constructor(values: readonly number[]) {
    this.#values = values;
  }

  /** Takes the values of the next frame, with the usual noise of each. */
  take(values: Float32Array, usual: number): void {
    this.#recent.push(values);
    if (this.#recent.length > thirdDifference.length) this.#recent.shift();
    if (this.#recent.length < thirdDifference.length) return;
    let sum = 0;
    for (const index of this.#values) {
      const bend = thirdDifference.reduce((total, weight, at) => total + weight * this.#recent[at]![index]!, 0);
      sum += bend * bend;
    }
    this.#measured.push(Math.sqrt(sum / this.#values.length / 20) / usual);
    if (this.#measured.length > MEMORY) this.#measured.shift();
  }

  /** After a gap the next difference would span it. */
  interrupt(): void {
    this.#recent.length = 0;
  }

  get factor(): number {
    const sorted = this.#measured.toSorted((a, b) => a - b);
    return Math.min(MAX_FACTOR, Math.max(1, sorted[Math.floor(sorted.length / 4)] ?? 1));
  }
}
