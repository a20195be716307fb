/**
 * Runs a producer a few items ahead of its consumer, so that decoding goes on while encoding works.
 *
 * Items that nobody took are disposed when the consumer stops early.
 */
export async function* readAhead<T extends Disposable>(
  produce: () => Promise<T | undefined>,
  capacity: number,
): AsyncGenerator<T, void, undefined> {
  const ready: T[] = [];
  let ended = false;
  let failure: { readonly error: unknown } | undefined;
  let changed = Promise.withResolvers<void>();
  const signalChange = () => {
    changed.resolve();
    changed = Promise.withResolvers<void>();
  };

  const pump = async () => {
    try {
      while (!ended) {
        while (ready.length >= capacity && !ended) await changed.promise;
        if (ended) return;
        const item = await produce();
        if (item) ready.push(item);
        else ended = true;
        signalChange();
      }
    } catch (error) {
      failure = { error };
      ended = true;
      signalChange();
    }
  };

  const running = pump();
  try {
    for (;;) {
      const item = ready.shift();
      if (item) {
        signalChange();
        yield item;
      } else if (ended) break;
      else await changed.promise;
    }
    if (failure) throw failure.error;
  } finally {
    ended = true;
    signalChange();
    await running;
    for (const item of ready) item[Symbol.dispose]();
  }
}
