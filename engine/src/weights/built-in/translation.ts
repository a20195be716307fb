import type { EngineError } from '../../errors.ts';
import type { ModelWriter } from '../../onnx/model-writer.ts';
import type { GraphNode, GraphWeight } from './graph-model.ts';

/** A result inside the graph, on its way from TensorFlow's layout to ONNX's. */
export interface Value {
  /** Its name in the ONNX graph. */
  readonly name: string;
  /** Shape as the TensorFlow graph knows it: pictures are N, height, width, channels. */
  readonly dims: readonly number[];
  /** True when the ONNX tensor holds a picture as N, channels, height, width. */
  readonly channelsFirst: boolean;
  /** No element is smaller: lets `max(relu(x), 0)` vanish. */
  readonly atLeast?: number;
}

/** What the translator must know beside the graph itself. */
export interface Ports {
  /** The shape of the one input, in the TensorFlow graph's order: N, height, width, channels. */
  readonly input: { readonly name: string; readonly dims: readonly [number, number, number, number] };
  /** Name in the ONNX file → node of the graph. Nodes that no output needs are not translated. */
  readonly outputs: Readonly<Record<string, string>>;
}

/** What an operator's translation works with. */
export interface Translation {
  readonly writer: ModelWriter;
  readonly input: Ports['input'];
  /** The translated result of a node's input, which must not be a weight. */
  value(node: GraphNode, index: number): Value;
  /** The weight at a node's input, or undefined when it is computed. */
  weight(node: GraphNode, index: number): GraphWeight | undefined;
  /** The weight at a node's input; its absence is `model-invalid`. */
  needWeight(node: GraphNode, index: number): GraphWeight;
  refuse(node: GraphNode, why: string): EngineError;
}

/** A picture of one pixel looks the same in both layouts. */
export function isPoint(value: Value): boolean {
  return value.dims[1] === 1 && value.dims[2] === 1;
}
