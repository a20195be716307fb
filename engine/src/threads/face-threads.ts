/** The worker threads that find and draw faces. Frames are shared memory: only their shape and place are posted. */
import { Worker } from 'node:worker_threads';
import { EngineError } from '../errors.ts';
import type { FaceWork, FaceWorkConfig, FaceWorkInput, FaceWorkOutput } from './face-work.ts';
import { type Reply, type Request, unpackError } from './rpc.ts';

type Kind = keyof FaceWork & string;

interface Waiting {
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  readonly waiting: Map<number, Waiting>;
}

/**
 * A fixed number of threads, each with its own model sessions. Work that depends on the frame before (following faces) is
 * asked of the first thread with `first`, everything else goes to the least busy one.
 */
export class FaceThreads implements AsyncDisposable {
  readonly #threads: readonly Thread[];
  #lastId = 0;
  #closing = false;

  private constructor(threads: readonly Thread[]) {
    this.#threads = threads;
  }

  /** Starts the threads and opens nothing yet; the first piece of work opens the sessions that it needs. */
  static start(count: number, config: FaceWorkConfig): FaceThreads {
    const threads = Array.from({ length: count }, (): Thread => {
      const worker = new Worker(new URL('./face-thread.ts', import.meta.url), { workerData: config });
      return { worker, waiting: new Map() };
    });
    const pool = new FaceThreads(threads);
    for (const thread of threads) pool.#listen(thread);
    return pool;
  }

  get count(): number {
    return this.#threads.length;
  }

  /** Asks the least busy thread; with two or more, the first is left to those who follow faces unless all others are busier. */
  ask<K extends Kind>(kind: K, input: FaceWorkInput<K>): Promise<FaceWorkOutput<K>> {
    const load = (thread: Thread, index: number) => thread.waiting.size + (index === 0 ? 0.5 : 0);
    let best = 0;
    this.#threads.forEach((thread, index) => {
      if (load(thread, index) < load(this.#threads[best]!, best)) best = index;
    });
    return this.#ask(this.#threads[best]!, kind, input);
  }

  /** Asks the first thread: calls run one after another there. */
  first<K extends Kind>(kind: K, input: FaceWorkInput<K>): Promise<FaceWorkOutput<K>> {
    return this.#ask(this.#threads[0]!, kind, input);
  }

  /** Asks every thread. */
  everyone<K extends Kind>(kind: K, input: FaceWorkInput<K>): Promise<FaceWorkOutput<K>[]> {
    return Promise.all(this.#threads.map((thread) => this.#ask(thread, kind, input)));
  }

  /** Lets each thread finish what it has begun, closes its sessions, and waits for its end. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing = true;
    await Promise.all(
      this.#threads.map(async (thread) => {
        const ended = new Promise<void>((resolve) => thread.worker.once('exit', () => resolve()));
        thread.worker.postMessage({ id: 0, kind: 'close', input: undefined } satisfies Request);
        await ended;
      }),
    );
  }

  #ask<K extends Kind>(thread: Thread, kind: K, input: FaceWorkInput<K>): Promise<FaceWorkOutput<K>> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      thread.waiting.set(id, { resolve: resolve as (output: unknown) => void, reject });
      thread.worker.postMessage({ id, kind, input } satisfies Request);
    });
  }

  #listen(thread: Thread): void {
    const failAll = (error: Error) => {
      for (const { reject } of thread.waiting.values()) reject(error);
      thread.waiting.clear();
    };
    thread.worker.on('message', (reply: Reply) => {
      const waiting = thread.waiting.get(reply.id);
      thread.waiting.delete(reply.id);
      if ('error' in reply) waiting?.reject(unpackError(reply.error));
      else waiting?.resolve(reply.output);
    });
    thread.worker.on('error', (error) => {
      failAll(new EngineError('internal', `a face thread died: ${error.message}`, { cause: error }));
    });
    thread.worker.on('exit', (code) => {
      const why = this.#closing ? 'was closed' : `ended by itself with code ${code}`;
      failAll(new EngineError(this.#closing ? 'canceled' : 'internal', `a face thread ${why} with work left`));
    });
  }
}
