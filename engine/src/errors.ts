/** Every way in which the engine refuses or fails, by a stable code. */
export const engineErrorCodes = [
  'canceled',
  'content-refused',
  'disk-full',
  'download-failed',
  'encoder-unavailable',
  'face-not-found',
  'internal',
  'licence-refused',
  'media-too-large',
  'media-truncated',
  'media-unreadable',
  'media-unsupported',
  'memory-exhausted',
  'model-missing',
  'model-invalid',
  'option-invalid',
  'output-exists',
  'output-unwritable',
  'provider-unavailable',
  'video-missing',
] as const;

export type EngineErrorCode = (typeof engineErrorCodes)[number];

/** What an error carries besides its code and message. */
export interface EngineErrorOptions {
  readonly cause?: unknown;
  /** Facts that a program may want: the file, the limit, the time in the film. */
  readonly data?: Readonly<Record<string, string | number | boolean | readonly string[]>>;
  /** Whether the same call may succeed later without a change of its input. */
  readonly retryable?: boolean;
}

/** The engine's only error class. `message` is one line that names the thing, its value, and what is allowed. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly code: EngineErrorCode;
  readonly data: NonNullable<EngineErrorOptions['data']>;
  readonly retryable: boolean;

  constructor(code: EngineErrorCode, message: string, options: EngineErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.data = options.data ?? {};
    this.retryable = options.retryable ?? false;
  }
}

/** Throws `canceled` once the signal has been aborted; `what` was canceled, says the message. */
export function throwIfCanceled(signal: AbortSignal | undefined, what = 'the work'): void {
  if (signal?.aborted) throw new EngineError('canceled', `${what} was canceled`, { cause: signal.reason });
}
