import { convolution, floats, leaky, maxPool } from './convolution.ts';
import type { GraphNode } from './graph-model.ts';
import { isPoint, type Translation, type Value } from './translation.ts';

type Operator = (node: GraphNode, translation: Translation) => Value;

/** How each TensorFlow operator becomes ONNX nodes. One that is not here cannot be translated. */
export const operators: Readonly<Record<string, Operator | undefined>> = {
  Placeholder: (_node, { input }) => ({ name: input.name, dims: input.dims, channelsFirst: true }),
  Identity: (node, translation) => translation.value(node, 0),
  Conv2D: convolution,
  _FusedConv2D: convolution,
  DepthwiseConv2dNative: convolution,
  MaxPool: maxPool,
  Relu: (node, translation) => ({ ...unary('Relu', node, translation), atLeast: 0 }),
  Sigmoid: (node, translation) => unary('Sigmoid', node, translation),
  Prelu: (node, translation) => leaky(node, translation, translation.value(node, 0), 1, node.name),
  Softmax: softmax,
  Add: (node, translation) => pairwise('Add', node, translation),
  AddV2: (node, translation) => pairwise('Add', node, translation),
  Mul: (node, translation) => pairwise('Mul', node, translation),
  Minimum: minimum,
  Maximum: maximum,
  Pad: pad,
  Mean: mean,
  ConcatV2: concat,
  Reshape: reshape,
  _FusedMatMul: matMul,
};

function unary(operator: string, node: GraphNode, translation: Translation): Value {
  const { name, dims, channelsFirst } = translation.value(node, 0);
  return { name: translation.writer.node(operator, [name], node.name), dims, channelsFirst };
}

function softmax(node: GraphNode, translation: Translation): Value {
  if (translation.value(node, 0).channelsFirst) throw translation.refuse(node, 'of a picture is not supported');
  const value = translation.value(node, 0);
  return { ...value, name: translation.writer.node('Softmax', [value.name], node.name, { axis: -1 }), atLeast: 0 };
}

/** Two results of one shape, or a result and one number a channel. */
function pairwise(operator: string, node: GraphNode, translation: Translation): Value {
  const constant = translation.weight(node, 1);
  const { name, dims, channelsFirst } = translation.value(node, 0);
  if (constant !== undefined) {
    const perChannel = floats(node, translation, 1);
    if (!channelsFirst || perChannel.length !== dims[3]) {
      throw translation.refuse(node, `cannot spread a constant [${constant.dims}] over [${dims}]`);
    }
    const other = translation.writer.constant(`${node.name}/constant`, [perChannel.length, 1, 1], perChannel);
    return { name: translation.writer.node(operator, [name, other], node.name), dims, channelsFirst };
  }
  const other = translation.value(node, 1);
  if (`${other.dims}` !== `${dims}` || other.channelsFirst !== channelsFirst) {
    throw translation.refuse(node, `has inputs of different shape: [${dims}] and [${other.dims}]`);
  }
  return { name: translation.writer.node(operator, [name, other.name], node.name), dims, channelsFirst };
}

/** The one number of a scalar weight. */
function scalar(node: GraphNode, translation: Translation): number {
  const [value, ...rest] = floats(node, translation, 1);
  if (value === undefined || rest.length > 0) throw translation.refuse(node, 'needs one number as its second input');
  return value;
}

function minimum(node: GraphNode, translation: Translation): Value {
  const value = translation.value(node, 0);
  const limit = translation.writer.constant(`${node.name}/limit`, [], Float32Array.of(scalar(node, translation)));
  return { ...value, name: translation.writer.node('Clip', [value.name, '', limit], node.name) };
}

function maximum(node: GraphNode, translation: Translation): Value {
  const value = translation.value(node, 0);
  const least = scalar(node, translation);
  if (value.atLeast !== undefined && value.atLeast >= least) return value;
  const limit = translation.writer.constant(`${node.name}/limit`, [], Float32Array.of(least));
  return { ...value, name: translation.writer.node('Clip', [value.name, limit], node.name), atLeast: least };
}

/**
 * Adds channels of zeros; other paddings do not occur. Written as a convolution with the identity, which stays in onnxruntime's
 * blocked layout, where Pad would not.
 */
function pad(node: GraphNode, translation: Translation): Value {
  const { writer } = translation;
  const { name, dims, channelsFirst } = translation.value(node, 0);
  const paddings = translation.needWeight(node, 1).data;
  const added = paddings[7] ?? 0;
  if (!channelsFirst || paddings.length !== 8 || paddings.some((amount, index) => amount !== 0 && index !== 7)) {
    throw translation.refuse(node, `pads by [${paddings}]; only channels at the end are supported`);
  }
  const inputs = dims[3]!;
  const outputs = inputs + added;
  const identity = new Float32Array(outputs * inputs);
  for (let channel = 0; channel < inputs; channel++) identity[channel * inputs + channel] = 1;
  const kernel = writer.constant(`${node.name}/identity`, [outputs, inputs, 1, 1], identity);
  writer.node('Conv', [name, kernel], node.name, { kernel_shape: [1, 1] });
  return { name: node.name, dims: [...dims.slice(0, 3), outputs], channelsFirst };
}

/** The mean over height and width. */
function mean(node: GraphNode, translation: Translation): Value {
  const { name, dims, channelsFirst } = translation.value(node, 0);
  const axes = translation.needWeight(node, 1).data;
  if (!channelsFirst || `${axes}` !== '1,2' || node.flag('keep_dims')) {
    throw translation.refuse(node, `is over axes [${axes}]; only height and width, dropped, are supported`);
  }
  const shape = [1, dims[3]!];
  const pooled = translation.writer.node('GlobalAveragePool', [name], `${node.name}/pooled`);
  translation.writer.node('Reshape', [pooled, translation.writer.integers(`${node.name}/dims`, shape)], node.name);
  return { name: node.name, dims: shape, channelsFirst: false };
}

/** Joins pictures along their channels. */
function concat(node: GraphNode, translation: Translation): Value {
  const last = node.inputs.length - 1;
  const values = node.inputs.slice(0, last).map((_input, index) => translation.value(node, index));
  const [axis] = translation.needWeight(node, last).data;
  if (axis !== 3 || values.some((value) => !value.channelsFirst)) {
    throw translation.refuse(node, `joins along axis ${axis}; only channels are supported`);
  }
  const channels = values.reduce((sum, value) => sum + value.dims[3]!, 0);
  const names = values.map((value) => value.name);
  translation.writer.node('Concat', names, node.name, { axis: 1 });
  return { name: node.name, dims: [...values[0]!.dims.slice(0, 3), channels], channelsFirst: true };
}

/** Flattens a picture in TensorFlow's order: height, width, then channels. */
function reshape(node: GraphNode, translation: Translation): Value {
  const { writer } = translation;
  const value = translation.value(node, 0);
  const size = value.dims.reduce((product, dim) => product * dim, 1);
  const asked = [...translation.needWeight(node, 1).data];
  const known = asked.reduce((product, dim) => (dim === -1 ? product : product * dim), 1);
  const dims = asked.map((dim) => (dim === -1 ? size / known : dim));
  const moved = value.channelsFirst && !isPoint(value);
  const source = moved
    ? writer.node('Transpose', [value.name], `${node.name}/interleaved`, { perm: [0, 2, 3, 1] })
    : value.name;
  writer.node('Reshape', [source, writer.integers(`${node.name}/dims`, dims)], node.name);
  return { name: node.name, dims, channelsFirst: false };
}

function matMul(node: GraphNode, translation: Translation): Value {
  const { writer } = translation;
  const value = translation.value(node, 0);
  const { dims } = translation.needWeight(node, 1);
  const fused = node.texts('fused_ops').join('+');
  if (
    value.channelsFirst ||
    node.flag('transpose_a') ||
    node.flag('transpose_b') ||
    !/^BiasAdd(\+Relu)?$/.test(fused)
  ) {
    throw translation.refuse(node, `of [${value.dims}] by [${dims}], fusing ${fused}, is not supported`);
  }
  const factor = writer.constant(`${node.name}/factor`, dims, floats(node, translation, 1));
  const bias = floats(node, translation, 2);
  const sum = writer.node(
    'Gemm',
    [value.name, factor, writer.constant(`${node.name}/bias`, [bias.length], bias)],
    node.name,
  );
  const shape = [value.dims[0]!, dims[1]!];
  if (fused === 'BiasAdd') return { name: sum, dims: shape, channelsFirst: false };
  return { name: writer.node('Relu', [sum], `${node.name}/Relu`), dims: shape, channelsFirst: false, atLeast: 0 };
}
