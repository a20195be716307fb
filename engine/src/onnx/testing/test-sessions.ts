import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EngineError } from '../../errors.ts';
import { openSessions, type Sessions } from '../sessions.ts';

/** Sessions over models that a test has made. */
export interface TestSessions extends AsyncDisposable {
  readonly sessions: Sessions;
  /** The names that were asked for, once each, in order. */
  readonly asked: readonly string[];
  /** How often networks were run, in all. */
  readonly runs: number;
}

/** Lays the encoded models down in a folder of their own, which goes when the sessions are disposed of. */
export async function openTestSessions(models: Readonly<Record<string, Uint8Array>>): Promise<TestSessions> {
  const folder = await mkdtemp(join(tmpdir(), 'mirrorworks-models-'));
  for (const [name, bytes] of Object.entries(models)) await writeFile(join(folder, `${name}.onnx`), bytes);
  const asked: string[] = [];
  let runs = 0;
  const path = async (name: string) => {
    if (!(name in models)) throw new EngineError('model-missing', `the test has no model ${name}`);
    if (!asked.includes(name)) asked.push(name);
    return join(folder, `${name}.onnx`);
  };
  const sessions = openSessions({ folder, path }, { providers: ['cpu'], threads: 1 }, () => void runs++);
  return {
    sessions,
    asked,
    get runs() {
      return runs;
    },
    async [Symbol.asyncDispose]() {
      await sessions[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}
