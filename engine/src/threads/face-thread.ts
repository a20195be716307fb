/** The program of a face thread. */
import type { FaceWorkConfig } from './face-work.ts';
import { serve } from './serve.ts';

await serve<FaceWorkConfig>(async (config, sign) => (await import('./face-work.ts')).createFaceWork(config, sign));
