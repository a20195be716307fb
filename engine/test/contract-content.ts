import { type ContentNetwork, contentNetworks } from '../src/moderate/content-networks.ts';
import { type ModelPort, ModelWriter } from '../src/onnx/model-writer.ts';

/** Content networks that take magenta for unfit; the first alone also takes yellow for it. */
export const contentModels: Readonly<Record<string, () => Uint8Array>> = {
  nsfw_1() {
    const network = networkNamed('nsfw_1');
    const writer = new ModelWriter(network.model);
    const unfit = writer.node('Add', [share(writer, network, 'magenta'), share(writer, network, 'yellow')], 'unfit');
    const point = writer.node('Reshape', [unfit, writer.integers('point_shape', [1, 1, 1])], 'point');
    writer.node('Expand', [point, writer.integers('shape', [1, 9, 8400])], 'output');
    return writer.encode([inputOf(network)], [{ name: 'output', dims: [1, 9, 8400] }]);
  },
  nsfw_2: () => scores('nsfw_2', [1, 0]),
  nsfw_3: () => scores('nsfw_3', [-20, -20, 20, 20]),
};

function networkNamed(name: string): ContentNetwork {
  return contentNetworks.find(({ model }) => model === name)!;
}

function inputOf({ size }: ContentNetwork): ModelPort {
  return { name: 'input', dims: [1, 3, size, size] };
}

/** One score for each factor: that times the share of magenta. */
function scores(name: string, factors: readonly number[]): Uint8Array {
  const network = networkNamed(name);
  const writer = new ModelWriter(name);
  const magenta = share(writer, network, 'magenta');
  const point = writer.node('Reshape', [magenta, writer.integers('point_shape', [1, 1])], 'point');
  const weights = writer.constant('factors', [1, factors.length], Float32Array.from(factors));
  writer.node('MatMul', [point, weights], 'output');
  return writer.encode([inputOf(network)], [{ name: 'output', dims: [1, factors.length] }]);
}

/** R, G, B in 0..1 times these, less 1, is 1 for the pure colour and at most 0 for the cube's other corners. */
const signs = { magenta: [1, -1, 1], yellow: [1, 1, -1] } as const;

/** How much of the square has a colour, 0..1. */
function share(writer: ModelWriter, { mean, deviation }: ContentNetwork, colour: keyof typeof signs): string {
  const weights = Float32Array.from(signs[colour], (sign, channel) => sign * deviation[channel]!);
  const bias = signs[colour].reduce<number>((sum, sign, channel) => sum + sign * mean[channel]!, -1);
  // Squares of 8 × 8 pixels at a time: quick, and only whole pictures are of one colour.
  const pooling = { kernel_shape: [8, 8], strides: [8, 8] };
  const coarse = writer.node('AveragePool', ['input'], `${colour}_coarse`, pooling);
  const constants = [
    writer.constant(`${colour}_weights`, [1, 3, 1, 1], weights),
    writer.constant(`${colour}_bias`, [1], Float32Array.of(bias)),
  ];
  const pure = writer.node('Relu', [writer.node('Conv', [coarse, ...constants], `${colour}_raw`)], `${colour}_pure`);
  return writer.node('GlobalAveragePool', [pure], colour);
}
