/** The work of a thread that finds and processes faces with networks: everything that runs one or touches many pixels. */

import { needsTargetAttributes } from '../chain-models.ts';
import type { CheckedProcess } from '../checked-process-options.ts';
import type { Region } from '../decode/film.ts';
import { chooseFaces, type FaceChoice } from '../faces/choose.ts';
import { createLandmarkFaces, type FaceWants } from '../faces/find-landmark-faces.ts';
import type { LandmarkFace } from '../faces/landmark-face.ts';
import { scaleFace } from '../faces/scale-face.ts';
import type { Frame } from '../frame/frame.ts';
import { createContentAnalyser } from '../moderate/content-analyser.ts';
import { openSessions } from '../onnx/sessions.ts';
import type { ModelRun } from '../process-options.ts';
import type { MeanEmbedding, NetworkSource, SourceIdentity } from '../swap/networks/identity.ts';
import { openModelStore } from '../weights/store.ts';
import { createChain } from './chain.ts';
import { Clock, type StageMs } from './clock.ts';
import type { WorkSign } from './work-sign.ts';
import type { Work, WorkConfig } from './work-threads.ts';

type ChainConfig = Pick<
  CheckedProcess,
  'processors' | 'detector' | 'landmarker' | 'selector' | 'mask' | 'providers' | 'deviceId'
>;

export interface ProcessWorkConfig extends WorkConfig, ChainConfig {
  /** Threads inside one run of a network. */
  readonly runThreads: number;
}

export interface ProcessWork extends Work {
  /** Opens and checks the chain's networks, so that a bad one is told before any work is done. */
  open(input: undefined): Promise<void>;
  /** All faces of a picture, surest first; described as the choice among targets asks for unless `wants` says otherwise. */
  find(input: { frame: Frame; wants: FaceWants | undefined }): Promise<{ faces: LandmarkFace[]; ms: StageMs }>;
  /** Whether the content networks find a picture unfit. */
  judge(input: { frame: Frame }): Promise<{ flagged: boolean; ms: StageMs }>;
  /** What each face swapper of the chain needs of the source's pictures. */
  prepare(input: { sources: readonly NetworkSource[]; person: MeanEmbedding | undefined }): Promise<SourceIdentity[]>;
  /** Whom `process` puts in, and whose faces it changes. */
  wear(input: { identities: readonly SourceIdentity[]; choice: FaceChoice }): Promise<void>;
  /** Runs the chain over a frame, in place; looks for faces unless they are given. */
  process(input: { frame: Frame; faces: readonly LandmarkFace[] | undefined }): Promise<{
    changed: Region[];
    /** How many faces were chosen. */
    faces: number;
    /** The frame in its new size, where a processor gave it one. */
    enlarged: Frame | undefined;
    ms: StageMs;
  }>;
  /** Where each network ran, and for how long. */
  report(input: undefined): Promise<ModelRun[]>;
}

export function createProcessWork(config: ProcessWorkConfig, sign: WorkSign): ProcessWork & AsyncDisposable {
  const clock = new Clock();
  const { providers, deviceId, runThreads } = config;
  const sessions = openSessions(openModelStore(config.modelFolder), { providers, deviceId, threads: runThreads }, () =>
    sign.throwIfStopped(),
  );
  const { detector, landmarker } = config;
  const time = clock.timeAsync.bind(clock);
  const finder = createLandmarkFaces(sessions, { detector, landmarker, time });
  const content = createContentAnalyser(sessions);
  const chain = createChain(sessions, config, time);
  const targetWants: FaceWants = {
    embedding: config.selector.mode === 'reference' || chain.needsTargetEmbedding,
    attributes: needsTargetAttributes(config),
  };
  let choice: FaceChoice | undefined;

  return {
    open: () => chain.open(),
    async find({ frame, wants }) {
      return { faces: await finder.find(frame, wants ?? targetWants), ms: clock.read() };
    },
    async judge({ frame }) {
      const { flagged } = await time('moderate', () => content.judge(frame));
      return { flagged, ms: clock.read() };
    },
    prepare: ({ sources, person }) => chain.prepare(sources, person),
    async wear(input) {
      chain.wear(input.identities);
      choice = input.choice;
    },
    async process({ frame, faces: given }) {
      if (choice === undefined) throw new Error('process was asked before it was said whose faces');
      const found = chain.needsFaces ? (given ?? (await finder.find(frame, targetWants))) : [];
      const faces = chooseFaces(found, choice);
      const { changed, result } = await chain.run(frame, (width) =>
        width === frame.width ? faces : faces.map((face) => scaleFace(face, width / frame.width)),
      );
      return { changed, faces: faces.length, enlarged: result === frame ? undefined : result, ms: clock.read() };
    },
    async report() {
      const ranOn = sessions.providers();
      return [...sessions.runMs()].map(([model, ms]) => ({ model, provider: ranOn.get(model)!, ms }));
    },
    async runMs() {
      return [...sessions.runMs().values()].reduce((sum, ms) => sum + ms, 0);
    },
    [Symbol.asyncDispose]: () => sessions[Symbol.asyncDispose](),
  };
}
