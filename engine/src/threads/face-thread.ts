/** The program of a face thread: answers each request with its handler's output, in the order of asking. */
import { parentPort, workerData } from 'node:worker_threads';
import { createFaceWork, type FaceWork, type FaceWorkConfig } from './face-work.ts';
import { packError, type Reply, type Request } from './rpc.ts';

const port = parentPort;
if (port === null) throw new Error('face-thread.ts runs as a worker thread only');
const work = createFaceWork(workerData as FaceWorkConfig);
let last: Promise<void> = Promise.resolve();

port.on('message', (request: Request) => {
  last = last.then(() => (request.kind === 'close' ? close() : answer(request)));
});

async function answer({ id, kind, input }: Request): Promise<void> {
  let reply: Reply;
  try {
    reply = { id, output: await (work[kind as keyof FaceWork] as (input: unknown) => Promise<unknown>)(input) };
  } catch (error) {
    reply = { id, error: packError(error) };
  }
  port!.postMessage(reply);
}

async function close(): Promise<void> {
  await work[Symbol.asyncDispose]();
  port!.close();
}
