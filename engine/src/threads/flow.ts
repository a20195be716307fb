/** Small pieces to build a pipeline of async iterators from, each with a bound on what is in flight. */

/**
 * Reads up to `count` items of `source` ahead of whoever takes them. Leaving early ends the source; `leave` is called first, to
 * free a source that waits for something that only whoever comes later in the pipeline would give.
 */
export function ahead<T>(source: AsyncIterable<T>, count: number, leave?: () => void): AsyncGenerator<T> {
  return mapAhead(source, count, (item) => Promise.resolve(item), leave);
}

/** Applies `work` to up to `count` items at a time and gives the results back in order. `leave` as for `ahead`. */
export async function* mapAhead<T, R>(
  source: AsyncIterable<T>,
  count: number,
  work: (item: T) => Promise<R>,
  leave?: () => void,
): AsyncGenerator<R> {
  const iterator = source[Symbol.asyncIterator]();
  const started: Promise<IteratorResult<R>>[] = [];
  // One chain of `next` calls: an async generator may not be asked twice at once without losing its order of effects.
  let asking: Promise<unknown> = Promise.resolve();
  const start = () => {
    const asked = asking.then(() => iterator.next());
    asking = asked.catch(() => undefined);
    const result = asked.then(async ({ done, value }): Promise<IteratorResult<R>> => {
      return done === true ? { done: true, value: undefined } : { done: false, value: await work(value) };
    });
    // A failure is seen when its turn comes; until then it must not count as unhandled.
    result.catch(() => undefined);
    started.push(result);
  };
  try {
    for (;;) {
      while (started.length < count) start();
      const result = await started.shift()!;
      if (result.done === true) return;
      yield result.value;
    }
  } finally {
    leave?.();
    await Promise.allSettled(started);
    await iterator.return?.();
  }
}

/** A fixed number of things that are lent out one at a time. */
export class Pool<T> {
  readonly #free: T[];
  readonly #waiting: { readonly resolve: (item: T) => void; readonly reject: (why: unknown) => void }[] = [];
  #closed = false;

  constructor(items: readonly T[]) {
    this.#free = [...items];
  }

  /** Resolves as soon as one is free; rejects once the pool is closed. */
  take(): Promise<T> {
    if (this.#closed) return Promise.reject(closedPool());
    const item = this.#free.pop();
    if (item !== undefined) return Promise.resolve(item);
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  give(item: T): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free.push(item);
    else next.resolve(item);
  }

  /** Ends the lending: everyone who waits, now or later, is refused. */
  close(): void {
    this.#closed = true;
    for (const { reject } of this.#waiting.splice(0)) reject(closedPool());
  }
}

function closedPool(): Error {
  return new Error('the pool is closed: nothing is lent any more');
}
