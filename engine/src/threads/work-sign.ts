import { EngineError } from '../errors.ts';

const STOP = 0;
const BUSY = 1;

/**
 * Two flags in memory shared by the main thread and one face thread: whether the thread is to stop, and whether it is at work.
 *
 * A thread that is inside onnxruntime must not be torn down: that aborts the whole process. So it is asked to stop here, which it
 * sees without a turn of its event loop, and waited for.
 */
export class WorkSign {
  readonly #flags: Int32Array<SharedArrayBuffer>;

  /** Makes a new sign, or takes the other end of one that was posted as `flags`. */
  constructor(flags = new Int32Array(new SharedArrayBuffer(8))) {
    this.#flags = flags;
  }

  /** What to post to the thread. */
  get flags(): Int32Array<SharedArrayBuffer> {
    return this.#flags;
  }

  /** Tells the thread to begin nothing more. */
  stop(): void {
    Atomics.store(this.#flags, STOP, 1);
  }

  /** Throws `canceled` once the thread is to stop; it asks before each run of a network. */
  throwIfStopped(): void {
    if (Atomics.load(this.#flags, STOP) === 1) throw new EngineError('canceled', 'the face thread was told to stop');
  }

  /** The thread begins (`true`) or has finished (`false`) a piece of work. */
  set busy(busy: boolean) {
    Atomics.store(this.#flags, BUSY, busy ? 1 : 0);
    Atomics.notify(this.#flags, BUSY);
  }

  /** Blocks the calling thread until the other one is not at work; for `exit` handlers, which cannot await. */
  waitUntilIdle(longestMs: number): void {
    Atomics.wait(this.#flags, BUSY, 1, longestMs);
  }
}
