import { type ModelPort, ModelWriter } from '../src/onnx/model-writer.ts';
import { contentNetworks } from '../src/moderate/content-networks.ts';

/** Content networks that take magenta for unfit; the first alone also takes yellow for it. */
export const contentModels: Readonly<Record<string, () => Uint8Array>> = {
  nsfw_1() {
    const { writer, magenta, input } = colourful('nsfw_1', { magenta: [1, -1, 1], yellow: [1, 1, -1] });
    const shape = writer.integers('shape', [1, 9, 8400]);
    const score = writer.node('Reshape', [magenta, writer.integers('point', [1, 1, 1])], 'score');
    writer.node('Expand', [score, shape], 'output');
    return writer.encode([input], [{ name: 'output', dims: [1, 9, 8400] }]);
  },
  nsfw_2: () => scores('nsfw_2', [1, 0]),
  nsfw_3: () => scores('nsfw_3', [-20, -20, 20, 20]),
};

type Colours = Readonly<Record<string, readonly [number, number, number]>>;

/** A network whose node `share` is how much of a picture has one of the colours, 0..1. */
function colourful(name: string, colours: Colours) {
  const { size, mean, deviation } = contentNetworks.find(({ model }) => model === name)!;
  const writer = new ModelWriter(name);
  const shares = Object.entries(colours).map(([colour, signs]) => {
    // r · R + g · G + b · B - 1 in 0..1 terms: 1 for the pure colour, at most 0 for every other corner of the cube.
    const weights = Float32Array.from(signs, (sign, at) => sign * deviation[at]!);
    const bias = signs.reduce((sum, sign, at) => sum + sign * mean[at]!, -1);
    const constants = [
      writer.constant(`${colour}_w`, [1, 3, 1, 1], weights),
      writer.constant(`${colour}_b`, [1], Float32Array.of(bias)),
    ];
    return writer.node('Relu', [writer.node('Conv', ['input', ...constants], `${colour}_raw`)], colour);
  });
  const all = shares.reduce((sum, share, at) => writer.node('Add', [sum, share], `sum_${at}`));
  const magenta = writer.node('GlobalAveragePool', [all], 'share');
  const input: ModelPort = { name: 'input', dims: [1, 3, size, size] };
  return { writer, magenta, input };
}

function scores(name: string, factors: readonly number[]): Uint8Array {
  const { writer, magenta, input } = colourful(name, { magenta: [1, -1, 1] });
  const share = writer.node('Reshape', [magenta, writer.integers('point', [1, 1])], 'one');
  const weights = writer.constant('factors', [1, factors.length], Float32Array.from(factors));
  writer.node('MatMul', [share, weights], 'output');
  return writer.encode([input], [{ name: 'output', dims: [1, factors.length] }]);
}
