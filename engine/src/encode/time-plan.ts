import { AV_NOPTS_VALUE } from 'node-av/constants';
import { avRescaleQ, type Packet, type Rational } from 'node-av/lib';
import type { FilmSource } from '../decode/film-reader.ts';
import type { Container } from './containers.ts';

/**
 * How the clock of the input becomes the clock of the output: one shift for all streams, so that they stay in step.
 *
 * Times are kept as they are, except that a trimmed film starts at 0 with its first picture, and that the arbitrary
 * clock of a transport stream (often hours) starts at 0 in a container that would show it as a pause.
 */
export interface TimePlan {
  /** Added to every time, in ticks of the input's video stream. */
  readonly shift: bigint;
  readonly videoTimeBase: Rational;
  /** Range of input time, in the same ticks, that other streams' packets must lie in; undefined: unbounded. */
  readonly from: bigint | undefined;
  readonly to: bigint | undefined;
}

export function planTimes(source: FilmSource, container: Container): TimePlan {
  const { stream, format, range, first } = source;
  const videoTimeBase = stream.timeBase;
  if (range.start !== undefined) return { shift: -first.pts, videoTimeBase, from: first.pts, to: range.end };
  const arbitraryClock = format.iformat?.name === 'mpegts' && container.muxer !== 'mpegts';
  const shift = arbitraryClock ? -earliest(source) : 0n;
  return { shift, videoTimeBase, from: undefined, to: range.end };
}

/** The earliest start of any stream, in ticks of the video stream. */
function earliest(source: FilmSource): bigint {
  let least = source.first.pts;
  for (const stream of source.format.streams) {
    if (stream.startTime === AV_NOPTS_VALUE) continue;
    const start = avRescaleQ(stream.startTime, stream.timeBase, source.stream.timeBase);
    if (start < least) least = start;
  }
  return least;
}

/** Moves a packet of another stream to the output's clock, in its own time base. */
export function shiftPacket(packet: Packet, timeBase: Rational, plan: TimePlan): void {
  if (plan.shift === 0n) return;
  const shift = avRescaleQ(plan.shift, plan.videoTimeBase, timeBase);
  if (packet.pts !== AV_NOPTS_VALUE) packet.pts += shift;
  if (packet.dts !== AV_NOPTS_VALUE) packet.dts += shift;
}

/** Where a packet of another stream lies: before the range, in it, or after it. */
export function placeOf(packet: Packet, timeBase: Rational, plan: TimePlan): 'before' | 'in' | 'after' {
  const time = packet.pts === AV_NOPTS_VALUE ? packet.dts : packet.pts;
  if (time === AV_NOPTS_VALUE) return 'in';
  const isBefore = (limit: bigint) => compare(time, timeBase, limit, plan.videoTimeBase) < 0;
  if (plan.from !== undefined && isBefore(plan.from)) return 'before';
  return plan.to === undefined || isBefore(plan.to) ? 'in' : 'after';
}

function compare(a: bigint, aBase: Rational, b: bigint, bBase: Rational): number {
  const difference = a * BigInt(aBase.num) * BigInt(bBase.den) - b * BigInt(bBase.num) * BigInt(aBase.den);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
