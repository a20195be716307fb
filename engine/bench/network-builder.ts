import { type Attribute, type ModelPort, ModelWriter } from '../src/onnx/model-writer.ts';

/** In what a network computes; its inputs and outputs are single precision either way. */
export type Precision = 'fp32' | 'fp16';

/** Values between layers: a tensor's name, its channels, and its side in pixels. */
export interface Layer {
  readonly name: string;
  readonly channels: number;
  readonly side: number;
}

const ELEMENT = { fp32: 1, fp16: 10 } as const;

/**
 * Writes networks that cost what real ones do and mean nothing: convolutions with made-up weights, counted. Their result is added to
 * an answer that is known beforehand, so little that it does not show, but must be computed.
 */
export class NetworkBuilder {
  readonly writer: ModelWriter;
  readonly #precision: Precision;
  #layers = 0;
  #operations = 0;

  constructor(name: string, precision: Precision) {
    this.writer = new ModelWriter(name);
    this.#precision = precision;
  }

  /** Floating-point operations of one run so far, two for each multiplication and addition, for one item of a batch. */
  get operations(): number {
    return this.#operations;
  }

  /** An input in the network's own precision. */
  input(name: string, channels: number, side: number): Layer {
    return { name: this.#cast(name, this.#precision), channels, side };
  }

  /** A convolution and ReLU; a stride of 2 halves the side. */
  convolve(from: Layer, channels: number, { kernel = 3, stride = 1 } = {}): Layer {
    const side = from.side / stride;
    this.#operations += 2 * channels * from.channels * kernel ** 2 * side ** 2;
    // Values keep their size from layer to layer: neither overflow nor numbers too small to be fast.
    const spread = Math.sqrt(6 / (from.channels * kernel ** 2));
    const size = channels * from.channels * kernel ** 2;
    const weights = this.#numbers([channels, from.channels, kernel, kernel], size, (at) => spread * noise(at));
    const bias = this.#numbers([channels], channels, () => 0.01);
    const pad = kernel >> 1;
    const attributes = { kernel_shape: [kernel, kernel], strides: [stride, stride], pads: [pad, pad, pad, pad] };
    return this.#activated(this.#node('Conv', [from.name, weights, bias], attributes), channels, side);
  }

  /** So many convolutions that keep the size. */
  stack(from: Layer, layers: number): Layer {
    let last = from;
    for (let layer = 0; layer < layers; layer++) last = this.convolve(last, last.channels);
    return last;
  }

  /** Twice the side, each pixel repeated. */
  enlarge(from: Layer): Layer {
    const scales = this.writer.constant(`scales_${++this.#layers}`, [4], Float32Array.of(1, 1, 2, 2));
    const attributes = { mode: 'nearest', nearest_mode: 'floor', coordinate_transformation_mode: 'asymmetric' };
    const name = this.#node('Resize', [from.name, '', scales], attributes);
    return { name, channels: from.channels, side: from.side * 2 };
  }

  /** The sum of two layers of one size. */
  add(one: Layer, other: Layer): Layer {
    return { ...one, name: this.#node('Add', [one.name, other.name]) };
  }

  /** A row of numbers as a number for each channel, added to all pixels. */
  tint(layer: Layer, row: string, numbers: number): Layer {
    this.#operations += 2 * numbers * layer.channels;
    const size = numbers * layer.channels;
    const weights = this.#numbers([numbers, layer.channels], size, (at) => noise(at) / Math.sqrt(numbers));
    const tints = this.#node('MatMul', [this.#cast(row, this.#precision), weights]);
    const shape = this.writer.integers(`tint_${++this.#layers}`, [-1, layer.channels, 1, 1]);
    return { ...layer, name: this.#node('Add', [layer.name, this.#node('Reshape', [tints, shape])]) };
  }

  /** `answer`, of so many dimensions, plus next to nothing of a layer, as an output. */
  answer(name: string, answer: string, layer: Layer, dimensions = 4): void {
    const mean = this.#node('ReduceMean', [this.#cast(layer.name, 'fp32')], { axes: [1, 2, 3], keepdims: 0 });
    const nothing = this.writer.constant('next_to_nothing', [1], Float32Array.of(1e-9));
    const shape = this.writer.integers('each_item', [-1, ...Array<number>(dimensions - 1).fill(1)]);
    const little = this.#node('Reshape', [this.#node('Mul', [mean, nothing]), shape]);
    this.writer.node('Add', [answer, little], name);
  }

  encode(inputs: readonly ModelPort[], outputs: readonly ModelPort[]): Uint8Array {
    return this.writer.encode(inputs, outputs);
  }

  #activated(name: string, channels: number, side: number): Layer {
    return { name: this.#node('Relu', [name]), channels, side };
  }

  #node(operator: string, inputs: readonly string[], attributes: Readonly<Record<string, Attribute>> = {}): string {
    return this.writer.node(operator, inputs, `${operator.toLowerCase()}_${++this.#layers}`, attributes);
  }

  #cast(name: string, to: Precision): string {
    return this.#precision === 'fp32' ? name : this.#node('Cast', [name], { to: ELEMENT[to] });
  }

  #numbers(dims: readonly number[], count: number, value: (at: number) => number): string {
    const values = Float32Array.from({ length: count }, (_, at) => value(at));
    const name = `numbers_${++this.#layers}`;
    return this.writer.constant(name, dims, this.#precision === 'fp32' ? values : Float16Array.from(values));
  }
}

/** -1..1, the same each time, without a pattern that a sum would feel. */
function noise(at: number): number {
  const mixed = Math.imul(at ^ (at >>> 15), 0x2c1b3c6d) ^ Math.imul(at + 1, 0x297a2d39);
  return ((mixed ^ (mixed >>> 13)) >>> 0) / 2 ** 31 - 1;
}
