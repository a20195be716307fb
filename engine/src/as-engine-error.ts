import { EngineError } from './errors.ts';

/** How Node, V8, onnxruntime and libvips say that there was no memory left. */
const noMemory = /allocation failed|invalid array buffer length|bad[_ ]alloc|failed to allocate memory|out of memory/i;

/**
 * Anything thrown, as the engine's own error: an EngineError stays itself, memory that could not be had is `memory-exhausted`,
 * the rest is `internal`. The thrown thing is kept as the cause.
 */
export function asEngineError(thrown: unknown): EngineError {
  if (thrown instanceof EngineError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  if (code === 'ERR_WORKER_OUT_OF_MEMORY' || code === 'ENOMEM' || noMemory.test(message)) {
    return new EngineError('memory-exhausted', `there is not enough memory: ${message}`, {
      cause: thrown,
      retryable: true,
    });
  }
  return new EngineError('internal', `the engine failed: ${message}`, { cause: thrown });
}
