/** The work of a face thread: everything that runs a network or touches many pixels. */
import { composite } from '../blend/composite.ts';
import type { BuiltInNetworks } from '../faces/built-in.ts';
import type { Description, Face } from '../faces/face.ts';
import { type FindOptions, findFaces } from '../faces/find.ts';
import { type FramePlan, type FrameSight, observeFrame } from '../faces/observe.ts';
import type { Frame } from '../frame/frame.ts';
import type { Region } from '../frame/region.ts';
import { type MeshIdentity, meshSwap } from '../swap/mesh/mesh-swap.ts';
import type { MeshStudy } from '../swap/mesh/study.ts';
import type { BlendOptions, SourceFace } from '../swap/swapper.ts';
import type { Provider } from '../swap-options.ts';
import { Clock, type StageMs, timedNetworks } from './clock.ts';
import type { WorkSign } from './work-sign.ts';

export interface FaceWorkConfig {
  readonly modelFolder: string;
  readonly providers: readonly Provider[];
  /** Threads inside one run of a network. */
  readonly runThreads: number;
}

export interface FoundFace {
  readonly face: Face;
  readonly description: Description | undefined;
}

/** One face to be drawn. */
export interface Drawing {
  readonly face: Face;
  readonly study: MeshStudy;
}

export interface FaceWork {
  /** Opens the sessions; answers where they run. */
  open(input: undefined): Promise<{ provider: string }>;
  /** All faces of a picture, best first. */
  find(input: { frame: Frame; options: FindOptions; describe: boolean }): Promise<{ found: FoundFace[]; ms: StageMs }>;
  /** Follows and finds the faces of a film's frame, and studies each. */
  observe(input: {
    frame: Frame;
    plan: FramePlan;
    minScore: number;
    /** Study every face; otherwise only those that were found anew. */
    studyAll: boolean;
  }): Promise<{ sight: FrameSight; studies: (MeshStudy | undefined)[]; ms: StageMs }>;
  /** Studies faces that are already known. */
  study(input: { frame: Frame; faces: readonly Face[] }): Promise<{ studies: MeshStudy[]; ms: StageMs }>;
  /** Reads an identity from pictures of one person. */
  prepare(input: { sources: readonly SourceFace[] }): Promise<MeshIdentity>;
  /** The identity that `draw` uses from now on. */
  wear(input: MeshIdentity): Promise<void>;
  /** Draws the worn identity over faces, in place; answers the changed regions. */
  draw(input: {
    frame: Frame;
    drawings: readonly Drawing[];
    options: BlendOptions;
  }): Promise<{ changed: Region[]; ms: StageMs }>;
  /** Milliseconds spent inside model runs so far. */
  runMs(input: undefined): Promise<number>;
}

/** The work of one thread, which ends with `canceled` between two runs of a network once `sign` says stop. */
export function createFaceWork(config: FaceWorkConfig, sign: WorkSign): FaceWork & AsyncDisposable {
  const clock = new Clock();
  let opening: Promise<BuiltInNetworks> | undefined;
  let identity: MeshIdentity | undefined;
  const networks = () => {
    opening ??= openNetworks(config);
    return opening;
  };
  /** The networks if they are open; whoever asked for them was told why they are not. */
  const opened = () => opening?.catch(() => undefined);
  const timed = async () => timedNetworks(await networks(), clock, () => sign.throwIfStopped());
  const study = (frame: Frame, face: Face) => clock.time('study', () => meshSwap.study(frame, face));

  return {
    async open() {
      return { provider: (await networks()).provider };
    },
    async find({ frame, options, describe }) {
      const seeing = await timed();
      const found: FoundFace[] = [];
      for (const face of await findFaces(seeing, frame, options)) {
        found.push({ face, description: describe ? await seeing.describer.describe(frame, face) : undefined });
      }
      return { found, ms: clock.read() };
    },
    async observe({ frame, plan, minScore, studyAll }) {
      const sight = await observeFrame(await timed(), frame, plan, { minScore });
      const studies = sight.faces.map(({ id, face }) =>
        studyAll || id === undefined ? study(frame, face) : undefined,
      );
      return { sight, studies, ms: clock.read() };
    },
    async study({ frame, faces }) {
      return { studies: faces.map((face) => study(frame, face)), ms: clock.read() };
    },
    prepare({ sources }) {
      return meshSwap.prepare(sources);
    },
    async wear(next) {
      identity = next;
    },
    async draw({ frame, drawings, options }) {
      if (identity === undefined) throw new Error('draw was asked before an identity was worn');
      const changed: Region[] = [];
      for (const drawing of drawings) {
        const started = performance.now();
        const patch = await meshSwap.swap(frame, drawing.face, drawing.study, identity, options);
        clock.add('swap', performance.now() - started);
        if (patch.width === 0 || patch.height === 0) continue;
        clock.time('blend', () => composite(frame, patch));
        changed.push({ x: patch.x, y: patch.y, width: patch.width, height: patch.height });
      }
      return { changed, ms: clock.read() };
    },
    async runMs() {
      return (await opened())?.runMs() ?? 0;
    },
    async [Symbol.asyncDispose]() {
      await (await opened())?.[Symbol.asyncDispose]();
    },
  };
}

async function openNetworks({ modelFolder, providers, runThreads }: FaceWorkConfig): Promise<BuiltInNetworks> {
  // Loaded only now: a thread that only draws starts sooner and smaller without the runtime.
  const [{ openBuiltInNetworks }, { openModelStore }] = await Promise.all([
    import('../faces/built-in.ts'),
    import('../weights/store.ts'),
  ]);
  return openBuiltInNetworks(openModelStore(modelFolder), { providers, threads: runThreads });
}
