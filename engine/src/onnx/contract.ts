import { EngineError } from '../errors.ts';
import type { Session } from './session.ts';

/** What a network's graph must look like: its inputs' shapes by name (text stands for any size), and how many outputs at least. */
export interface GraphContract {
  readonly inputs: Readonly<Record<string, readonly (number | string)[]>>;
  readonly outputs: number;
}

/**
 * Refuses a graph that is not what its file's name promises, before it is run. Error: `model-invalid`, naming the tensor, what it is
 * and what it should be.
 */
export function requireContract(model: string, session: Session, contract: GraphContract): void {
  for (const [name, wanted] of Object.entries(contract.inputs)) {
    const found = session.inputDims(name);
    if (found === undefined) throw invalid(model, name, `has no input '${name}'; it has ${session.inputs.join(', ')}`);
    const fits = found.length === wanted.length && found.every((size, axis) => sizesAgree(size, wanted[axis]!));
    if (!fits) throw invalid(model, name, `has an input '${name}' of [${found}], not [${wanted}]`);
  }
  const extra = session.inputs.find((name) => !(name in contract.inputs));
  if (extra !== undefined) throw invalid(model, extra, `wants an input '${extra}' that ${model} does not have`);
  if (session.outputs.length < contract.outputs) {
    const message = `has ${session.outputs.length} outputs (${session.outputs.join(', ')}), not ${contract.outputs}`;
    throw invalid(model, 'outputs', message);
  }
}

/** A size that the graph leaves free fits every size. */
function sizesAgree(found: number | string, wanted: number | string): boolean {
  return typeof found === 'string' || typeof wanted === 'string' || found <= 0 || found === wanted;
}

function invalid(model: string, tensor: string, fault: string): EngineError {
  return new EngineError('model-invalid', `the file of ${model} is another network: it ${fault}`, {
    data: { model, tensor },
  });
}
