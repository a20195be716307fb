import { Arena, type MemoryViews } from '../wasm/arena.ts';
import { instantiate, type WasmMemory } from '../wasm/instantiate.ts';
import { kernelBinary } from './sample-kernels-binary.ts';

/** The functions of sample-kernels.wat; pointers are byte offsets into `memory`. */
interface Kernels {
  readonly memory: WasmMemory;
  averageRows8: AverageRows;
  averageRows16: AverageRows;
  averageColumns(means: number, boxes: number, count: number, line: number): void;
  writePixels(
    ...args: [
      a: number,
      b: number,
      c: number,
      count: number,
      matrix: number,
      out: number,
      pixel: number,
      channel: number,
    ]
  ): void;
  bilinearRow(
    ...args: [
      ...[picture: number, rowBytes: number, lastX: number, lastY: number],
      ...[x: number, y: number, dx: number, dy: number, count: number, matrix: number],
      ...[out: number, pixel: number, channel: number, constant: number, frame: number, outside: number],
    ]
  ): void;
}

type AverageRows = (
  ...args: [
    ...[first: number, step: number, between: number, last: number],
    ...[a: number, w: number, b: number, count: number, means: number],
  ]
) => void;

/** One instance per thread; its memory is scratch that lives for one synchronous call. */
export const kernels = instantiate<Kernels>(kernelBinary);

const arena = new Arena(kernels.memory);

/** The scratch memory as typed arrays. Claims may move it: ask again after each. */
export function scratch(): MemoryViews {
  return arena.views;
}

let keptTo = 0;

/** Forgets all claims. */
export function releaseScratch(): void {
  arena.release(keptTo);
}

/** A place for `bytes` that stay, for tables. Forgets all claims. */
export function keepScratch(bytes: number): number {
  releaseScratch();
  const place = arena.claim(bytes);
  keptTo = arena.used;
  return place;
}

/** A place for `bytes` in scratch memory, 16-byte aligned, with room behind it for loads and stores that run over. */
export function claimScratch(bytes: number): number {
  return arena.claim(bytes);
}
