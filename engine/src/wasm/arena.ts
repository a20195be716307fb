import type { WasmMemory } from './instantiate.ts';

/** One linear memory seen as typed arrays. */
export interface MemoryViews {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly words: Uint16Array<ArrayBuffer>;
  readonly integers: Int32Array<ArrayBuffer>;
  readonly floats: Float32Array<ArrayBuffer>;
  readonly doubles: Float64Array<ArrayBuffer>;
}

/** Hands out places of a linear memory one after another, and grows it. */
export class Arena {
  readonly #memory: WasmMemory;
  #used = 0;
  #views: MemoryViews;

  constructor(memory: WasmMemory) {
    this.#memory = memory;
    this.#views = viewsOf(memory.buffer);
  }

  /** First byte that is not claimed. */
  get used(): number {
    return this.#used;
  }

  /** The memory as typed arrays. Claims may detach them: ask again after each. */
  get views(): MemoryViews {
    if (this.#views.bytes.buffer !== this.#memory.buffer) this.#views = viewsOf(this.#memory.buffer);
    return this.#views;
  }

  /** A place for `bytes`, 16-byte aligned, with room behind it for loads and stores that run over. */
  claim(bytes: number): number {
    const place = this.#used;
    this.#used = Math.ceil((place + bytes + 64) / 16) * 16;
    const missing = this.#used - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / 65_536));
    return place;
  }

  /** Forgets all claims, or those from that place on. */
  release(from = 0): void {
    this.#used = from;
  }
}

function viewsOf(buffer: ArrayBuffer): MemoryViews {
  return {
    bytes: new Uint8Array(buffer),
    words: new Uint16Array(buffer),
    integers: new Int32Array(buffer),
    floats: new Float32Array(buffer),
    doubles: new Float64Array(buffer),
  };
}
