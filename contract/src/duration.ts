const unitSeconds = { ms: 0.001, s: 1, m: 60, min: 60, h: 3600 } as const;

const clock = /^(?:(\d+):)?(\d{1,2}):(\d{1,2}(?:\.\d+)?)$/;
const withUnits = /^(?:\d+(?:\.\d+)?(?:ms|s|min|m|h))+$/;
const plain = /^\d+(?:\.\d+)?$/;

/**
 * Seconds of `7.5`, `7.5s`, `250ms`, `1m30s`, `2h`, `01:30`, `1:02:03.5`; undefined when the text is none of these.
 * Durations are never negative.
 */
export function parseDuration(text: string): number | undefined {
  const trimmed = text.trim();
  if (plain.test(trimmed)) return Number(trimmed);
  const parts = clock.exec(trimmed);
  if (parts) return parseClock(parts);
  if (!withUnits.test(trimmed)) return undefined;
  let seconds = 0;
  for (const [, amount, unit] of trimmed.matchAll(/(\d+(?:\.\d+)?)(ms|s|min|m|h)/g)) {
    seconds += Number(amount) * unitSeconds[unit as keyof typeof unitSeconds];
  }
  return seconds;
}

function parseClock([, hours = '0', minutes = '0', seconds = '0']: RegExpExecArray): number | undefined {
  if (Number(minutes) > 59 || Number(seconds) >= 60) return undefined;
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

/** A duration for people: `0.4 s`, `12.5 s`, `3 min 05 s`, `1 h 02 min`. */
export function formatDuration(seconds: number): string {
  if (seconds < 99.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const two = (value: number) => String(value).padStart(2, '0');
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} min`;
}

/** A half-open stretch of a film, `[start, end)`, in seconds; a missing bound is the film's own. */
export interface TimeRange {
  readonly start?: number;
  readonly end?: number;
}

/** The range of `2s..7.5s`, `2s..`, `..7.5s`; undefined when the text is no range or the end is not after the start. */
export function parseTimeRange(text: string): TimeRange | undefined {
  const [from, to, ...more] = text.split('..');
  if (from === undefined || to === undefined || more.length > 0 || (from === '' && to === '')) return undefined;
  const start = from === '' ? undefined : parseDuration(from);
  const end = to === '' ? undefined : parseDuration(to);
  if ((from !== '' && start === undefined) || (to !== '' && end === undefined)) return undefined;
  if (end !== undefined && end <= (start ?? 0)) return undefined;
  return { ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) };
}
