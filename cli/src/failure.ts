import { type ErrorCode, type ErrorReport, errorCodes } from '@mirrorworks/contract';
import { EngineError } from '@mirrorworks/engine/errors';
import type { Context } from './engine.ts';

/** What a command says when it fails: a known code, one line, and facts. Anything unknown is a fault of the program. */
export function describeFailure(error: unknown): ErrorReport['error'] {
  if (error instanceof EngineError && isKnown(error.code)) {
    const { code, message, data, retryable } = error;
    return { code, message: oneLine(message), data: copyOf(data), retryable };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'internal', message: oneLine(message) || 'no message', data: {}, retryable: false };
}

/** Says on stderr, and as JSON where that is asked for, why a command ends; answers the code. */
export function reportFailure(error: unknown, asJson: boolean, { terminal, signal }: Context): ErrorCode {
  const cause = signal.aborted ? canceled(error) : error;
  const failure = describeFailure(cause);
  terminal.tell(`mirrorworks: ${failure.message} [${failure.code}]`);
  // A fault of the program itself is worth its trace; a refusal is not.
  if (failure.code === 'internal' && cause instanceof Error && cause.stack) terminal.tell(cause.stack);
  if (asJson) terminal.print(JSON.stringify({ error: failure } satisfies ErrorReport));
  return failure.code;
}

/** After Ctrl-C any failure is the echo of the interrupt, whatever a library called it. */
function canceled(cause: unknown): unknown {
  if (describeFailure(cause).code === 'canceled') return cause;
  return new EngineError('canceled', 'stopped before the end; nothing was written', { cause });
}

/** Wrong use of the command line: exit code 2. */
export function wrongUse(message: string, data: Record<string, string> = {}): EngineError {
  return new EngineError('option-invalid', message, { data });
}

function isKnown(code: string): code is ErrorCode {
  return Object.hasOwn(errorCodes, code);
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ').trim();
}

function copyOf(data: EngineError['data']): ErrorReport['error']['data'] {
  const entries = Object.entries(data).map(([key, value]) => [key, isList(value) ? [...value] : value] as const);
  return Object.fromEntries(entries);
}

function isList(value: EngineError['data'][string]): value is readonly string[] {
  return Array.isArray(value);
}
