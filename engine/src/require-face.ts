import { EngineError } from './errors.ts';

/** The refusal of `requireFace`. */
export function noFaceChanged(path: string): EngineError {
  return new EngineError('face-not-found', `no face of ${path} was changed, and one is required`, { data: { path } });
}
