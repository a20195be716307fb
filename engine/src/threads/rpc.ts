/** Calls between the main thread and a worker thread: what is asked, what is answered, and errors that keep their code. */
import { asEngineError } from '../as-engine-error.ts';
import { EngineError, type EngineErrorCode } from '../errors.ts';

export interface Request {
  readonly id: number;
  readonly kind: string;
  readonly input: unknown;
}

export type Reply =
  | { readonly id: number; readonly output: unknown }
  | { readonly id: number; readonly error: PackedError };

/** An EngineError's parts that survive being posted. */
export interface PackedError {
  readonly code: EngineErrorCode;
  readonly message: string;
  readonly stack: string | undefined;
  readonly data: EngineError['data'];
  readonly retryable: boolean;
}

export function packError(thrown: unknown): PackedError {
  const { code, message, data, retryable } = asEngineError(thrown);
  return { code, message, stack: thrown instanceof Error ? thrown.stack : undefined, data, retryable };
}

export function unpackError({ code, message, stack, data, retryable }: PackedError): EngineError {
  // The cause's stack says where in the thread it happened.
  const cause = Object.assign(new Error(message), { stack });
  return new EngineError(code, message, { cause, data, retryable });
}
