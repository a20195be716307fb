/** The worker threads that find and draw faces. Frames are shared memory: only their shape and place are posted. */
import { Worker } from 'node:worker_threads';
import { asEngineError } from '../as-engine-error.ts';
import { EngineError } from '../errors.ts';
import type { FaceWork, FaceWorkConfig, FaceWorkInput, FaceWorkOutput } from './face-work.ts';
import { type Reply, type Request, unpackError } from './rpc.ts';
import { WorkSign } from './work-sign.ts';

type Kind = keyof FaceWork & string;

/** What a face thread is started with. */
export interface FaceThreadData {
  readonly config: FaceWorkConfig;
  readonly flags: WorkSign['flags'];
}

interface Waiting {
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  readonly sign: WorkSign;
  readonly waiting: Map<number, Waiting>;
  readonly ended: Promise<void>;
}

/**
 * A fixed number of threads, each with its own model sessions. Work that depends on the frame before (following faces) is
 * asked of the first thread with `first`, everything else goes to the least busy one.
 *
 * When the signal aborts or a thread dies, all work fails at once, that asked before and that asked later. Disposing waits until
 * the threads have ended; work that is left is dropped.
 */
export class FaceThreads implements AsyncDisposable {
  readonly #threads: readonly Thread[];
  readonly #signal: AbortSignal | undefined;
  #lastId = 0;
  #failure: EngineError | undefined;
  #closing = false;

  private constructor(threads: readonly Thread[], signal: AbortSignal | undefined) {
    this.#threads = threads;
    this.#signal = signal;
  }

  /**
   * Starts the threads and opens nothing yet; the first piece of work opens the sessions that it needs. `program` is what each
   * thread runs.
   */
  static start(count: number, config: FaceWorkConfig, signal?: AbortSignal, program = faceThread): FaceThreads {
    const threads = Array.from({ length: count }, () => startThread(program, config));
    const pool = new FaceThreads(threads, signal);
    for (const thread of threads) pool.#listen(thread);
    endAtExit.add(pool);
    if (signal?.aborted) pool.#cancel();
    else signal?.addEventListener('abort', pool.#cancel, { once: true });
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

  /** Milliseconds that all threads have spent inside runs of networks. */
  async modelMs(): Promise<number> {
    return (await this.everyone('runMs', undefined)).reduce((sum, ms) => sum + ms, 0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#signal?.removeEventListener('abort', this.#cancel);
    this.#closing = true;
    if (this.#threads.some(({ waiting }) => waiting.size > 0)) this.#fail(new EngineError('canceled', 'work was left'));
    for (const { worker } of this.#threads)
      worker.postMessage({ id: 0, kind: 'close', input: undefined } satisfies Request);
    await Promise.all(this.#threads.map(({ ended }) => ended));
    endAtExit.delete(this);
  }

  /** Stops all threads between two runs of a network and waits for that, blocking the caller. */
  stopAndWait(longestMs: number): void {
    for (const { sign } of this.#threads) sign.stop();
    for (const { sign } of this.#threads) sign.waitUntilIdle(longestMs);
  }

  #ask<K extends Kind>(thread: Thread, kind: K, input: FaceWorkInput<K>): Promise<FaceWorkOutput<K>> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      thread.waiting.set(id, { resolve: resolve as (output: unknown) => void, reject });
      thread.worker.postMessage({ id, kind, input } satisfies Request);
    });
  }

  #listen({ worker, waiting }: Thread): void {
    worker.on('message', (reply: Reply) => {
      const asked = waiting.get(reply.id);
      waiting.delete(reply.id);
      if ('error' in reply) asked?.reject(unpackError(reply.error));
      else asked?.resolve(reply.output);
    });
    worker.on('error', (error) => this.#fail(deathOf(error)));
    worker.on('exit', (code) => {
      if (!this.#closing) this.#fail(deathOf(new Error(`it ended by itself with code ${code}`)));
    });
  }

  readonly #cancel = () => {
    this.#fail(new EngineError('canceled', 'the work was canceled', { cause: this.#signal?.reason }));
  };

  #fail(failure: EngineError): void {
    this.#failure ??= failure;
    for (const { sign, waiting } of this.#threads) {
      sign.stop();
      for (const { reject } of waiting.values()) reject(this.#failure);
      waiting.clear();
    }
  }
}

const faceThread = new URL('./face-thread.ts', import.meta.url);

function startThread(program: URL, config: FaceWorkConfig): Thread {
  const sign = new WorkSign();
  const workerData: FaceThreadData = { config, flags: sign.flags };
  const worker = new Worker(program, { workerData });
  return { worker, sign, waiting: new Map(), ended: new Promise((resolve) => worker.once('exit', () => resolve())) };
}

function deathOf(cause: unknown): EngineError {
  const { code, message, retryable } = asEngineError(cause);
  return new EngineError(code, `a face thread died: ${message}`, { cause, retryable });
}

/** The pools that a process stops when it exits, whatever they are at. */
const endAtExit = {
  pools: new Set<FaceThreads>(),
  add(pool: FaceThreads): void {
    if (this.pools.size === 0) process.on('exit', stopPools);
    this.pools.add(pool);
  },
  delete(pool: FaceThreads): void {
    this.pools.delete(pool);
    if (this.pools.size === 0) process.off('exit', stopPools);
  },
};

const LONGEST_WAIT_AT_EXIT_MS = 2000;

function stopPools(): void {
  for (const pool of endAtExit.pools) pool.stopAndWait(LONGEST_WAIT_AT_EXIT_MS);
}
