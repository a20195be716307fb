import { basename } from 'node:path';
import ort from 'onnxruntime-node';
import { EngineError } from '../errors.ts';
import type { Provider } from '../swap-options.ts';
import { reasonOf, resolveProviders, runtimeName } from './providers.ts';

/** A block of float32 numbers, row after row; `data` may lie in shared memory. */
export interface Tensor {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

/** A loaded model. `run` blocks the JavaScript thread for as long as the model computes: use it in worker threads. */
export interface Session extends AsyncDisposable {
  /** Where the model runs: the first of the providers it was opened with, `auto` resolved. */
  readonly provider: Exclude<Provider, 'auto'>;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Milliseconds spent inside model runs so far. */
  readonly runMs: number;
  /** Computes all outputs. Errors: `model-invalid` names the tensor that is missing, misshapen or not float32. */
  run(inputs: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor>>;
}

export interface SessionOptions {
  /** In order of preference; `auto` stands for the best that opens here. One that is not present is an error. */
  readonly providers: readonly Provider[];
  /** Threads inside one run, the calling one included. */
  readonly threads: number;
}

/**
 * Loads an `.onnx` file.
 *
 * Errors: `model-missing` (no such file), `model-invalid` (not a model this runtime can load), `provider-unavailable`.
 */
export async function openSession(modelPath: string, options: SessionOptions): Promise<Session> {
  const [first, ...rest] = await resolveProviders(options.providers);
  const session = await createSession(modelPath, [first, ...rest].map(runtimeName), options.threads);
  return new OnnxSession(basename(modelPath), first, session);
}

async function createSession(modelPath: string, providers: string[], threads: number): Promise<ort.InferenceSession> {
  try {
    return await ort.InferenceSession.create(modelPath, {
      executionProviders: providers,
      intraOpNumThreads: threads,
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

function openFailure(modelPath: string, providers: readonly string[], cause: unknown): EngineError {
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
      if (!(data instanceof Float32Array)) throw this.#invalid(`output '${name}' is not float32`, name);
      outputs[name] = { data, dims };
    }
    return outputs;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#session.release();
  }

  #feed(input: ort.InferenceSession.ValueMetadata, given: Tensor | undefined): ort.Tensor {
    const { name } = input;
    if (given === undefined) throw this.#invalid(`input '${name}' was not given`, name);
    if (!input.isTensor || input.type !== 'float32') throw this.#invalid(`input '${name}' is not float32`, name);
    const fits =
      input.shape.length === given.dims.length &&
      input.shape.every((size, axis) => typeof size === 'string' || size === given.dims[axis]);
    const size = given.dims.reduce((product, dim) => product * dim, 1);
    if (!fits || size !== given.data.length) {
      const got = `${given.data.length} values of shape [${given.dims}]`;
      throw this.#invalid(`input '${name}' is [${input.shape}], not ${got}`, name);
    }
    return new ort.Tensor('float32', given.data, given.dims);
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
