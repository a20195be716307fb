import { EngineError } from '../../errors.ts';

/** A weight of a graph model, expanded to full width. */
export interface GraphWeight {
  readonly dims: readonly number[];
  readonly data: Float32Array | Int32Array;
}

/** One operation of a graph model, with its attributes as plain values. */
export interface GraphNode {
  readonly name: string;
  readonly operator: string;
  /** Names of nodes; the `:0` of a first output is cut off. */
  readonly inputs: readonly string[];
  /** Text of an attribute (`padding`), or undefined. */
  text(attribute: string): string | undefined;
  texts(attribute: string): readonly string[];
  numbers(attribute: string): readonly number[];
  flag(attribute: string): boolean;
}

/** A TensorFlow.js graph model: nodes in the order of the file, weights by node name. */
export interface GraphModel {
  readonly nodes: ReadonlyMap<string, GraphNode>;
  readonly weights: ReadonlyMap<string, GraphWeight>;
}

type DType = 'float32' | 'int32' | 'float16' | 'uint8' | 'uint16';

interface WeightEntry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly quantization?: { readonly dtype: DType; readonly scale?: number; readonly min?: number };
}

interface AttributeJson {
  /** Base64. */
  readonly s?: string;
  readonly b?: boolean;
  readonly list?: { readonly s?: readonly string[]; readonly i?: readonly string[] };
}

interface ModelJson {
  readonly format: string;
  readonly modelTopology: {
    readonly node: readonly {
      readonly name: string;
      readonly op: string;
      readonly input?: readonly string[];
      readonly attr?: Readonly<Record<string, AttributeJson>>;
    }[];
  };
  readonly weightsManifest: readonly { readonly weights: readonly WeightEntry[] }[];
}

const dtypeBytes: Record<DType, number> = { float32: 4, int32: 4, float16: 2, uint8: 1, uint16: 2 };

/**
 * Reads a graph model (`model.json` and its one weight file) as tfjs-converter writes it.
 * Error: `model-invalid` when it is not one, or when the weight file has another size than the manifest says.
 */
export function readGraphModel(name: string, json: string, weightFile: Uint8Array): GraphModel {
  const model = parseModel(name, json);
  const nodes = new Map<string, GraphNode>();
  for (const { name: node, op, input = [], attr = {} } of model.modelTopology.node) {
    nodes.set(node, {
      name: node,
      operator: op,
      inputs: input.map((reference) => reference.replace(/:0$/, '')),
      text: (attribute) => base64Text(attr[attribute]?.s),
      texts: (attribute) => attr[attribute]?.list?.s?.map((text) => base64Text(text) ?? '') ?? [],
      numbers: (attribute) => attr[attribute]?.list?.i?.map(Number) ?? [],
      flag: (attribute) => attr[attribute]?.b ?? false,
    });
  }
  return { nodes, weights: readWeights(name, model, weightFile) };
}

function parseModel(name: string, json: string): ModelJson {
  let parsed: Partial<ModelJson>;
  try {
    parsed = JSON.parse(json);
  } catch (cause) {
    throw new EngineError('model-invalid', `model ${name}: its description is not JSON`, { cause });
  }
  const { format, modelTopology, weightsManifest } = parsed;
  if (format !== 'graph-model' || !Array.isArray(modelTopology?.node) || !Array.isArray(weightsManifest)) {
    throw new EngineError('model-invalid', `model ${name}: format '${format}' is not a TensorFlow.js 'graph-model'`);
  }
  return { format, modelTopology, weightsManifest };
}

function readWeights(name: string, model: ModelJson, file: Uint8Array): Map<string, GraphWeight> {
  const weights = new Map<string, GraphWeight>();
  let offset = 0;
  for (const entry of model.weightsManifest.flatMap((group) => group.weights)) {
    const size = entry.shape.reduce((product, dim) => product * dim, 1);
    const bytes = size * dtypeBytes[entry.quantization?.dtype ?? entry.dtype];
    // A copy, because typed arrays must begin at a multiple of their element size.
    const stored = new Uint8Array(file.subarray(offset, offset + bytes)).buffer;
    offset += bytes;
    if (offset > file.length) break;
    weights.set(entry.name, { dims: entry.shape, data: expand(entry, stored) });
  }
  if (offset !== file.length) {
    throw new EngineError(
      'model-invalid',
      `model ${name}: its weight file has ${file.length} bytes, the manifest says ${offset} or more`,
    );
  }
  return weights;
}

/** Undoes the quantisation of https://github.com/tensorflow/tfjs/blob/master/tfjs-core/src/io/io_utils.ts. */
function expand({ dtype, quantization }: WeightEntry, stored: ArrayBuffer): Float32Array | Int32Array {
  if (quantization === undefined) return dtype === 'int32' ? new Int32Array(stored) : new Float32Array(stored);
  if (quantization.dtype === 'float16') return Float32Array.from(new Float16Array(stored));
  const { scale = 1, min = 0 } = quantization;
  const levels = quantization.dtype === 'uint8' ? new Uint8Array(stored) : new Uint16Array(stored);
  if (dtype === 'int32') return Int32Array.from(levels, (level) => Math.round(level * scale + min));
  return Float32Array.from(levels, (level) => level * scale + min);
}

function base64Text(text: string | undefined): string | undefined {
  return text === undefined ? undefined : Buffer.from(text, 'base64').toString();
}
