import type { Session, Tensor } from '../src/onnx/session.ts';
import type { Sessions } from '../src/onnx/sessions.ts';

/** A network that a test makes up: what its graph says of its input, and what it answers. */
export interface ScriptedNetwork {
  readonly dims: readonly (number | string)[];
  answer(input: Tensor): readonly (readonly number[] | Float32Array)[];
}

/** Sessions of made-up networks with one input `input`. Remembers who ran, and a copy of what each saw. */
export class ScriptedSessions implements Sessions {
  readonly ran: string[] = [];
  readonly seen: Tensor[] = [];
  readonly #networks: Readonly<Record<string, ScriptedNetwork>>;

  constructor(networks: Readonly<Record<string, ScriptedNetwork>>) {
    this.#networks = networks;
  }

  async open(model: string): Promise<Session> {
    const network = this.#networks[model];
    if (network === undefined) throw new Error(`nobody was to open ${model}`);
    const outputs = Array.from({ length: 12 }, (_, index) => `output_${index}`);
    return {
      ...{ provider: 'cpu', inputs: ['input'], outputs, runMs: 0 },
      inputDims: (name) => (name === 'input' ? network.dims : undefined),
      run: async ({ input }) => {
        this.ran.push(model);
        this.seen.push({ data: input!.data.slice(), dims: input!.dims });
        const answers = network.answer(input!);
        return Object.fromEntries(
          answers.map((data, index) => [outputs[index]!, { data: Float32Array.from(data), dims: [data.length] }]),
        );
      },
      [Symbol.asyncDispose]: async () => {},
    };
  }

  async path(model: string): Promise<string> {
    throw new Error(`${model} has no file`);
  }

  runMs(): ReadonlyMap<string, number> {
    return new Map();
  }

  providers(): ReadonlyMap<string, string> {
    return new Map();
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}
