import { EngineError } from '../errors.ts';
import { requireContract } from '../onnx/contract.ts';
import type { Tensor } from '../onnx/session.ts';
import type { Sessions } from '../onnx/sessions.ts';

/**
 * Runs a network whose only input is named `input`, and gives its outputs in the graph's order; `sizes` says how many numbers each
 * must hold. Error: `model-invalid` naming the tensor when the file holds another network.
 */
export async function runNetwork(
  sessions: Sessions,
  model: string,
  input: Tensor,
  sizes: readonly number[],
): Promise<Float32Array[]> {
  const session = await sessions.open(model);
  requireContract(model, session, { inputs: { input: input.dims }, outputs: sizes.length });
  const results = await session.run({ input });
  return sizes.map((size, index) => {
    const tensor = session.outputs[index]!;
    const { data, dims } = results[tensor]!;
    if (data.length === size) return data;
    const fault = `its output '${tensor}' is [${dims}], which is not ${size} numbers`;
    throw new EngineError('model-invalid', `the file of ${model} is another network: ${fault}`, {
      data: { model, tensor },
    });
  });
}
