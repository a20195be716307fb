import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ModelWriter } from '../src/onnx/model-writer.ts';
import { openSessions, type Sessions } from '../src/onnx/sessions.ts';

/** Writes `.onnx` files into a folder and opens sessions that find them there. */
export async function openContracts(folder: string, files: Readonly<Record<string, Uint8Array>>): Promise<Sessions> {
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, `${name}.onnx`), bytes);
  const store = { folder, path: async (name: string) => join(folder, `${name}.onnx`) };
  return openSessions(store, { providers: ['cpu'], threads: 1 });
}

/** A graph that answers the same whatever it is shown. */
export function constantNetwork(
  input: readonly (number | string)[],
  outputs: readonly { readonly dims: readonly number[]; readonly data: Float32Array }[],
): Uint8Array {
  const writer = new ModelWriter('constant');
  const ports = outputs.map(({ dims, data }, index) => {
    const name = writer.node('Identity', [writer.constant(`value_${index}`, dims, data)], `output_${index}`);
    return { name, dims };
  });
  return writer.encode([{ name: 'input', dims: input }], ports);
}

/**
 * A graph with the inputs and outputs of RetinaFace and SCRFD that takes blue for faces: each cell's first anchor scores
 * 0.5 · (its mean blue, -1..1) + 0.4. Its box reaches 1, 2, 3, 4 strides to the left, top, right, bottom, and its points lie
 * 0, 1 .. 9 tenths of a stride off the anchor.
 */
export function blueDetector(height: number | string, width: number | string): Uint8Array {
  const writer = new ModelWriter('blue');
  const heads = [
    { name: 'score', numbers: 1, bias: [0.4] },
    { name: 'bbox', numbers: 4, bias: [1, 2, 3, 4] },
    { name: 'kps', numbers: 10, bias: Array.from({ length: 10 }, (_, at) => at / 10) },
  ];
  const ports = heads.flatMap(({ name, numbers, bias }) =>
    [8, 16, 32].map((stride) => {
      const tag = `${name}_${stride}`;
      // Two anchors a cell; the second never scores.
      const weights = new Float32Array(2 * numbers * 3 * stride * stride);
      if (name === 'score') weights.fill(0.5 / stride ** 2, 0, stride ** 2);
      const constants = [
        writer.constant(`${tag}_w`, [2 * numbers, 3, stride, stride], weights),
        writer.constant(
          `${tag}_b`,
          [2 * numbers],
          Float32Array.from([...bias, ...bias.map((b) => (name === 'score' ? 0 : b))]),
        ),
      ];
      const attributes = { kernel_shape: [stride, stride], strides: [stride, stride] };
      const cells = writer.node('Conv', ['input', ...constants], `${tag}_cells`, attributes);
      const rows = writer.node('Transpose', [cells], `${tag}_rows`, { perm: [0, 2, 3, 1] });
      writer.node('Reshape', [rows, writer.integers(`${tag}_shape`, [-1, numbers])], tag);
      return { name: tag, dims: [`n${stride}`, numbers] };
    }),
  );
  return writer.encode([{ name: 'input', dims: [1, 3, height, width] }], ports);
}
