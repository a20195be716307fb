import { AV_LOG_QUIET, AVERROR_ENOSPC } from 'node-av/constants';
import { FFmpegError, Log } from 'node-av/lib';
import { EngineError, type EngineErrorCode } from '../errors.ts';

// FFmpeg would write its own lines into our caller's terminal; what matters of them arrives as a return code.
Log.setLevel(AV_LOG_QUIET);

/** The reason of a negative FFmpeg return code, in words. */
export function ffmpegReason(result: number): string {
  return FFmpegError.strerror(result);
}

/** An EngineError for a failed FFmpeg call: the message says what it means, the cause names the operation. */
export function ffmpegFailure(
  code: EngineErrorCode,
  message: string,
  result: number,
  operation: string,
  data: NonNullable<EngineError['data']> = {},
): EngineError {
  const cause = new Error(`${operation}: ${ffmpegReason(result)} (${result})`);
  return new EngineError(code, message, { cause, data: { ...data, operation } });
}

/** Checks a return code that can only be negative through a fault of ours, of FFmpeg, or of a full disk or memory. */
export function must(result: number, operation: string): number {
  if (result >= 0) return result;
  if (result === AVERROR_ENOSPC) throw ffmpegFailure('disk-full', `${operation}: no space left`, result, operation);
  throw ffmpegFailure('internal', `${operation} failed: ${ffmpegReason(result)}`, result, operation);
}
