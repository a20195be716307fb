/** A job of FaceFusion's: steps that are done one after another, kept in one JSON file. */
import { wrongUse } from '../../failure.ts';
import { type jobStatuses, stepStatuses } from '../choices.ts';
import { stepOutput } from './step-output.ts';

export type JobStatus = (typeof jobStatuses)[number];
export type StepStatus = (typeof stepStatuses)[number];

/** Options of a step by FaceFusion's keys; null is the default. */
export type StepArgs = Readonly<Record<string, unknown>>;

export interface JobStep {
  readonly args: StepArgs;
  readonly status: StepStatus;
}

/** As in FaceFusion's files, so that each reads the other's. */
export interface Job {
  readonly version: string;
  /** ISO 8601 with the offset of the clock. */
  readonly date_created: string;
  readonly date_updated: string | null;
  readonly steps: readonly JobStep[];
}

export function newJob(now: Date): Job {
  return { version: '1', date_created: isoTime(now), date_updated: null, steps: [] };
}

/** The text of a job file as a job; `file` is for messages. */
export function readJob(text: string, file: string): Job {
  const job = parse(text, file);
  if (isJob(job)) return job;
  throw wrongUse(`${file} is not a job: version, date_created, date_updated and steps are needed`, { file });
}

export function addStep(job: Job, args: StepArgs): Job {
  return { ...job, steps: [...job.steps, { args, status: 'drafted' }] };
}

/** Puts a step before the one at `index`; below 0 is the last. */
export function insertStep(job: Job, index: number, args: StepArgs): Job {
  return { ...job, steps: job.steps.toSpliced(placeOf(job, index), 0, { args, status: 'drafted' }) };
}

export function removeStep(job: Job, index: number): Job {
  return { ...job, steps: job.steps.toSpliced(placeOf(job, index), 1) };
}

/** Adds a step that works on the result of the one at `index`. */
export function remixStep(job: Job, id: string, index: number, args: StepArgs): Job {
  const place = placeOf(job, index);
  return addStep(job, { ...args, target_path: stepOutput(id, place, job.steps[place]?.args['output_path']) ?? null });
}

export function withStatus(job: Job, status: StepStatus, which?: number): Job {
  const steps = job.steps.map((step, index) => (which === undefined || which === index ? { ...step, status } : step));
  return { ...job, steps };
}

/** Python reads an offset, but not `Z`, before 3.11. */
export function isoTime(now: Date): string {
  return now.toISOString().replace('Z', '+00:00');
}

function placeOf({ steps }: Job, index: number): number {
  const place = index < 0 ? steps.length - 1 : index;
  if (steps[place]) return place;
  const allowed = steps.length === 0 ? 'the job has no steps' : `0 to ${steps.length - 1}, or -1 for the last`;
  throw wrongUse(`there is no step ${index}: ${allowed}`, { step_index: String(index) });
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw wrongUse(`${file} is not JSON: ${cause instanceof Error ? cause.message : cause}`, { file });
  }
}

function isJob(value: unknown): value is Job {
  if (!isRecord(value)) return false;
  const { version, date_created: created, date_updated: updated, steps } = value;
  const dated = typeof created === 'string' && (updated === null || typeof updated === 'string');
  return typeof version === 'string' && dated && Array.isArray(steps) && steps.every(isStep);
}

function isStep(value: unknown): value is JobStep {
  return isRecord(value) && isRecord(value['args']) && stepStatuses.some((status) => status === value['status']);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
