import { kernelBinary } from './sample-kernels-binary.ts';

/** The functions of sample-kernels.wat; pointers are byte offsets into `memory`. */
interface Kernels {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
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

/** The part of the WebAssembly API that is used; neither `lib: esnext` nor Node's types declare it. */
declare const WebAssembly: {
  readonly Module: new (binary: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

const binary = Uint8Array.from(atob(kernelBinary), (character) => character.charCodeAt(0));

/** One instance per thread; its memory is scratch that lives for one synchronous call. */
export const kernels = new WebAssembly.Instance(new WebAssembly.Module(binary)).exports as Kernels;

let used = 0;
let views = viewsOf(kernels.memory.buffer);

/** The scratch memory as typed arrays. Claims may move it: ask again after each. */
export function scratch(): ReturnType<typeof viewsOf> {
  if (views.bytes.buffer !== kernels.memory.buffer) views = viewsOf(kernels.memory.buffer);
  return views;
}

/** Forgets all claims. */
export function releaseScratch(): void {
  used = 0;
}

/** A place for `bytes` in scratch memory, 16-byte aligned, with room behind it for loads and stores that run over. */
export function claimScratch(bytes: number): number {
  const place = used;
  used = (used + bytes + 64 + 15) & ~15;
  const missing = used - kernels.memory.buffer.byteLength;
  if (missing > 0) kernels.memory.grow(Math.ceil(missing / 65_536));
  return place;
}

function viewsOf(buffer: ArrayBuffer) {
  return {
    bytes: new Uint8Array(buffer),
    words: new Uint16Array(buffer),
    integers: new Int32Array(buffer),
    floats: new Float32Array(buffer),
    doubles: new Float64Array(buffer),
  };
}
