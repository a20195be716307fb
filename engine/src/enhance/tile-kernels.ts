import type { PlaneMix } from '../frame/plane-mixes.ts';
import { Arena, type MemoryViews } from '../wasm/arena.ts';
import { instantiate, type WasmMemory } from '../wasm/instantiate.ts';
import { kernelBinary } from './tile-kernels-binary.ts';

/** The functions of tile-kernels.wat; pointers are byte offsets into `memory`. */
interface Kernels {
  readonly memory: WasmMemory;
  between(a: number, b: number, share: number, count: number, out: number): void;
  enlarge(row: number, weights: number, groups: number, step: number, count: number, out: number): void;
  mix(made: number, kept: number, count: number, share: number): void;
  halve(row: number, count: number, out: number): void;
  store(
    ...args: [
      ...[red: number, green: number, blue: number, count: number, ...mix: PlaneMix],
      ...[most: number, samples: number, wide: number],
    ]
  ): void;
}

/** One instance per thread; its memory is scratch that lives for one synchronous call. */
export const kernels = instantiate<Kernels>(kernelBinary);

const arena = new Arena(kernels.memory);

/** The scratch memory as typed arrays. Claims may move it: ask again after each. */
export function scratch(): MemoryViews {
  return arena.views;
}

/** Forgets all claims. */
export function releaseScratch(): void {
  arena.release();
}

/** A place for `bytes` in scratch memory, 16-byte aligned, with room behind it for loads and stores that run over. */
export function claimScratch(bytes: number): number {
  return arena.claim(bytes);
}

/** RGB rows in scratch memory: three planes of `rows` rows of `columns` floats, one after another without gaps. */
export interface Band {
  readonly place: number;
  readonly columns: number;
  readonly rows: number;
}
