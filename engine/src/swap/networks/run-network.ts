import { EngineError } from '../../errors.ts';
import type { Picture } from '../../frame/picture.ts';
import { requireContract } from '../../onnx/contract.ts';
import { resultOf } from '../../onnx/result.ts';
import type { Session } from '../../onnx/session.ts';
import type { Sessions } from '../../onnx/sessions.ts';
import { type SourceIdentity, sourceDims } from './identity.ts';
import { type SwapperModel, type SwapperNetwork, swapperNetworks } from './models.ts';
import { joinPart, splitCrop } from './pixel-boost.ts';

/** Parts that go through a network together; more would want gigabytes for what they compute on the way. */
const MOST_TOGETHER = 16;

/** Runs one network over crops. */
export interface NetworkRunner {
  /** Opens and checks the network. */
  open(): Promise<void>;
  /** The new face in a crop whose side is a multiple of the network's own. */
  run(crop: Picture, source: SourceIdentity): Promise<Picture>;
}

export function createRunner(sessions: Sessions, model: SwapperModel): NetworkRunner {
  const network = swapperNetworks[model];
  /** Input buffers between runs; as many as there were runs at a time. */
  const spare: Float32Array[] = [];
  let together = MOST_TOGETHER;

  const open = async (): Promise<Session> => {
    const session = await sessions.open(model);
    requireContract(model, session, contractOf(network));
    if (!takesBatches(session)) together = 1;
    return session;
  };

  /** The results of `count` parts. */
  const runParts = async (session: Session, target: Float32Array, source: SourceIdentity, count: number) => {
    const dims = [count, 3, network.size, network.size];
    const results = await session.run({
      target: { data: target, dims },
      source: { data: repeat(source.data, count), dims: [count, ...source.dims.slice(1)] },
    });
    return resultOf(model, session, results, dims);
  };

  /** Runs all parts of `target`, `most` at a time. */
  const runAll = async (session: Session, target: Float32Array, source: SourceIdentity, most: number, out: Picture) => {
    const length = 3 * network.size ** 2;
    const parts = target.length / length;
    for (let first = 0; first < parts; first += most) {
      const count = Math.min(most, parts - first);
      const planes = await runParts(session, target.subarray(first * length, (first + count) * length), source, count);
      for (let part = 0; part < count; part++) joinPart(planes.subarray(part * length), first + part, network, out);
    }
  };

  return {
    async open() {
      await open();
    },
    async run(crop, source) {
      const session = await open();
      const { length } = crop.rgb;
      const spared = spare.pop();
      const target = spared?.length === length ? spared : new Float32Array(length);
      const swapped = { width: crop.width, height: crop.height, rgb: new Float32Array(length) };
      const most = Math.min(together, (crop.width / network.size) ** 2);
      try {
        splitCrop(crop, network, target);
        await runAll(session, target, source, most, swapped).catch(async (cause: unknown) => {
          // Exporters may call the axis free and yet write a shape of one crop into the graph.
          if (most === 1 || !isInvalid(cause)) throw cause;
          together = 1;
          await runAll(session, target, source, 1, swapped);
        });
      } finally {
        spare.push(target);
      }
      return swapped;
    },
  };
}

function isInvalid(cause: unknown): boolean {
  return cause instanceof EngineError && cause.code === 'model-invalid';
}

function contractOf({ size, source }: SwapperNetwork) {
  return { inputs: { target: [1, 3, size, size], source: sourceDims(source) }, outputs: 1 };
}

/** Whether the graph leaves the number of crops, and of sources, free. */
function takesBatches(session: Session): boolean {
  return ['target', 'source'].every((input) => {
    const size = session.inputDims(input)?.[0];
    return typeof size === 'string' || size === -1;
  });
}

function repeat(data: Float32Array, count: number): Float32Array {
  if (count === 1) return data;
  const repeated = new Float32Array(data.length * count);
  for (let i = 0; i < count; i++) repeated.set(data, i * data.length);
  return repeated;
}
