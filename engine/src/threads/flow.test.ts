import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ahead, mapAhead, Pool } from './flow.ts';

/** Counts 0, 1, 2 … and notes what is asked of it. */
function counter(length: number, failAt = Number.POSITIVE_INFINITY) {
  const seen = { given: 0, ended: false };
  async function* count(): AsyncGenerator<number> {
    try {
      for (let i = 0; i < length; i++) {
        if (i === failAt) throw new Error(`failed at ${i}`);
        seen.given++;
        yield i;
      }
    } finally {
      seen.ended = true;
    }
  }
  return { seen, items: count() };
}

/** Lets everything run that is ready to. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe('mapAhead', () => {
  test('keeps the order, whichever work ends first', async () => {
    const gates = Array.from({ length: 6 }, () => Promise.withResolvers<void>());
    const results = collect(
      mapAhead(counter(6).items, 3, async (i) => {
        await gates[i]!.promise;
        return i * 10;
      }),
    );
    for (const at of [2, 0, 1, 5, 4, 3]) {
      gates[at]!.resolve();
      await settle();
    }
    assert.deepEqual(await results, [0, 10, 20, 30, 40, 50]);
  });

  test('works on no more items at once than it may', async () => {
    let [running, most] = [0, 0];
    const work = async (i: number) => {
      most = Math.max(most, ++running);
      await settle();
      running--;
      return i;
    };
    assert.equal((await collect(mapAhead(counter(20).items, 4, work))).length, 20);
    assert.equal(most, 4);
  });

  test('asks for no more than it may while nobody takes its results', async () => {
    const { seen, items } = counter(20);
    const mapped = ahead(items, 3);
    await mapped.next();
    await settle();
    assert.equal(seen.given, 3);
    await mapped.return(undefined);
    assert.ok(seen.ended);
  });

  test('ends the source and waits for work under way when it is left early', async () => {
    const { seen, items } = counter(20);
    let running = 0;
    for await (const _ of mapAhead(items, 3, async () => {
      running++;
      await settle();
      running--;
    })) {
      break;
    }
    assert.equal(running, 0);
    assert.ok(seen.ended && seen.given < 20);
  });

  test('passes a failure of the source on, after what came before it', async () => {
    const got: number[] = [];
    const failing = async () => {
      for await (const i of ahead(counter(9, 4).items, 3)) got.push(i);
    };
    await assert.rejects(failing(), /failed at 4/);
    assert.deepEqual(got, [0, 1, 2, 3]);
  });

  test('passes a failure of the work on, and ends the source', async () => {
    const { seen, items } = counter(20);
    const work = (i: number) => (i === 2 ? Promise.reject(new Error('broken work')) : Promise.resolve(i));
    await assert.rejects(collect(mapAhead(items, 3, work)), /broken work/);
    assert.ok(seen.ended && seen.given < 20);
  });
});

describe('a pipeline that lends from a pool', () => {
  const SLOTS = 3;

  interface Fault {
    readonly source?: number;
    readonly middle?: number;
    readonly work?: number;
    readonly end?: number;
  }

  /** Takes a slot for each item; the middle holds two items back, as a smoother does; the end gives the slots back. */
  async function run(fault: Fault = {}): Promise<number[]> {
    const slots = new Pool(Array.from({ length: SLOTS }, (_, i) => i));
    const leave = () => slots.close();
    async function* load() {
      for await (const item of counter(12, fault.source).items) yield { item, slot: await slots.take() };
    }
    async function* hold(loaded: AsyncIterable<{ item: number; slot: number }>) {
      const held: { item: number; slot: number }[] = [];
      for await (const each of loaded) {
        if (each.item === fault.middle) throw new Error('broken middle');
        held.push(each);
        if (held.length === SLOTS) yield held.shift()!;
      }
      yield* held;
    }
    const work = async (each: { item: number; slot: number }) => {
      await settle();
      if (each.item === fault.work) throw new Error('broken work');
      return each;
    };
    const done: number[] = [];
    for await (const { item, slot } of mapAhead(hold(ahead(load(), 2, leave)), 3, work, leave)) {
      if (item === fault.end) throw new Error('broken end');
      slots.give(slot);
      done.push(item);
    }
    return done;
  }

  test('runs through with as many slots as the middle holds back', async () => {
    assert.deepEqual(await run(), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  for (const [fault, message] of [
    [{ source: 0 }, /failed at 0/],
    [{ source: 5 }, /failed at 5/],
    [{ middle: 4 }, /broken middle/],
    [{ work: 3 }, /broken work/],
    [{ end: 0 }, /broken end/],
    [{ end: 6 }, /broken end/],
  ] as const) {
    test(`ends, with the first failure, when ${JSON.stringify(fault)} fails`, { timeout: 2000 }, async () => {
      await assert.rejects(run(fault), message);
    });
  }
});

describe('a pool', () => {
  test('lends what it has, then lets takers wait in their order', async () => {
    const pool = new Pool(['a']);
    assert.equal(await pool.take(), 'a');
    const waiting = [pool.take(), pool.take()];
    pool.give('b');
    pool.give('c');
    assert.deepEqual(await Promise.all(waiting), ['b', 'c']);
  });

  test('refuses those who wait, and all later ones, once it is closed', async () => {
    const pool = new Pool<string>([]);
    const waiting = pool.take();
    pool.close();
    await assert.rejects(waiting, /pool is closed/);
    await assert.rejects(pool.take(), /pool is closed/);
  });
});
