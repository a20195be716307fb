/** Calls between the main thread and a worker thread: what is asked, what is answered, and errors that keep their code. */
import { EngineError, type EngineErrorCode } from '../errors.ts';

export interface Request {
  readonly id: number;
  readonly kind: string;
  readonly input: unknown;
}

export type Reply =
  | { readonly id: number; readonly output: unknown }
  | { readonly id: number; readonly error: ThrownError };

/** An error's parts that survive being posted. */
export interface ThrownError {
  readonly message: string;
  readonly stack: string | undefined;
  readonly code?: EngineErrorCode;
  readonly data?: EngineError['data'];
}

export function packError(thrown: unknown): ThrownError {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const plain = { message: error.message, stack: error.stack };
  return error instanceof EngineError ? { ...plain, code: error.code, data: error.data } : plain;
}

export function unpackError(packed: ThrownError): Error {
  const cause = Object.assign(new Error(packed.message), { stack: packed.stack });
  return packed.code === undefined
    ? new EngineError('internal', `a face thread failed: ${packed.message}`, { cause })
    : new EngineError(packed.code, packed.message, { cause, ...(packed.data && { data: packed.data }) });
}
