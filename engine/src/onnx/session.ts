import { basename } from 'node:path';
import ort from 'onnxruntime-node';
import { EngineError } from '../errors.ts';
import type { Provider } from '../swap-options.ts';
import { providerOptions, type RuntimeProvider, reasonOf, resolveProviders } from './providers.ts';

/**
 * A block of float32 numbers, row after row; `data` may lie in shared memory. Graphs may hold other types: halves, doubles and
 * whole numbers are converted on the way in and out.
 */
export interface Tensor {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

/** A loaded model. `run` blocks the JavaScript thread for as long as the model computes: use it in worker threads. */
export interface Session extends AsyncDisposable {
  /** Where the model runs: the first of the providers that opened it, `auto` resolved. Those after it do what it cannot. */
  readonly provider: Exclude<Provider, 'auto'>;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** An input's shape as the graph states it; free sizes have a name. Undefined when there is no such input. */
  inputDims(name: string): readonly (number | string)[] | undefined;
  /** Milliseconds spent inside model runs so far. */
  readonly runMs: number;
  /** Computes all outputs. Errors: `model-invalid` names the tensor that is missing, misshapen or of another kind. */
  run(inputs: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor>>;
}

export interface SessionOptions {
  /** In order of preference; `auto` stands for the best that works here. One that is not present is an error. */
  readonly providers: readonly Provider[];
  /** Threads inside one run, the calling one included. */
  readonly threads: number;
  /** Which of several devices of a kind; default 0. */
  readonly deviceId?: number;
}

/**
 * Loads an `.onnx` file, on the first of the providers that opens it: `provider` says which one that was.
 *
 * Errors: `model-missing` (no such file), `model-invalid` (not a model this runtime can load), `provider-unavailable`.
 */
export async function openSession(modelPath: string, options: SessionOptions): Promise<Session> {
  return openOn(modelPath, await resolveProviders(options.providers), options);
}

async function openOn(
  modelPath: string,
  [first, ...rest]: readonly [RuntimeProvider, ...RuntimeProvider[]],
  options: SessionOptions,
): Promise<Session> {
  try {
    return new OnnxSession(basename(modelPath), first, await createSession(modelPath, [first, ...rest], options));
  } catch (error) {
    const [second, ...others] = rest;
    const isAbsent = error instanceof EngineError && error.code === 'provider-unavailable';
    if (!isAbsent || second === undefined) throw error;
    return openOn(modelPath, [second, ...others], options);
  }
}

async function createSession(
  modelPath: string,
  providers: readonly RuntimeProvider[],
  options: SessionOptions,
): Promise<ort.InferenceSession> {
  try {
    return await ort.InferenceSession.create(modelPath, {
      executionProviders: providers.map((provider) => providerOptions(provider, options.deviceId ?? 0)),
      intraOpNumThreads: options.threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
      // Planned memory lives as long as the outputs that lie in it, until JavaScript collects them: 400 MB instead of 143.
      enableMemPattern: false,
      logSeverityLevel: 4,
      // Threads that spin while they wait would steal the cores from decode, encode and the other face threads.
      extra: { session: { intra_op: { allow_spinning: '0' } } },
    });
  } catch (cause) {
    throw openFailure(modelPath, providers, cause);
  }
}

function openFailure(modelPath: string, providers: readonly RuntimeProvider[], cause: unknown): EngineError {
  const reason = reasonOf(cause);
  const data = { model: modelPath, reason };
  if (/NO_SUCHFILE|File doesn't exist|No such file/i.test(reason)) {
    return new EngineError('model-missing', `no model file at ${modelPath}`, { cause, data });
  }
  if (providers[0] !== 'cpu' && /provider|adapter|backend|device|cuda|tensorrt|webgpu/i.test(reason)) {
    const message = `provider '${providers.join(', ')}' is installed but does not work here: ${reason}`;
    return new EngineError('provider-unavailable', message, { cause, data });
  }
  return new EngineError('model-invalid', `${modelPath} is not a model that can be loaded: ${reason}`, { cause, data });
}

class OnnxSession implements Session {
  readonly provider: Exclude<Provider, 'auto'>;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly #model: string;
  readonly #session: ort.InferenceSession;
  #runMs = 0;

  constructor(model: string, provider: Exclude<Provider, 'auto'>, session: ort.InferenceSession) {
    this.#model = model;
    this.provider = provider;
    this.#session = session;
    this.inputs = session.inputNames;
    this.outputs = session.outputNames;
  }

  inputDims(name: string): readonly (number | string)[] | undefined {
    const input = this.#session.inputMetadata.find((candidate) => candidate.name === name);
    return input?.isTensor ? input.shape : undefined;
  }

  get runMs(): number {
    return this.#runMs;
  }

  async run(inputs: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor>> {
    const feeds: Record<string, ort.Tensor> = {};
    for (const input of this.#session.inputMetadata) feeds[input.name] = this.#feed(input, inputs[input.name]);
    for (const name of Object.keys(inputs)) {
      if (!(name in feeds)) throw this.#invalid(`has no input '${name}'; it has ${this.inputs.join(', ')}`, name);
    }
    const results = await this.#compute(feeds);
    const outputs: Record<string, Tensor> = {};
    for (const [name, { data, dims }] of Object.entries(results)) {
      const numbers = toFloat32(data);
      if (numbers === undefined) throw this.#invalid(`output '${name}' is not numeric`, name);
      outputs[name] = { data: numbers, dims };
    }
    return outputs;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#session.release();
  }

  #feed(input: ort.InferenceSession.ValueMetadata, given: Tensor | undefined): ort.Tensor {
    const { name } = input;
    if (given === undefined) throw this.#invalid(`input '${name}' was not given`, name);
    const convert = input.isTensor ? inputTypes[input.type] : undefined;
    if (!input.isTensor || convert === undefined) {
      throw this.#invalid(`input '${name}' is neither a float nor a whole number`, name);
    }
    const fits =
      input.shape.length === given.dims.length &&
      input.shape.every((size, axis) => typeof size === 'string' || size === given.dims[axis]);
    const size = given.dims.reduce((product, dim) => product * dim, 1);
    if (!fits || size !== given.data.length) {
      const got = `${given.data.length} values of shape [${given.dims}]`;
      throw this.#invalid(`input '${name}' is [${input.shape}], not ${got}`, name);
    }
    return convert(given);
  }

  async #compute(feeds: Record<string, ort.Tensor>): Promise<ort.InferenceSession.OnnxValueMapType> {
    const start = performance.now();
    try {
      return await this.#session.run(feeds);
    } catch (cause) {
      throw this.#invalid(`failed while it ran: ${reasonOf(cause)}`, this.outputs.join(', '), cause);
    } finally {
      this.#runMs += performance.now() - start;
    }
  }

  #invalid(fault: string, tensor: string, cause?: unknown): EngineError {
    return new EngineError('model-invalid', `${this.#model} ${fault}`, { cause, data: { model: this.#model, tensor } });
  }
}

/** How float32 numbers become an input of each type that a graph may declare. */
const inputTypes: Readonly<Partial<Record<ort.Tensor.Type, (given: Tensor) => ort.Tensor>>> = {
  float32: ({ data, dims }) => new ort.Tensor('float32', data, dims),
  float64: ({ data, dims }) => new ort.Tensor('float64', Float64Array.from(data), dims),
  float16: ({ data, dims }) => new ort.Tensor('float16', new Uint16Array(new Float16Array(data).buffer), dims),
  int64: ({ data, dims }) =>
    new ort.Tensor(
      'int64',
      BigInt64Array.from(data, (value) => BigInt(Math.round(value))),
      dims,
    ),
  int32: ({ data, dims }) => new ort.Tensor('int32', Int32Array.from(data, Math.round), dims),
};

function toFloat32(data: ort.Tensor.DataType): Float32Array | undefined {
  if (data instanceof Float32Array) return data;
  if (data instanceof Float64Array || data instanceof Int32Array) return Float32Array.from(data);
  if (data instanceof BigInt64Array) return Float32Array.from(data, Number);
  if (data instanceof Float16Array) return Float32Array.from(data);
  // A runtime without the type hands out a half's bits.
  if (data instanceof Uint16Array)
    return Float32Array.from(new Float16Array(data.buffer, data.byteOffset, data.length));
  return undefined;
}
