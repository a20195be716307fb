import type { GraphNode, GraphWeight } from './graph-model.ts';
import type { Translation, Value } from './translation.ts';

/** Translates `Conv2D`, `_FusedConv2D` and `DepthwiseConv2dNative`. */
export function convolution(node: GraphNode, translation: Translation): Value {
  const { writer } = translation;
  const image = picture(node, translation);
  const depthwise = node.operator === 'DepthwiseConv2dNative';
  const kernel = translation.needWeight(node, 1);
  const [kernelHeight, kernelWidth, inputs, multiple] = fourDims(kernel.dims);
  const outputs = depthwise ? inputs * multiple : multiple;
  const window = slide(node, translation, image, [kernelHeight, kernelWidth]);
  const parameters = [
    image.name,
    writer.constant(
      `${node.name}/kernel`,
      [outputs, depthwise ? 1 : inputs, kernelHeight, kernelWidth],
      depthwise ? depthwiseKernel(kernel) : denseKernel(kernel),
    ),
  ];
  const fused = node.texts('fused_ops');
  if (fused[0] === 'BiasAdd') {
    parameters.push(writer.constant(`${node.name}/bias`, [outputs], floats(node, translation, 2)));
  } else if (fused.length > 0) throw translation.refuse(node, `fuses ${fused.join(', ')}`);
  writer.node('Conv', parameters, node.name, {
    kernel_shape: [kernelHeight, kernelWidth],
    strides: window.strides,
    pads: window.pads,
    group: depthwise ? inputs : 1,
  });
  const value: Value = { name: node.name, dims: [1, window.height, window.width, outputs], channelsFirst: true };
  return activate(node, translation, value, fused[1]);
}

/** Translates `MaxPool`. */
export function maxPool(node: GraphNode, translation: Translation): Value {
  const image = picture(node, translation);
  const [, kernelHeight, kernelWidth] = fourDims(node.numbers('ksize'));
  const window = slide(node, translation, image, [kernelHeight, kernelWidth]);
  translation.writer.node('MaxPool', [image.name], node.name, {
    kernel_shape: [kernelHeight, kernelWidth],
    strides: window.strides,
    pads: window.pads,
  });
  return { name: node.name, dims: [1, window.height, window.width, image.dims[3]!], channelsFirst: true };
}

/** The weight at an input as float32. */
export function floats(node: GraphNode, translation: Translation, index: number): Float32Array {
  const { data } = translation.needWeight(node, index);
  if (!(data instanceof Float32Array)) throw translation.refuse(node, `needs float32 at its input ${index}`);
  return data;
}

function picture(node: GraphNode, translation: Translation): Value {
  const value = translation.value(node, 0);
  const format = node.text('data_format') ?? 'NHWC';
  if (!value.channelsFirst || format !== 'NHWC')
    throw translation.refuse(node, `needs a picture in NHWC, not ${format} [${value.dims}]`);
  return value;
}

interface Window {
  readonly strides: readonly [number, number];
  /** Top, left, bottom, right. */
  readonly pads: readonly [number, number, number, number];
  readonly height: number;
  readonly width: number;
}

/** How a kernel slides over a picture: `SAME` puts the odd row and column of padding at the end (ONNX's SAME_UPPER). */
function slide(node: GraphNode, translation: Translation, image: Value, kernel: readonly [number, number]): Window {
  const [, strideY, strideX] = fourDims(node.numbers('strides'));
  const dilations = node.numbers('dilations');
  const padding = node.text('padding');
  if (dilations.some((dilation) => dilation !== 1)) throw translation.refuse(node, `has dilations ${dilations}`);
  if (padding !== 'SAME' && padding !== 'VALID') throw translation.refuse(node, `has padding ${padding}`);
  const axis = (size: number, length: number, stride: number): [number, number, number] => {
    if (padding === 'VALID') return [Math.floor((size - length) / stride) + 1, 0, 0];
    const count = Math.ceil(size / stride);
    const missing = Math.max(0, (count - 1) * stride + length - size);
    return [count, Math.floor(missing / 2), Math.ceil(missing / 2)];
  };
  const [height, top, bottom] = axis(image.dims[1]!, kernel[0], strideY);
  const [width, left, right] = axis(image.dims[2]!, kernel[1], strideX);
  return { strides: [strideY, strideX], pads: [top, left, bottom, right], height, width };
}

function activate(node: GraphNode, translation: Translation, value: Value, activation: string | undefined): Value {
  const { writer } = translation;
  const name = `${node.name}/${activation}`;
  switch (activation) {
    case undefined:
      return value;
    case 'Relu':
      return { ...value, name: writer.node('Relu', [value.name], name), atLeast: 0 };
    case 'Prelu':
      return leaky(node, translation, value, 3, name);
    default:
      throw translation.refuse(node, `fuses ${activation}`);
  }
}

/**
 * max(x, 0) + slope · min(x, 0), with one slope a channel, written as slope · x + (1 − slope) · max(x, 0).
 *
 * onnxruntime has no blocked-layout (NCHWc) kernel for PRelu: each one would cost a slow kernel and two changes of layout. It does
 * have them for these four nodes; facemesh takes a third of the time (1.2 instead of 4.1 ms).
 */
export function leaky(node: GraphNode, translation: Translation, value: Value, slopesAt: number, name: string): Value {
  const { writer } = translation;
  const slopes = floats(node, translation, slopesAt);
  const channels = value.dims[3];
  if (!value.channelsFirst || slopes.length !== channels) {
    throw translation.refuse(node, `has ${slopes.length} slopes for [${value.dims}]; one a channel is supported`);
  }
  const perChannel = [channels, 1, 1];
  const slope = writer.constant(`${name}/slope`, perChannel, slopes);
  const rest = writer.constant(
    `${name}/rest`,
    perChannel,
    slopes.map((value) => 1 - value),
  );
  const line = writer.node('Mul', [value.name, slope], `${name}/line`);
  const positive = writer.node('Relu', [value.name], `${name}/positive`);
  const bend = writer.node('Mul', [positive, rest], `${name}/bend`);
  return { ...value, name: writer.node('Add', [line, bend], name) };
}

function fourDims(dims: readonly number[]): [number, number, number, number] {
  const [a = 1, b = 1, c = 1, d = 1] = dims;
  return [a, b, c, d];
}

/** Height, width, in, out → out, in, height, width. */
function denseKernel({ dims, data }: GraphWeight): Float32Array {
  const [height, width, inputs, outputs] = fourDims(dims);
  const area = height * width;
  const moved = new Float32Array(data.length);
  let from = 0;
  for (let point = 0; point < area; point++) {
    for (let input = 0; input < inputs; input++) {
      for (let output = 0; output < outputs; output++) moved[(output * inputs + input) * area + point] = data[from++]!;
    }
  }
  return moved;
}

/** Height, width, in, multiple → in × multiple, 1, height, width. */
function depthwiseKernel({ dims, data }: GraphWeight): Float32Array {
  const [height, width, inputs, multiple] = fourDims(dims);
  return denseKernel({ dims: [height, width, 1, inputs * multiple], data });
}
