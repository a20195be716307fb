import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { packError, type Reply, type Request } from './rpc.ts';
import { WorkSign } from './work-sign.ts';
import type { ThreadData, WorkConfig } from './work-threads.ts';

/**
 * The worker's side of `WorkThreads`: answers each request with its method's output, in the order of asking. `open` loads the work,
 * after the compile cache is on: reading and compiling the engine's modules anew would take half of a thread's start.
 */
export async function serve<Config extends WorkConfig>(
  open: (config: Config, sign: WorkSign) => Promise<AsyncDisposable>,
): Promise<void> {
  const port = parentPort;
  if (port === null) throw new Error('this program runs as a worker thread only');
  const { config, flags } = workerData as ThreadData<Config>;
  const sign = new WorkSign(flags);
  enableCompileCache(join(config.modelFolder, 'compiled'));
  const work = await open(config, sign);
  let last: Promise<void> = Promise.resolve();

  const answer = async ({ id, kind, input }: Request): Promise<void> => {
    let reply: Reply;
    sign.busy = true;
    try {
      sign.throwIfStopped();
      const methods = work as unknown as Readonly<Record<string, (input: unknown) => Promise<unknown>>>;
      reply = { id, output: await methods[kind]!(input) };
    } catch (error) {
      reply = { id, error: packError(error) };
    }
    sign.busy = false;
    port.postMessage(reply);
  };
  const close = async (): Promise<void> => {
    sign.busy = true;
    await work[Symbol.asyncDispose]();
    sign.busy = false;
    port.close();
  };
  port.on('message', (request: Request) => {
    last = last.then(() => (request.kind === 'close' ? close() : answer(request)));
  });
}
