import type { SwapProgress } from './swap-options.ts';

/**
 * Hands the newest progress to whoever iterates; what a slow reader missed is left out, the last one never. Iterating ends
 * with the work, and throws what the work threw.
 */
export class ProgressFeed<Progress = SwapProgress> implements AsyncIterable<Progress> {
  #newest: Progress | undefined;
  #ended: { readonly error?: unknown } | undefined;
  #version = 0;
  #wake = Promise.withResolvers<void>();

  push(progress: Progress): void {
    this.#newest = progress;
    this.#changed();
  }

  end(): void {
    this.#ended = {};
    this.#changed();
  }

  fail(error: unknown): void {
    this.#ended = { error };
    this.#changed();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Progress> {
    let seen = 0;
    for (;;) {
      if (this.#version > seen) {
        const news = this.#newest;
        seen = this.#version;
        if (news !== undefined) yield news;
        continue;
      }
      if (this.#ended !== undefined) {
        if ('error' in this.#ended) throw this.#ended.error;
        return;
      }
      await this.#wake.promise;
    }
  }

  #changed(): void {
    if (this.#ended === undefined) this.#version++;
    this.#wake.resolve();
    this.#wake = Promise.withResolvers<void>();
  }
}
