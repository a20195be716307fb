import type { Frame } from '../../frame/frame.ts';
import { sampleRgb } from '../../frame/sample.ts';
import type { Tensor } from '../../onnx/session.ts';
import { strides } from './anchors.ts';
import type { Look } from './look.ts';
import type { CanvasSize, InputRange } from './network.ts';

/** Canvas sides are multiples of it. */
const STEP = strides[2];

/** Black pixels that stay beyond the frame where the canvas is cut: what a face at the frame's edge looks like depends on them. */
const SURROUND = 64;

/**
 * The canvas for a look: a square, less what the frame leaves empty where the network's graph takes any size (`free`: height, width).
 * A wide frame costs a third less that way.
 */
export function canvasFor(look: Look, side: number, free: readonly [boolean, boolean]): CanvasSize {
  const cut = (covered: number) => Math.min(side, Math.ceil((covered + SURROUND) / STEP) * STEP);
  return { width: free[1] ? cut(look.width) : side, height: free[0] ? cut(look.height) : side };
}

/** Draws the input of detectors: planes blue, green, red. Its memory is used again for every look. */
export class CanvasPainter {
  readonly #data: Float32Array;
  readonly #sampled: Float32Array;
  #painted: { readonly look: Look; readonly range: InputRange; readonly tensor: Tensor } | undefined;

  constructor(side: number) {
    this.#data = new Float32Array(3 * side * side);
    this.#sampled = new Float32Array(3 * side * side);
  }

  /**
   * Samples a frame as `look` says at the top left, black elsewhere. Plain bilinear, without averaging: that is what scores are made
   * for. Networks that share a look, a range and a canvas share the drawing.
   */
  paint(frame: Frame, look: Look, { width, height }: CanvasSize, range: InputRange): Tensor {
    const last = this.#painted;
    const dims = [1, 3, height, width];
    if (last?.look === look && last.range === range && last.tensor.dims.every((size, axis) => size === dims[axis])) {
      return last.tensor;
    }
    const { scale, offset } = range;
    const round = frame.format.bitDepth === 8;
    const options = { filter: 'bilinear', border: 0, planar: true, scale, offset, round } as const;
    sampleRgb(frame, look.toFrame, look.width, look.height, this.#sampled, options);
    const data = this.#data.subarray(0, 3 * width * height);
    if (look.width < width || look.height < height) data.fill(offset);
    for (let plane = 0; plane < 3; plane += 1) {
      const from = (2 - plane) * look.width * look.height;
      for (let row = 0; row < look.height; row += 1) {
        const sampled = this.#sampled.subarray(from + row * look.width, from + (row + 1) * look.width);
        data.set(sampled, (plane * height + row) * width);
      }
    }
    const tensor = { data, dims };
    this.#painted = { look, range, tensor };
    return tensor;
  }
}
