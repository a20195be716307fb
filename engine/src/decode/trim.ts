import { AV_NOPTS_VALUE, AVSEEK_FLAG_BACKWARD } from 'node-av/constants';
import type { FormatContext, Frame, Rational, Stream } from 'node-av/lib';
import { EngineError } from '../errors.ts';
import type { OpenFilmOptions } from './film.ts';
import type { PictureSource } from './picture-source.ts';

/** A half-open range of presentation time, in ticks of the video stream. */
export interface TickRange {
  readonly start: bigint | undefined;
  readonly end: bigint | undefined;
}

/** A time this close below a tick, in ticks, means that tick: seconds as doubles are not exact. */
const tickTolerance = 1e-3;

/** Seconds from the film's first picture, as ticks. */
export function trimRange(trim: OpenFilmOptions['trim'], originPts: bigint, timeBase: Rational): TickRange {
  const { start, end } = trim ?? {};
  for (const [name, value] of Object.entries({ start, end })) {
    if (value === undefined || (value >= 0 && Number.isFinite(value))) continue;
    throw new EngineError('option-invalid', `trim ${name} is ${value} (allowed: seconds from 0)`, { data: { name } });
  }
  if (start !== undefined && end !== undefined && end <= start) {
    throw new EngineError('option-invalid', `trim ends at ${end} s, before it starts at ${start} s`);
  }
  const tick = (seconds: number | undefined) =>
    seconds === undefined
      ? undefined
      : originPts + BigInt(Math.ceil((seconds * timeBase.den) / timeBase.num - tickTolerance));
  return { start: start === 0 ? undefined : tick(start), end: tick(end) };
}

/** Seconds before the wanted time at which decoding starts anew, until its first picture comes early enough. */
const seekMargins = [0, 2, 10, 60];

/** The first picture at or after `start`; earlier ones are decoded, as later ones build on them, and dropped. */
export async function seekTo(
  start: bigint,
  format: FormatContext,
  stream: Stream,
  pictures: PictureSource,
): Promise<Frame | undefined> {
  const { index, timeBase, startTime } = stream;
  const ticksPerSecond = timeBase.den / timeBase.num;
  const first = startTime === AV_NOPTS_VALUE ? 0n : startTime;
  const margins = seekMargins.map((seconds) => start - BigInt(Math.round(seconds * ticksPerSecond)));
  for (const target of [...margins.filter((pts) => pts > first), first]) {
    const sought = await format.seekFrame(index, target, AVSEEK_FLAG_BACKWARD);
    if (sought < 0 && target !== first) continue;
    pictures.flush();
    let picture = await pictures.next();
    const tooLate = picture === undefined || picture.pts > start;
    if (tooLate && target !== first) {
      picture?.free();
      continue;
    }
    while (picture && picture.pts < start) {
      picture.free();
      picture = await pictures.next();
    }
    return picture;
  }
  return undefined;
}
