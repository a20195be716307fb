import { EngineError } from '../../errors.ts';
import { ModelWriter } from '../../onnx/model-writer.ts';
import type { GraphModel, GraphNode } from './graph-model.ts';
import { operators } from './operators.ts';
import { isPoint, type Ports, type Translation, type Value } from './translation.ts';

/**
 * Translates a TensorFlow.js graph model to ONNX (opset 17, float32). The same input gives the same bytes.
 *
 * The input is [1, 3, height, width]: planes, where the graph had interleaved channels. Outputs have the graph's own shape and
 * order. Error: `model-invalid`, naming the node and the operator that cannot be translated.
 */
export function translate(name: string, model: GraphModel, ports: Ports): Uint8Array {
  const writer = new ModelWriter(name);
  const values = new Map<string, Value>();
  const translation: Translation = {
    writer,
    input: ports.input,
    value: (node, index) => evaluate(inputName(node, index)),
    weight: (node, index) => model.weights.get(resolveAlias(inputName(node, index))),
    needWeight: (node, index) => {
      const weight = translation.weight(node, index);
      if (weight === undefined) throw translation.refuse(node, `needs a constant as its input ${index}`);
      return weight;
    },
    refuse: (node, why) => {
      const data = { model: name, node: node.name, operator: node.operator };
      return new EngineError('model-invalid', `model ${name}: operator ${node.operator} at '${node.name}' ${why}`, {
        data,
      });
    },
  };

  function inputName(node: GraphNode, index: number): string {
    const input = node.inputs[index];
    if (input === undefined) throw translation.refuse(node, `has no input ${index}`);
    return input;
  }

  function resolveAlias(node: string): string {
    const found = model.nodes.get(node);
    return found?.operator === 'Identity' ? resolveAlias(inputName(found, 0)) : node;
  }

  function evaluate(nodeName: string): Value {
    const known = values.get(nodeName);
    if (known !== undefined) return known;
    const node = model.nodes.get(nodeName);
    if (node === undefined) throw new EngineError('model-invalid', `model ${name}: there is no node '${nodeName}'`);
    const operator = operators[node.operator];
    if (operator === undefined) throw translation.refuse(node, 'is not one that can be translated');
    const value = operator(node, translation);
    values.set(nodeName, value);
    return value;
  }

  const outputs = Object.entries(ports.outputs).map(([output, node]) => finish(writer, output, evaluate(node)));
  const [count, height, width, channels] = ports.input.dims;
  return writer.encode([{ name: ports.input.name, dims: [count, channels, height, width] }], outputs);
}

/** Gives a result its public name, in the graph's own layout. */
function finish(writer: ModelWriter, output: string, value: Value): { name: string; dims: readonly number[] } {
  if (!value.channelsFirst) writer.node('Identity', [value.name], output);
  else if (isPoint(value)) writer.node('Reshape', [value.name, writer.integers(`${output}/dims`, value.dims)], output);
  else writer.node('Transpose', [value.name], output, { perm: [0, 2, 3, 1] });
  return { name: output, dims: value.dims };
}
