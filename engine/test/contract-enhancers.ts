import { type ModelPort, ModelWriter } from '../src/onnx/model-writer.ts';

/** Enhancers that turn colours into their opposites, so that it shows where they were. */
export const enhancerModels: Readonly<Record<string, () => Uint8Array>> = {
  gpen_bfr_256: () => inverter('gpen_bfr_256', 256),
  'gfpgan_1.4': () => inverter('gfpgan_1.4', 512),
  codeformer: weightedInverter,
  real_esrgan_x2: doubler,
};

const picture = (name: string, side: number): ModelPort => ({ name, dims: [1, 3, side, side] });

function inverter(name: string, side: number): Uint8Array {
  const writer = new ModelWriter(name);
  writer.node('Neg', ['input'], 'output');
  return writer.encode([picture('input', side)], [picture('output', side)]);
}

/** At weight 1 the picture stays as it is, at 0 it becomes its opposite. */
function weightedInverter(): Uint8Array {
  const writer = new ModelWriter('codeformer');
  const weight = writer.node('Cast', ['weight'], 'single_weight', { to: 1 });
  const one = writer.constant('one', [1], Float32Array.of(1));
  const factor = writer.node('Sub', [writer.node('Add', [weight, weight], 'twice'), one], 'factor');
  writer.node('Mul', ['input', factor], 'output');
  const inputs: ModelPort[] = [picture('input', 512), { name: 'weight', type: 'double', dims: [1] }];
  return writer.encode(inputs, [picture('output', 512)]);
}

/** Every pixel becomes four of the opposite colour. */
function doubler(): Uint8Array {
  const writer = new ModelWriter('real_esrgan_x2');
  const weights = Float32Array.from({ length: 12 * 3 }, (_, at) => (Math.floor(at / 3) % 3 === at % 3 ? -1 : 0));
  const constants = [
    writer.constant('weights', [12, 3, 1, 1], weights),
    writer.constant('biases', [12], new Float32Array(12).fill(1)),
  ];
  const four = writer.node('Conv', ['input', ...constants], 'four');
  writer.node('DepthToSpace', [four], 'output', { blocksize: 2 });
  return writer.encode([picture('input', 256)], [picture('output', 512)]);
}
