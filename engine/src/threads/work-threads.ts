/** Worker threads that answer calls. Frames are shared memory: only their shape and place are posted. */
import { Worker } from 'node:worker_threads';
import { asEngineError } from '../as-engine-error.ts';
import { EngineError } from '../errors.ts';
import { type Reply, type Request, unpackError } from './rpc.ts';
import { WorkSign } from './work-sign.ts';

/** What a thread's work is: methods that take and give plain data. */
export interface Work {
  /** Milliseconds spent inside runs of networks so far. */
  runMs(input: undefined): Promise<number>;
}

type Kind<W extends Work> = keyof W & string;
// biome-ignore lint/suspicious/noExplicitAny: only `any` fits every method's one parameter.
type Method = (input: any) => Promise<unknown>;
export type WorkInput<W, K extends keyof W> = W[K] extends Method ? Parameters<W[K]>[0] : never;
export type WorkOutput<W, K extends keyof W> = W[K] extends Method ? Awaited<ReturnType<W[K]>> : never;

/** What a thread is started with. `modelFolder` also keeps the compiled modules. */
export interface WorkConfig {
  readonly modelFolder: string;
}

export interface ThreadData<Config extends WorkConfig = WorkConfig> {
  readonly config: Config;
  readonly flags: WorkSign['flags'];
}

/** How long work of a kind takes, from its own runs: what nobody knows yet counts as a little. */
class Durations {
  readonly #ms = new Map<string, number>();

  of(kind: string): number {
    return this.#ms.get(kind) ?? 20;
  }

  take(kind: string, ms: number): void {
    const known = this.#ms.get(kind);
    this.#ms.set(kind, known === undefined ? ms : 0.8 * known + 0.2 * ms);
  }
}

interface Waiting {
  readonly kind: string;
  readonly askedAt: number;
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  readonly sign: WorkSign;
  readonly waiting: Map<number, Waiting>;
  /** The kinds of work that it has been asked for. */
  readonly skills: Set<string>;
  readonly ended: Promise<void>;
}

/**
 * A fixed number of threads, each with its own model sessions. Work that depends on the frame before (following faces) is
 * asked of the first thread with `first`, everything else goes to the least busy one.
 *
 * When the signal aborts or a thread dies, all work fails at once, that asked before and that asked later. Disposing waits until
 * the threads have ended; work that is left is dropped.
 */
export class WorkThreads<W extends Work> implements AsyncDisposable {
  readonly #threads: readonly Thread[];
  readonly #signal: AbortSignal | undefined;
  readonly #durations = new Durations();
  #lastId = 0;
  #failure: EngineError | undefined;
  #closing = false;

  private constructor(threads: readonly Thread[], signal: AbortSignal | undefined) {
    this.#threads = threads;
    this.#signal = signal;
  }

  /**
   * Starts the threads, each with `program`, and opens nothing yet: the first piece of work opens the sessions that it needs.
   */
  static start<W extends Work>(program: URL, count: number, config: WorkConfig, signal?: AbortSignal): WorkThreads<W> {
    const threads = Array.from({ length: count }, () => startThread(program, config));
    const pool = new WorkThreads<W>(threads, signal);
    for (const thread of threads) pool.#listen(thread);
    endAtExit.add(pool);
    if (signal?.aborted) pool.#cancel();
    else signal?.addEventListener('abort', pool.#cancel, { once: true });
    return pool;
  }

  get count(): number {
    return this.#threads.length;
  }

  /**
   * Asks the least busy thread; with two or more, the first is left to those who ask `first` unless all others are busier. With
   * `skill`, a thread that has done such work before is preferred to one that has not and is a little less busy: models are
   * opened on as few threads as keep up.
   */
  ask<K extends Kind<W>>(kind: K, input: WorkInput<W, K>, skill?: string): Promise<WorkOutput<W, K>> {
    // A thread that must open models first counts as busier by one piece of the work and a bit: whoever feeds the pool keeps hardly
    // more pieces waiting than there are threads, and all of these should come to work when there is enough of it.
    const newcomer = (1 + 2 / this.count) * this.#durations.of(kind);
    const load = ({ waiting, skills }: Thread, index: number) =>
      [...waiting.values()].reduce((sum, { kind }) => sum + this.#durations.of(kind), 0) +
      (index === 0 ? 5 : 0) +
      (skill === undefined || skills.has(skill) ? 0 : newcomer);
    let best = 0;
    this.#threads.forEach((thread, index) => {
      if (load(thread, index) < load(this.#threads[best]!, best)) best = index;
    });
    if (skill !== undefined) this.#threads[best]!.skills.add(skill);
    return this.#ask(this.#threads[best]!, kind, input);
  }

  /** Asks the first thread: calls run one after another there. */
  first<K extends Kind<W>>(kind: K, input: WorkInput<W, K>): Promise<WorkOutput<W, K>> {
    return this.#ask(this.#threads[0]!, kind, input);
  }

  /** Asks every thread. */
  everyone<K extends Kind<W>>(kind: K, input: WorkInput<W, K>): Promise<WorkOutput<W, K>[]> {
    return Promise.all(this.#threads.map((thread) => this.#ask(thread, kind, input)));
  }

  /** Milliseconds that all threads have spent inside runs of networks. */
  async modelMs(): Promise<number> {
    const asked = undefined as WorkInput<W, 'runMs'>;
    const read = await this.everyone('runMs', asked);
    return (read as readonly number[]).reduce((sum, ms) => sum + ms, 0);
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

  #ask<K extends Kind<W>>(thread: Thread, kind: K, input: WorkInput<W, K>): Promise<WorkOutput<W, K>> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      const asked = { kind, askedAt: performance.now() };
      thread.waiting.set(id, { ...asked, resolve: resolve as (output: unknown) => void, reject });
      thread.worker.postMessage({ id, kind, input } satisfies Request);
    });
  }

  #listen({ worker, waiting }: Thread): void {
    let repliedAt = 0;
    worker.on('message', (reply: Reply) => {
      const asked = waiting.get(reply.id);
      const now = performance.now();
      // A thread does one thing after another.
      if (asked) this.#durations.take(asked.kind, now - Math.max(asked.askedAt, repliedAt));
      repliedAt = now;
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

/** Frames and tensors are reused, so there is little garbage; V8's own choice would hold 50 MB more a thread. */
const YOUNG_MEGABYTES = 6;

function startThread(program: URL, config: WorkConfig): Thread {
  const sign = new WorkSign();
  const workerData: ThreadData = { config, flags: sign.flags };
  const worker = new Worker(program, { workerData, resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES } });
  return {
    worker,
    sign,
    waiting: new Map(),
    skills: new Set(),
    ended: new Promise((resolve) => worker.once('exit', () => resolve())),
  };
}

function deathOf(cause: unknown): EngineError {
  const { code, message, retryable } = asEngineError(cause);
  return new EngineError(code, `a worker thread died: ${message}`, { cause, retryable });
}

interface Stoppable {
  stopAndWait(longestMs: number): void;
}

/** The pools that a process stops when it exits, whatever they are at. */
const endAtExit = {
  pools: new Set<Stoppable>(),
  add(pool: Stoppable): void {
    if (this.pools.size === 0) process.on('exit', stopPools);
    this.pools.add(pool);
  },
  delete(pool: Stoppable): void {
    this.pools.delete(pool);
    if (this.pools.size === 0) process.off('exit', stopPools);
  },
};

const LONGEST_WAIT_AT_EXIT_MS = 2000;

function stopPools(): void {
  for (const pool of endAtExit.pools) pool.stopAndWait(LONGEST_WAIT_AT_EXIT_MS);
}
