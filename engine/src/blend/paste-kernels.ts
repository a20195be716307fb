import { instantiate } from '../wasm/instantiate.ts';
import { kernelBinary } from './paste-binary.ts';
import { patchImports } from './patch-memory.ts';

/** The functions of paste.wat; pointers are byte offsets into patch memory. */
interface Kernels {
  toSamples(rgb: number, mask: number, count: number, mixes: number, share: number, out: number): void;
  planesToSamples(
    ...args: [
      ...[red: number, green: number, blue: number, mask: number, count: number],
      ...[scale: number, offset: number, rounded: number, mixes: number, share: number, out: number],
    ]
  ): void;
  drawRow(
    ...args: [
      ...[picture: number, rowBytes: number, lastX: number, lastY: number, bits: number],
      ...[x: number, y: number, dx: number, dy: number, count: number, out: number, lineBytes: number],
    ]
  ): void;
  clearLines(line: number, lineBytes: number, count: number): void;
  reduceRows(
    ...args: [
      ...[row: number, below: number, lineBytes: number, columns: number, count: number, share: number],
      ...[out: number, outBytes: number],
    ]
  ): void;
  layLine(
    ...args: [
      ...[line: number, alphas: number, count: number, samples: number, wide: number],
      ...[half: number, most: number],
    ]
  ): void;
}

export const pasteKernels = instantiate<Kernels>(kernelBinary, patchImports);
