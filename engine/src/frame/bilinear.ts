import { instantiate } from '../wasm/instantiate.ts';
import { kernelBinary } from './bilinear-binary.ts';
import { kernels } from './sample-kernels.ts';

/** The functions of bilinear.wat; pointers are byte offsets into scratch memory. */
export interface BilinearKernels {
  gatherRow(
    ...args: [
      ...[job: number, x: number, y: number, dx: number, dy: number, count: number],
      ...[finish: number, out: number, pixel: number, channel: number],
    ]
  ): void;
  warpRow(
    ...args: [
      ...[picture: number, step: number, rowBytes: number, lastX: number, lastY: number],
      ...[x: number, y: number, dx: number, dy: number, count: number],
      ...[finish: number, inside: number, out: number],
    ]
  ): void;
}

/** The kernels, working in the scratch memory of sampling. */
export const bilinear = instantiate<BilinearKernels>(kernelBinary, { pixels: { memory: kernels.memory } });
