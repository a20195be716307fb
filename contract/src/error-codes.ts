import { type ExitCode, type ExitName, exitCodes } from './exit-codes.ts';

/** Every error code a person or a program can meet, with the way the command ends on it. Codes are never reused. */
export const errorCodes = {
  canceled: 'interrupted',
  'content-refused': 'badInput',
  'disk-full': 'exhausted',
  'download-failed': 'missing',
  'encoder-unavailable': 'missing',
  'face-not-found': 'badInput',
  internal: 'internal',
  'licence-refused': 'wrongUse',
  'media-too-large': 'badInput',
  'media-truncated': 'badInput',
  'media-unreadable': 'badInput',
  'media-unsupported': 'badInput',
  'memory-exhausted': 'exhausted',
  'model-invalid': 'missing',
  'model-missing': 'missing',
  'option-invalid': 'wrongUse',
  'output-exists': 'wrongUse',
  'output-unwritable': 'wrongUse',
  'provider-unavailable': 'missing',
  'video-missing': 'badInput',
} as const satisfies Readonly<Record<string, ExitName>>;

/** A stable word for one way to fail. */
export type ErrorCode = keyof typeof errorCodes;

/** The number the command exits with when it fails with this code. */
export function exitCodeOf(code: ErrorCode): ExitCode {
  return exitCodes[errorCodes[code]];
}
