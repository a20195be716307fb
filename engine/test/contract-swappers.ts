import { type ModelPort, ModelWriter } from '../src/onnx/model-writer.ts';

/** How much of a swapped face is the target's picture; the rest is the source's colour. */
export const TARGET_SHARE = 0.25;

/** Swappers that lay the colour which the recogniser knows the source by over the target. */
export const swapperModels: Readonly<Record<string, () => Uint8Array>> = {
  inswapper_128: () => inswapper('inswapper_128', false),
  inswapper_128_fp16: () => inswapper('inswapper_128_fp16', true),
  hyperswap_1a_256: hyperswap,
  uniface_256: uniface,
};

const crop = (name: string, side: number): ModelPort => ({ name, dims: [1, 3, side, side] });
const embedding: ModelPort = { name: 'source', dims: [1, 512] };

/** Its matrix moves every number of an embedding one place on; the network expects the colour there. */
function inswapper(name: string, halves: boolean): Uint8Array {
  const writer = new ModelWriter(name);
  const numbers = (values: ArrayLike<number>) => (halves ? Float16Array.from(values) : Float32Array.from(values));
  const target = halves ? writer.node('Cast', ['target'], 'half_target', { to: 10 }) : 'target';
  const source = halves ? writer.node('Cast', ['source'], 'half_source', { to: 10 }) : 'source';
  const bounds = [writer.integers('from', [1]), writer.integers('to', [4]), writer.integers('axis', [1])];
  const colour = writer.node('Slice', [source, ...bounds], 'colour');
  const planes = writer.node('Reshape', [colour, writer.integers('planes_shape', [1, 3, 1, 1])], 'planes');
  // -1..1 becomes 0..1, and both are weighed.
  const share = (label: string, value: number) => writer.constant(label, [1], numbers([value]));
  const paint = writer.node('Mul', [planes, share('half_share', (1 - TARGET_SHARE) / 2)], 'paint');
  const lifted = writer.node('Add', [paint, share('lift', (1 - TARGET_SHARE) / 2)], 'lifted');
  const kept = writer.node('Mul', [target, share('target_share', TARGET_SHARE)], 'kept');
  const mixed = writer.node('Add', [kept, lifted], halves ? 'mixed' : 'output');
  if (halves) writer.node('Cast', [mixed], 'output', { to: 1 });
  const matrix = new Float32Array(512 * 512);
  for (let row = 0; row < 512; row++) matrix[row * 512 + ((row + 1) % 512)] = 1;
  writer.constant('buff2fs', [512, 512], numbers(matrix));
  return writer.encode([crop('target', 128), embedding], [crop('output', 128)]);
}

/** Lists its source first, and has a second output. */
function hyperswap(): Uint8Array {
  const writer = new ModelWriter('hyperswap_1a_256');
  const bounds = [writer.integers('from', [0]), writer.integers('to', [3]), writer.integers('axis', [1])];
  const colour = writer.node('Slice', ['source', ...bounds], 'colour');
  mix(writer, writer.node('Reshape', [colour, writer.integers('planes_shape', [1, 3, 1, 1])], 'planes'));
  const shape = writer.integers('mask_shape', [1, 1, 256, 256]);
  writer.node('Expand', [writer.constant('half', [1], Float32Array.of(0.5)), shape], 'mask');
  const mask = { name: 'mask', dims: [1, 1, 256, 256] };
  return writer.encode([embedding, crop('target', 256)], [crop('output', 256), mask]);
}

/** Looks at the source's picture, 0..1, itself. */
function uniface(): Uint8Array {
  const writer = new ModelWriter('uniface_256');
  const mean = writer.node('GlobalAveragePool', ['source'], 'mean');
  const doubled = writer.node('Add', [mean, mean], 'doubled');
  mix(writer, writer.node('Sub', [doubled, writer.constant('one', [1], Float32Array.of(1))], 'planes'));
  return writer.encode([crop('target', 256), crop('source', 256)], [crop('output', 256)]);
}

/** `output` = the target's share of `target` and the rest of `planes`, all in -1..1. */
function mix(writer: ModelWriter, planes: string): void {
  const paint = writer.constant('source_share', [1], Float32Array.of(1 - TARGET_SHARE));
  const kept = writer.constant('target_share', [1], Float32Array.of(TARGET_SHARE));
  const parts = [writer.node('Mul', ['target', kept], 'kept'), writer.node('Mul', [planes, paint], 'painted')];
  writer.node('Add', parts, 'output');
}
