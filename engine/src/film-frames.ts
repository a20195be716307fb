/** The frames of a film on their way through the engine: decoded, copied to shared memory, and back. */
import type { DecodedFrame, FilmReader } from './decode/film.ts';
import { allocateFrame, type Frame, type FrameShape } from './frame/frame.ts';
import type { Clock } from './threads/clock.ts';
import { Pool } from './threads/flow.ts';

/** A decoded picture and the shared memory that holds a copy of it for the worker threads. */
export interface LoadedFrame {
  readonly decoded: DecodedFrame;
  readonly frame: Frame;
}

/**
 * Hands out a film's frames, each in a slot of shared memory, and takes them back. There are `countSlots(shape)` slots: who wants
 * more frames waits until one is given back. Disposing frees the pictures that were not.
 */
export class FilmFrames implements Disposable {
  readonly #slots = new Pool<Frame>([]);
  readonly #inFlight = new Set<DecodedFrame>();
  readonly #clock: Clock;
  readonly #countSlots: (shape: FrameShape) => number;

  constructor(clock: Clock, countSlots: (shape: FrameShape) => number) {
    this.#clock = clock;
    this.#countSlots = countSlots;
  }

  async *load(reader: FilmReader): AsyncGenerator<LoadedFrame> {
    let begun = false;
    let asked = performance.now();
    for await (const decoded of reader.frames()) {
      this.#clock.add('decode', performance.now() - asked);
      this.#inFlight.add(decoded);
      if (!begun) {
        begun = true;
        const count = this.#countSlots(decoded.shape);
        for (let slot = 0; slot < count; slot++) this.#slots.give(allocateFrame(decoded.shape));
      }
      const frame = await this.#slots.take();
      this.#clock.time('decode', () => decoded.copyTo(frame));
      yield { decoded, frame };
      asked = performance.now();
    }
  }

  /** The frame's slot is free; its decoded picture goes to the encoder, which disposes it. */
  release({ decoded, frame }: LoadedFrame): void {
    this.#slots.give(frame);
    this.#inFlight.delete(decoded);
  }

  /** Whoever leaves the pipeline early calls this first: a stage that waits for a slot could never end. */
  readonly leave = () => this.#slots.close();

  [Symbol.dispose](): void {
    for (const decoded of this.#inFlight) decoded[Symbol.dispose]();
  }
}
