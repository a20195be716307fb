import { EngineError } from '../errors.ts';
import { allocateFrame, type Frame } from '../frame/frame.ts';
import { sampleRgb } from '../frame/sample.ts';
import { requireContract } from '../onnx/contract.ts';
import { resultOf } from '../onnx/result.ts';
import type { Session } from '../onnx/session.ts';
import type { Sessions } from '../onnx/sessions.ts';
import { type FrameEnhancerModel, type FrameEnhancerNetwork, frameEnhancerNetworks } from './frame-enhancer-models.ts';
import { type TilePlanes, TileWriter } from './tile-writer.ts';
import { layTiles, type Tile } from './tiles.ts';

export interface FrameEnhancerSettings {
  readonly model: FrameEnhancerModel;
  /** 0 = only enlarged (bilinearly; the network does not run), 1 = all new. */
  readonly blend: number;
}

/** Enlarges whole frames by a network. */
export interface FrameEnhancer {
  /** Width and height of a result ÷ those of the frame. */
  readonly scale: number;
  /** Opens and checks the network, so that a wrong file is found before the work begins. */
  open(): Promise<void>;
  /**
   * A new frame, `scale` times as wide and as high, in the same pixel format and colours. Beside the result it needs memory for one
   * batch of tiles. Errors: those of `Sessions.open`, and `model-invalid` (the file is another network).
   */
  enhance(frame: Frame): Promise<Frame>;
}

/** Pixels that a batch of tiles may have, as the network sees them and as it gives them: 4 tiles of 256², made four times as wide. */
const MOST_PIXELS_IN = 2 ** 18;
const MOST_PIXELS_OUT = 2 ** 22;

/** Opens nothing yet. */
export function createFrameEnhancer(sessions: Sessions, { model, blend }: FrameEnhancerSettings): FrameEnhancer {
  const network = frameEnhancerNetworks[model];
  const { scale, tile } = network;
  const side = tile.side * scale;
  // A graph that failed on a batch, which its free axis seemed to allow, gets one tile at a time from then on.
  let mayBatch = true;

  const open = async (): Promise<Session> => {
    const session = await sessions.open(model);
    requireContract(model, session, { inputs: { input: [1, 3, tile.side, tile.side] }, outputs: 1 });
    return session;
  };

  async function* enhanceTiles(frame: Frame, tiles: readonly Tile[]): AsyncGenerator<[Tile, TilePlanes]> {
    const session = await open();
    for (let first = 0; first < tiles.length; ) {
      const left = tiles.length - first;
      // Batches as equal as can be: some runtimes plan anew for each size.
      const count = mayBatch ? Math.ceil(left / Math.ceil(left / batchOf(session, network))) : 1;
      const some = tiles.slice(first, first + count);
      const seen = readTiles(frame, some, tile.side);
      try {
        const input = { data: seen, dims: [count, 3, tile.side, tile.side] };
        const made = resultOf(model, session, await session.run({ input }), [count, 3, side, side]);
        first += count;
        for (const [index, each] of some.entries()) yield [each, planesOf(index, seen, made)];
      } catch (error) {
        if (count === 1 || !(error instanceof EngineError && error.code === 'model-invalid')) throw error;
        mayBatch = false;
      }
    }
  }

  async function* keepTiles(frame: Frame, tiles: readonly Tile[]): AsyncGenerator<[Tile, TilePlanes]> {
    const made = new Float32Array(side * side * 3);
    for (const each of tiles) yield [each, planesOf(0, readTiles(frame, [each], tile.side), made)];
  }

  const planesOf = (index: number, seen: Float32Array, made: Float32Array): TilePlanes => {
    const planeOf = (all: Float32Array, size: number) => all.subarray(index * size, (index + 1) * size);
    return { seen: planeOf(seen, tile.side ** 2 * 3), made: planeOf(made, side ** 2 * 3), side: tile.side };
  };

  return {
    scale,
    async open() {
      if (blend > 0) await open();
    },
    async enhance(frame) {
      const enlarged = allocateFrame({ ...frame, width: frame.width * scale, height: frame.height * scale });
      const writer = new TileWriter(enlarged, scale, blend);
      const tiles = layTiles(frame.width, frame.height, tile);
      const made = blend === 0 ? keepTiles(frame, tiles) : enhanceTiles(frame, tiles);
      for await (const [each, planes] of made) writer.write(each, planes);
      return enlarged;
    },
  };
}

/** How many tiles a network may be given at once. */
function batchOf(session: Session, { scale, tile }: FrameEnhancerNetwork): number {
  const axis = session.inputDims('input')?.[0];
  // A free axis has a name, or no size.
  if (typeof axis === 'number' && axis > 0) return 1;
  const pixels = tile.side ** 2;
  return Math.max(1, Math.floor(Math.min(MOST_PIXELS_IN / pixels, MOST_PIXELS_OUT / (pixels * scale ** 2))));
}

/** What the network sees of each tile: RGB planes 0..1, black outside the frame. */
function readTiles(frame: Frame, tiles: readonly Tile[], side: number): Float32Array {
  const values = side * side * 3;
  const data = new Float32Array(tiles.length * values);
  const aspect = frame.pixelAspect;
  for (const [index, { left, top }] of tiles.entries()) {
    const out = data.subarray(index * values, (index + 1) * values);
    const options = { planar: true, border: 0, scale: 1 / 255 } as const;
    sampleRgb(frame, [aspect, 0, left * aspect, 0, 1, top], side, side, out, options);
  }
  return data;
}
