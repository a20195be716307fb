import { EngineError } from '../errors.ts';
import type { Session, Tensor } from './session.ts';

/**
 * The result that a network is run for: its output `output` where it has one of that name (exports differ in the order), else the
 * first. Error: `model-invalid`, naming the tensor, when it does not hold the numbers of shape `dims`.
 */
export function resultOf(
  model: string,
  session: Session,
  results: Readonly<Record<string, Tensor>>,
  dims: readonly number[],
): Float32Array {
  const name = session.outputs.includes('output') ? 'output' : (session.outputs[0] ?? 'output');
  const result = results[name];
  const wanted = dims.reduce((product, dim) => product * dim, 1);
  if (result?.data.length === wanted) return result.data;
  const fault = `its output '${name}' is [${result?.dims}], not [${dims}]`;
  throw new EngineError('model-invalid', `the file of ${model} is another network: ${fault}`, {
    data: { model, tensor: name },
  });
}
