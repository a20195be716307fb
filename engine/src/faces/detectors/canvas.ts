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
  #painted: { readonly look: Look; readonly range: InputRange; readonly tensor: Tensor } | undefined;

  constructor(side: number) {
    this.#data = new Float32Array(3 * side * side);
  }

  /**
   * Samples a frame as `look` says at the top left, black elsewhere. Plain bilinear, without averaging: that is what scores are made
   * for. Networks that share a look, a range and a canvas share the drawing.
   */
  paint(frame: Frame, look: Look, canvas: CanvasSize, range: InputRange): Tensor {
    const last = this.#painted;
    const sameCanvas = last?.tensor.dims[2] === canvas.height && last.tensor.dims[3] === canvas.width;
    if (sameCanvas && last.look === look && last.range === range) return last.tensor;
    const { scale, offset } = range;
    const data = this.#data.subarray(0, 3 * canvas.width * canvas.height);
    // What lies beyond a look of the same size is black already.
    const isBlack =
      sameCanvas && last.range.offset === offset && last.look.width === look.width && last.look.height === look.height;
    if (!isBlack) data.fill(offset);
    const round = frame.format.bitDepth === 8;
    sampleRgb(frame, look.toFrame, look.width, look.height, data, {
      ...{ filter: 'bilinear', border: 0, planar: true, within: canvas, order: 'bgr', scale, offset, round },
    });
    const tensor = { data, dims: [1, 3, canvas.height, canvas.width] };
    this.#painted = { look, range, tensor };
    return tensor;
  }
}
