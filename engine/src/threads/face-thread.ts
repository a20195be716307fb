/** The program of a face thread: answers each request with its handler's output, in the order of asking. */
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type { FaceThreadData } from './face-threads.ts';
import type { FaceWork } from './face-work.ts';
import { packError, type Reply, type Request } from './rpc.ts';
import { WorkSign } from './work-sign.ts';

const port = parentPort;
if (port === null) throw new Error('face-thread.ts runs as a worker thread only');
const { config, flags } = workerData as FaceThreadData;
const sign = new WorkSign(flags);
// Reading and compiling the engine's modules anew would take half of a thread's start.
enableCompileCache(join(config.modelFolder, 'compiled'));
const { createFaceWork } = await import('./face-work.ts');
const work = createFaceWork(config, sign);
let last: Promise<void> = Promise.resolve();

port.on('message', (request: Request) => {
  last = last.then(() => (request.kind === 'close' ? close() : answer(request)));
});

async function answer({ id, kind, input }: Request): Promise<void> {
  let reply: Reply;
  sign.busy = true;
  try {
    sign.throwIfStopped();
    reply = { id, output: await (work[kind as keyof FaceWork] as (input: unknown) => Promise<unknown>)(input) };
  } catch (error) {
    reply = { id, error: packError(error) };
  }
  sign.busy = false;
  port!.postMessage(reply);
}

async function close(): Promise<void> {
  sign.busy = true;
  await work[Symbol.asyncDispose]();
  sign.busy = false;
  port!.close();
}
