import { createHash } from 'node:crypto';

/**
 * The name of a job's file. Letters, digits and dashes stand as they are; any other id becomes its SHA-1, as FaceFusion does it, so
 * that no id leads out of the folder and existing files are found.
 */
export function jobId(given: string): string {
  if (/^[\p{L}\p{N}]+$/u.test(given.replaceAll('-', ''))) return given;
  return createHash('sha1').update(given).digest('hex');
}

/** An id that tells when the job was made: `batch-2026-11-22-15-30-00`. */
export function datedJobId(prefix: string, now: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())];
  return [prefix, ...day, two(now.getHours()), two(now.getMinutes()), two(now.getSeconds())].join('-');
}
