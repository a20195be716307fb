/** The work of a thread that finds and processes faces with networks: everything that runs one or touches many pixels. */

import { needsTargetAttributes } from '../chain-models.ts';
import type { CheckedProcess } from '../checked-process-options.ts';
import { chooseFaces, type FaceChoice } from '../faces/choose.ts';
import { detectorFiles } from '../faces/detectors/detect.ts';
import type { Detection } from '../faces/face.ts';
import { createLandmarkFaces, type FaceWants } from '../faces/find-landmark-faces.ts';
import type { FaceDescription } from '../faces/known-faces.ts';
import type { LandmarkFace } from '../faces/landmark-face.ts';
import { landmarkerFiles } from '../faces/landmarkers/landmark.ts';
import { scaleFace } from '../faces/scale-face.ts';
import { type Signature, signatureOf } from '../faces/signature.ts';
import type { Frame } from '../frame/frame.ts';
import type { Region } from '../frame/region.ts';
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

/** A face to be processed: as it was detected, or whole; and what is known of who it is. */
export interface SeenFace {
  readonly detection: Detection | LandmarkFace;
  readonly known: FaceDescription | undefined;
}

export interface ProcessWork extends Work {
  /** Opens and checks the networks that find faces, or those of the chain, so that a bad one is told before any work is done. */
  open(input: { part: Skill }): Promise<void>;
  /** Where the faces of a picture are, surest first, and what the picture looks like as a whole. */
  detect(input: { frame: Frame }): Promise<{ detections: Detection[]; signature: Signature; ms: StageMs }>;
  /** Detected faces with all their points; described as the choice among targets asks for unless `wants` says otherwise. */
  complete(input: {
    frame: Frame;
    detections: readonly Detection[];
    wants: FaceWants | undefined;
  }): Promise<{ faces: LandmarkFace[]; ms: StageMs }>;
  /** Whether the content networks find a picture unfit. */
  judge(input: { frame: Frame }): Promise<{ flagged: boolean; ms: StageMs }>;
  /** What each face swapper of the chain needs of the source's pictures. */
  prepare(input: { sources: readonly NetworkSource[]; person: MeanEmbedding | undefined }): Promise<SourceIdentity[]>;
  /** Whom `process` puts in, and whose faces it changes. */
  wear(input: { identities: readonly SourceIdentity[]; choice: FaceChoice }): Promise<void>;
  /** Runs the chain over a frame, in place. */
  process(input: { frame: Frame; seen: readonly SeenFace[] }): Promise<{
    changed: Region[];
    /** How many faces were chosen. */
    faces: number;
    /** What was found out of each face that was seen, or known before. */
    descriptions: FaceDescription[];
    /** The frame in its new size, where a processor gave it one. */
    enlarged: Frame | undefined;
    ms: StageMs;
  }>;
  /** Where each network ran, and for how long. */
  report(input: undefined): Promise<ModelRun[]>;
}

/** Kinds of work that need models of their own: a thread that has opened them is asked again. */
export type Skill = 'detect' | 'process';

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
    async open({ part }) {
      const landmarkers = ['fan_68_5', ...(landmarker.score > 0 ? landmarkerFiles(landmarker.model) : [])];
      const files = part === 'detect' ? detectorFiles(detector.model) : chain.needsFaces ? landmarkers : [];
      for (const file of files) await sessions.open(file);
      if (part === 'process') await chain.open();
    },
    async detect({ frame }) {
      return { detections: await finder.detect(frame), signature: signatureOf(frame), ms: clock.read() };
    },
    async complete({ frame, detections, wants = targetWants }) {
      const faces: LandmarkFace[] = [];
      for (const detection of detections) faces.push(await finder.complete(frame, detection, wants));
      return { faces, ms: clock.read() };
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
    async process({ frame, seen }) {
      if (choice === undefined) throw new Error('process was asked before it was said whose faces');
      const found: LandmarkFace[] = [];
      for (const { detection, known } of seen) {
        const wants = known === undefined ? targetWants : nothing;
        const face = isWhole(detection) ? detection : await finder.complete(frame, detection, wants);
        found.push({ ...face, ...known });
      }
      const faces = chooseFaces(found, choice);
      const { changed, result } = await chain.run(frame, (width) =>
        width === frame.width ? faces : faces.map((face) => scaleFace(face, width / frame.width)),
      );
      return {
        changed,
        faces: faces.length,
        descriptions: found.map(descriptionOf),
        enlarged: result === frame ? undefined : result,
        ms: clock.read(),
      };
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

const nothing: FaceWants = { embedding: false, attributes: false };

function isWhole(detection: Detection | LandmarkFace): detection is LandmarkFace {
  return 'alignment' in detection;
}

function descriptionOf({ embedding, attributes }: LandmarkFace): FaceDescription {
  return { ...(embedding && { embedding }), ...(attributes && { attributes }) };
}
