import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where the tests keep translated models, so that only the first one has to make them. */
export const testModels = join(tmpdir(), 'mirrorworks-test-models');

/** A folder of its own for one test file; disposing removes it. */
export class Scratch implements AsyncDisposable {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async create(): Promise<Scratch> {
    return new Scratch(await mkdtemp(join(tmpdir(), 'mirrorworks-test-')));
  }

  file(name: string): string {
    return join(this.folder, name);
  }

  /** The names of all files in it, hidden ones too. */
  async names(): Promise<string[]> {
    return (await readdir(this.folder)).sort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
