import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EngineError } from '@mirrorworks/engine/errors';
import { wrongUse } from '../../failure.ts';
import { jobStatuses } from '../choices.ts';
import { isoTime, type Job, type JobStatus, newJob, readJob } from './job.ts';
import { jobId } from './job-id.ts';

/** Jobs in a folder: one file each, in the folder of its status. A file is always whole: it is written beside, then renamed. */
export class JobStore {
  readonly folder: string;
  readonly #now: () => Date;

  private constructor(folder: string, now: () => Date) {
    this.folder = folder;
    this.#now = now;
  }

  /** Makes the folders where they are missing. Error: `output-unwritable`. */
  static async open(folder: string, now = () => new Date()): Promise<JobStore> {
    const store = new JobStore(folder, now);
    await store.#change('--jobs-path', async () => {
      for (const status of jobStatuses) await mkdir(join(folder, status), { recursive: true });
    });
    return store;
  }

  /** Ids of the jobs of a status, the one changed longest ago first. */
  async ids(status: JobStatus): Promise<string[]> {
    const names = (await readdir(join(this.folder, status))).filter((name) => /^[^.].*\.json$/.test(name));
    const dated = await Promise.all(
      names.map(async (name) => ({ name, at: (await stat(join(this.folder, status, name))).mtimeMs })),
    );
    return dated.sort((a, b) => a.at - b.at || (a.name < b.name ? -1 : 1)).map(({ name }) => name.slice(0, -5));
  }

  /** Undefined when there is no such job. */
  async statusOf(id: string): Promise<JobStatus | undefined> {
    for (const status of jobStatuses) if (await exists(this.#path(id, status))) return status;
    return undefined;
  }

  /** Errors: `option-invalid` when there is no such job, or its file is not one. */
  async read(id: string): Promise<Job> {
    const path = this.#path(id, await this.#required(id));
    return readJob(await readFile(path, 'utf8'), path);
  }

  async create(id: string): Promise<void> {
    const status = await this.statusOf(id);
    if (status) throw wrongUse(`there is a job ${id} already: it is ${status}`, { job: id });
    await this.#write(this.#path(id, 'drafted'), newJob(this.#now()));
  }

  /** Replaces the job, which stays where it is. */
  async update(id: string, change: (job: Job) => Job): Promise<Job> {
    const job = { ...change(await this.read(id)), date_updated: isoTime(this.#now()) };
    await this.#write(this.#path(id, await this.#required(id)), job);
    return job;
  }

  async move(id: string, to: JobStatus): Promise<void> {
    const from = this.#path(id, await this.#required(id));
    await this.#change(from, () => rename(from, this.#path(id, to)));
  }

  async remove(id: string): Promise<void> {
    const path = this.#path(id, await this.#required(id));
    await this.#change(path, () => rm(path));
  }

  #path(id: string, status: JobStatus): string {
    return join(this.folder, status, `${jobId(id)}.json`);
  }

  async #required(id: string): Promise<JobStatus> {
    const status = await this.statusOf(id);
    if (status) return status;
    throw wrongUse(`there is no job ${id} in ${this.folder}`, { job: id });
  }

  async #write(path: string, job: Job): Promise<void> {
    const part = `${path}.${process.pid}.part`;
    await this.#change(path, async () => {
      await writeFile(part, `${JSON.stringify(job, null, 4)}\n`);
      await rename(part, path);
    });
  }

  async #change(what: string, change: () => Promise<unknown>): Promise<void> {
    try {
      await change();
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new EngineError('output-unwritable', `${what} cannot be written: ${reason}`, { cause });
    }
  }
}

/** Whether a file is there. */
export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
