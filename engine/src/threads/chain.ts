/** A chain of processors over one frame at a time. */
import { createFaceDebugger } from '../annotate/face-debugger.ts';
import type { CheckedProcess, CheckedProcessor } from '../checked-process-options.ts';
import { createFaceEnhancer } from '../enhance/face-enhancer.ts';
import { createFrameEnhancer } from '../enhance/frame-enhancer.ts';
import type { LandmarkFace } from '../faces/landmark-face.ts';
import type { Frame } from '../frame/frame.ts';
import type { Region } from '../frame/region.ts';
import type { Sessions } from '../onnx/sessions.ts';
import type { MeanEmbedding, NetworkSource, SourceIdentity } from '../swap/networks/identity.ts';
import { createNetworkSwapper, type NetworkSwapper } from '../swap/networks/network-swapper.ts';
import type { Stage } from '../swap-options.ts';

export type Timer = <T>(stage: Stage, work: () => Promise<T>) => Promise<T>;

/** The processors in their order, ready to run. Await one call before the next. */
export interface Chain {
  /** Whether target faces must be described: a swapper mixes their identity in. */
  readonly needsTargetEmbedding: boolean;
  /** Whether any processor looks at faces. */
  readonly needsFaces: boolean;
  /** Opens and checks all networks. */
  open(): Promise<void>;
  /** Each face swapper's view of the person in the pictures, in order. */
  prepare(sources: readonly NetworkSource[], person: MeanEmbedding | undefined): Promise<SourceIdentity[]>;
  /** What `prepare` gave, perhaps on another thread. */
  wear(identities: readonly SourceIdentity[]): void;
  /**
   * Runs all processors, in place; a processor that enlarges the frame gives a new one. `facesAt` gives the faces in a frame so many
   * pixels wide.
   */
  run(
    frame: Frame,
    facesAt: (width: number) => readonly LandmarkFace[],
  ): Promise<{ readonly result: Frame; readonly changed: Region[] }>;
}

/** One processor at work: says where it changed the frame, or gives a new frame. */
interface Step {
  open(): Promise<void>;
  run(frame: Frame, faces: readonly LandmarkFace[]): Promise<readonly Region[] | Frame>;
}

export function createChain(
  sessions: Sessions,
  config: Pick<CheckedProcess, 'processors' | 'mask'>,
  time: Timer,
): Chain {
  const swappers: NetworkSwapper[] = [];
  let identities: readonly SourceIdentity[] = [];
  const steps = config.processors.map((processor): Step => {
    if (processor.kind !== 'face-swapper') return stepOf(sessions, processor, config.mask, time);
    const swapper = createNetworkSwapper(sessions, { ...processor, mask: config.mask, time: swapTimer(time) });
    const place = swappers.push(swapper) - 1;
    return eachFace(swapper, (frame, face) => {
      const identity = identities[place];
      if (identity === undefined) throw new Error('a chain was run before it was said whom to put in');
      return swapper.swap(frame, face, identity);
    });
  });
  return {
    needsTargetEmbedding: swappers.some((swapper) => swapper.needsTargetEmbedding),
    needsFaces: config.processors.some(({ kind }) => kind !== 'frame-enhancer'),
    async open() {
      for (const step of steps) await step.open();
    },
    async prepare(sources, person) {
      const nobody = { embedding: new Float32Array(512), normalised: new Float32Array(512) };
      const prepared: SourceIdentity[] = [];
      for (const swapper of swappers) prepared.push(await swapper.prepare(sources, person ?? nobody));
      return prepared;
    },
    wear(next) {
      identities = next;
    },
    async run(frame, facesAt) {
      let result = frame;
      const changed: Region[] = [];
      for (const step of steps) {
        const done = await step.run(result, facesAt(result.width));
        if ('planes' in done) result = done;
        else changed.push(...done);
      }
      return { result, changed };
    },
  };
}

function stepOf(
  sessions: Sessions,
  processor: Exclude<CheckedProcessor, { kind: 'face-swapper' }>,
  mask: CheckedProcess['mask'],
  time: Timer,
): Step {
  switch (processor.kind) {
    case 'face-enhancer': {
      const enhancer = createFaceEnhancer(sessions, { ...processor, mask, time });
      return eachFace(enhancer, (frame, face) => enhancer.enhance(frame, face));
    }
    case 'frame-enhancer': {
      const enhancer = createFrameEnhancer(sessions, processor);
      return { open: () => enhancer.open(), run: (frame) => time('enhance', () => enhancer.enhance(frame)) };
    }
    case 'face-debugger': {
      const artist = createFaceDebugger(sessions, { ...processor, mask });
      return eachFace(artist, (frame, face) => time('blend', () => artist.draw(frame, face)));
    }
  }
}

function eachFace(
  owner: { open(): Promise<void> },
  work: (frame: Frame, face: LandmarkFace) => Promise<Region | undefined>,
): Step {
  return {
    open: () => owner.open(),
    async run(frame, faces) {
      const changed: Region[] = [];
      for (const face of faces) {
        const region = await work(frame, face);
        if (region !== undefined) changed.push(region);
      }
      return changed;
    },
  };
}

/** A swap's pieces under the stages that a report speaks of. */
function swapTimer(time: Timer): <T>(piece: 'crop' | 'mask' | 'model' | 'paste', work: () => Promise<T>) => Promise<T> {
  const stages = { crop: 'swap', mask: 'mask', model: 'swap', paste: 'blend' } as const;
  return (piece, work) => time(stages[piece], work);
}
