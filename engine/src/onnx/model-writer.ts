import { AttributeType, ElementType, ModelProto } from './schema.ts';

/** The operator set that the engine's own models are written for; ONNX 1.12 paired it with IR version 8. */
const OPSET = 17;
const IR_VERSION = 8;

/** A node's attribute: a whole number (or a list) becomes INT(S), `{ float }` FLOAT, `{ floats }` FLOATS, text STRING. */
export type Attribute =
  | number
  | string
  | readonly number[]
  | { readonly float: number }
  | { readonly floats: readonly number[] };

/** A named input or output of a model; a text dimension is symbolic. */
export interface ModelPort {
  readonly name: string;
  /** Default `float`. */
  readonly type?: keyof typeof ElementType;
  readonly dims: readonly (number | string)[];
}

/**
 * Collects the nodes and constants of one ONNX graph and encodes them as an `.onnx` file.
 *
 * Nodes must be added after the nodes whose output they read. The same calls always give the same bytes.
 */
export class ModelWriter {
  readonly #graph: string;
  readonly #nodes: object[] = [];
  readonly #constants = new Map<string, object>();

  constructor(graph: string) {
    this.#graph = graph;
  }

  /** Adds a node with one output and returns the output's name. An empty input name stands for an absent optional input. */
  node(
    operator: string,
    inputs: readonly string[],
    output: string,
    attributes: Readonly<Record<string, Attribute>> = {},
  ): string {
    this.#nodes.push({
      opType: operator,
      name: output,
      input: inputs,
      output: [output],
      attribute: Object.entries(attributes).map(([name, value]) => encodeAttribute(name, value)),
    });
    return output;
  }

  /** Adds a constant (an initializer) and returns its name; floats or halves, or 64-bit whole numbers for shapes and axes. */
  constant(name: string, dims: readonly number[], data: Float32Array | Float16Array | BigInt64Array): string {
    const size = dims.reduce((product, dim) => product * dim, 1);
    if (size !== data.length) throw new RangeError(`constant '${name}': ${data.length} values for shape [${dims}]`);
    this.#constants.set(name, {
      name,
      dims,
      dataType: elementTypeOf(data),
      rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
    });
    return name;
  }

  /** A constant list of whole numbers, as shapes, axes and pads are given. */
  integers(name: string, values: readonly number[]): string {
    return this.constant(name, [values.length], BigInt64Array.from(values, BigInt));
  }

  /** The finished `.onnx` file. */
  encode(
    inputs: readonly ModelPort[],
    outputs: readonly ModelPort[],
    metadata: Readonly<Record<string, string>> = {},
  ): Uint8Array {
    const model = {
      irVersion: IR_VERSION,
      producerName: 'mirrorworks',
      opsetImport: [{ domain: '', version: OPSET }],
      graph: {
        name: this.#graph,
        node: this.#nodes,
        initializer: [...this.#constants.values()],
        input: inputs.map(encodePort),
        output: outputs.map(encodePort),
      },
      metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
    };
    return ModelProto.encode(model).finish();
  }
}

function elementTypeOf(data: Float32Array | Float16Array | BigInt64Array): number {
  if (data instanceof Float32Array) return ElementType.float;
  return data instanceof Float16Array ? ElementType.float16 : ElementType.int64;
}

function encodeAttribute(name: string, value: Attribute): object {
  if (typeof value === 'number') return { name, i: value, type: AttributeType.int };
  if (typeof value === 'string') return { name, s: new TextEncoder().encode(value), type: AttributeType.string };
  if ('float' in value) return { name, f: value.float, type: AttributeType.float };
  if ('floats' in value) return { name, floats: value.floats, type: AttributeType.floats };
  return { name, ints: value, type: AttributeType.ints };
}

function encodePort(port: ModelPort): object {
  const dim = port.dims.map((size) => (typeof size === 'number' ? { dimValue: size } : { dimParam: size }));
  return { name: port.name, type: { tensorType: { elemType: ElementType[port.type ?? 'float'], shape: { dim } } } };
}
