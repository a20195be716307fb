import { type ExitCode, exitCodes } from '@mirrorworks/contract';
import { defineFaceFusionCommand, type Request } from '../../facefusion/define.ts';
import {
  addStep,
  insertStep,
  type Job,
  type JobStatus,
  remixStep,
  removeStep,
  withStatus,
} from '../../facefusion/jobs/job.ts';
import type { JobStore } from '../../facefusion/jobs/job-store.ts';
import { toArgs } from '../../facefusion/jobs/step-args.ts';
import {
  configPath,
  fileGroups,
  haltOnError,
  jobsPath,
  logLevel,
  outputPath,
  sourcePaths,
  stepGroups,
} from '../../facefusion/options/index.ts';
import { jobIdWord, jobStatusWord, stepIndexWord } from '../../facefusion/positional.ts';
import { wrongUse } from '../../failure.ts';
import { table } from '../../table.ts';
import { eachJob, openStore } from './each-job.ts';

const plain = [jobsPath, logLevel] as const;
const withSteps = [configPath, jobsPath, ...fileGroups, ...stepGroups, logLevel] as const;
const remixed = [configPath, jobsPath, sourcePaths, outputPath, ...stepGroups, logLevel] as const;

/** `mirrorworks job-list`. Ends with 1 when there is no such job. */
const jobList = defineFaceFusionCommand({
  name: 'job-list',
  about: 'List the jobs of a status: drafted, queued, completed or failed.',
  positionals: [jobStatusWord],
  groups: plain,
  examples: ['job-list drafted', 'job-list failed --jobs-path .jobs'],
  async run(request) {
    const { terminal } = request.context;
    const status = request.positionals[0] as JobStatus;
    const store = await openStore(request);
    const rows = await Promise.all((await store.ids(status)).map((id) => row(store, id, status, request)));
    const known = rows.filter((cells) => cells !== undefined);
    if (known.length === 0) {
      terminal.tell(`there is no ${status} job in ${store.folder}`);
      return exitCodes.internal;
    }
    const head = ['job id', 'steps', 'date created', 'date updated', 'job status'];
    for (const line of table([head, ...known])) terminal.print(line);
    return exitCodes.done;
  },
});

const jobCreate = defineFaceFusionCommand({
  name: 'job-create',
  about: 'Create a job without steps.',
  positionals: [jobIdWord],
  groups: plain,
  examples: ['job-create wedding'],
  run: (request) =>
    oneJob(request, 'created', async (store, id) => {
      await store.create(id);
    }),
});

const jobSubmit = defineFaceFusionCommand({
  name: 'job-submit',
  about: 'Put a drafted job into the queue.',
  positionals: [jobIdWord],
  groups: plain,
  examples: ['job-submit wedding'],
  run: (request) => oneJob(request, 'queued', submit),
});

const jobSubmitAll = defineFaceFusionCommand({
  name: 'job-submit-all',
  about: 'Put all drafted jobs into the queue.',
  groups: [...plain, haltOnError],
  examples: ['job-submit-all --halt-on-error'],
  run: (request) => eachJob(request, ['drafted'], submit),
});

const jobDelete = defineFaceFusionCommand({
  name: 'job-delete',
  about: 'Delete a job, whatever its status.',
  positionals: [jobIdWord],
  groups: plain,
  examples: ['job-delete wedding'],
  run: (request) => oneJob(request, 'deleted', (store, id) => store.remove(id)),
});

const jobDeleteAll = defineFaceFusionCommand({
  name: 'job-delete-all',
  about: 'Delete all jobs.',
  groups: [...plain, haltOnError],
  examples: ['job-delete-all'],
  run: (request) => eachJob(request, ['drafted', 'queued', 'failed', 'completed'], (store, id) => store.remove(id)),
});

const jobAddStep = defineFaceFusionCommand({
  name: 'job-add-step',
  about: 'Add a step to a job, with the options of headless-run.',
  positionals: [jobIdWord],
  groups: withSteps,
  examples: ['job-add-step wedding -s anna.jpg -t party.jpg -o out.jpg'],
  run: (request) => changeSteps(request, 'a step was added', (job) => addStep(job, argsOf(request))),
});

const jobRemixStep = defineFaceFusionCommand({
  name: 'job-remix-step',
  about: 'Add a step that works on the result of another: its index from 0, or -1 for the last.',
  positionals: [jobIdWord, stepIndexWord],
  groups: remixed,
  examples: ['job-remix-step wedding 0 --processors face_enhancer -o out.jpg'],
  run: (request) =>
    changeSteps(request, 'a step was added', (job, id) => remixStep(job, id, indexOf(request), argsOf(request))),
});

const jobInsertStep = defineFaceFusionCommand({
  name: 'job-insert-step',
  about: 'Put a step before another: its index from 0, or -1 for the last.',
  positionals: [jobIdWord, stepIndexWord],
  groups: withSteps,
  examples: ['job-insert-step wedding 0 -s anna.jpg -t party.jpg -o out.jpg'],
  run: (request) =>
    changeSteps(request, 'a step was inserted', (job) => insertStep(job, indexOf(request), argsOf(request))),
});

const jobRemoveStep = defineFaceFusionCommand({
  name: 'job-remove-step',
  about: 'Remove a step from a job: its index from 0, or -1 for the last.',
  positionals: [jobIdWord, stepIndexWord],
  groups: plain,
  examples: ['job-remove-step wedding 0'],
  run: (request) => changeSteps(request, 'a step was removed', (job) => removeStep(job, indexOf(request))),
});

/** The commands that list and change jobs. */
export const jobEditors = [
  ...[jobList, jobCreate, jobSubmit, jobSubmitAll, jobDelete, jobDeleteAll],
  ...[jobAddStep, jobRemixStep, jobInsertStep, jobRemoveStep],
];

async function oneJob(
  request: Request,
  done: string,
  change: (store: JobStore, id: string) => Promise<void>,
): Promise<ExitCode> {
  const [id = ''] = request.positionals;
  await change(await openStore(request), id);
  if (request.says.progress) request.context.terminal.tell(`job ${id}: ${done}`);
  return exitCodes.done;
}

function changeSteps(request: Request, done: string, change: (job: Job, id: string) => Job): Promise<ExitCode> {
  return oneJob(request, done, async (store, id) => {
    await store.update(id, (job) => change(job, id));
  });
}

async function submit(store: JobStore, id: string): Promise<void> {
  const status = await store.statusOf(id);
  const job = await store.read(id);
  if (status !== 'drafted') throw wrongUse(`job ${id} is ${status}, not drafted`, { job: id });
  if (job.steps.length === 0) throw wrongUse(`job ${id} has no steps`, { job: id });
  await store.update(id, (now) => withStatus(now, 'queued'));
  await store.move(id, 'queued');
}

function argsOf(request: Request) {
  return toArgs(request.settle<Record<string, unknown>>([...fileGroups, ...stepGroups]).values);
}

function indexOf({ positionals: [, index = ''] }: Request): number {
  return Number(index);
}

async function row(store: JobStore, id: string, status: JobStatus, { note }: Request) {
  try {
    const { steps, date_created: created, date_updated: updated } = await store.read(id);
    return [id, steps.length, timeAgo(created), updated === null ? '' : timeAgo(updated), status];
  } catch (error) {
    note(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

function timeAgo(iso: string): string {
  const minutes = Math.floor((Date.now() - Date.parse(iso)) / 60_000);
  if (Number.isNaN(minutes)) return iso;
  if (minutes < 1) return 'just now';
  const parts = [
    [Math.floor(minutes / 1440), 'd'],
    [Math.floor(minutes / 60) % 24, 'h'],
    [minutes % 60, 'min'],
  ] as const;
  return `${parts.flatMap(([count, unit]) => (count > 0 ? [`${count} ${unit}`] : [])).join(' ')} ago`;
}
