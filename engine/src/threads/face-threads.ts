/** The threads that find and draw faces for the mesh swap. */
import type { FaceWork, FaceWorkConfig } from './face-work.ts';
import { WorkThreads } from './work-threads.ts';

export type FaceThreads = WorkThreads<FaceWork>;

const faceThread = new URL('./face-thread.ts', import.meta.url);

/** Starts `count` threads; each opens the networks when it first needs them. */
export function startFaceThreads(
  count: number,
  config: FaceWorkConfig,
  signal?: AbortSignal,
  program = faceThread,
): FaceThreads {
  return WorkThreads.start<FaceWork>(program, count, config, signal);
}
