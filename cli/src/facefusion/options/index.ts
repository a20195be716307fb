import type { Group, Table, ValuesOf } from '../option.ts';
import * as faces from './faces.ts';
import * as output from './output.ts';
import * as paths from './paths.ts';
import { absent, processors } from './processors.ts';
import * as run from './run.ts';

/** What belongs to one step of a job, besides its files. */
export const stepGroups = [
  faces.faceDetector,
  faces.faceLandmarker,
  faces.faceSelector,
  faces.faceTracker,
  faces.faceMasker,
  output.voiceExtractor,
  output.frameExtraction,
  output.frameDistribution,
  output.outputCreation,
  output.workflow,
  processors,
  absent,
] as const;

/** What belongs to a run, whatever its steps are. */
export const runGroups = [
  run.execution,
  run.noDownload,
  run.memory,
  run.logLevel,
  output.retiredOutput,
  run.ours,
] as const;

/** The files of a step. */
export const fileGroups = [paths.sourcePaths, paths.targetPath, paths.outputPath] as const;

/** Where things lie while a job runs. */
export const placeGroups = [paths.configPath, paths.tempPath, paths.jobsPath] as const;

export const { configPath, jobsPath, outputPath, patterns, sourcePaths, targetPath, tempPath } = paths;
export const { downloadProviders, downloadScope, haltOnError, logLevel, ours } = run;

/** Every group that an ini file may speak of. */
export const allGroups: readonly Group[] = [
  ...placeGroups,
  ...fileGroups,
  paths.patterns,
  ...stepGroups,
  ...runGroups,
  run.downloadScope,
  run.haltOnError,
  run.window,
  run.benchmark,
];

/** Every option by its key, e.g. `face_detector_model`. */
export const allOptions: Table = Object.fromEntries(allGroups.flatMap(({ options }) => Object.entries(options)));

/** The keys that a job file keeps of each step. */
export const stepKeys: readonly string[] = [...fileGroups, ...stepGroups].flatMap(({ options }) =>
  Object.keys(options),
);

type All<Groups extends readonly Group[]> = UnionToIntersection<
  { [Index in keyof Groups]: ValuesOf<Groups[Index]['options']> }[number]
>;
type UnionToIntersection<U> = (U extends unknown ? (each: U) => void : never) extends (all: infer I) => void
  ? I
  : never;

/** Values of everything that one step needs, by FaceFusion's keys. */
export type StepValues = All<typeof stepGroups> & All<typeof fileGroups>;

/** Values of everything that a run of steps needs. */
export type RunValues = All<typeof runGroups> & All<typeof placeGroups>;
