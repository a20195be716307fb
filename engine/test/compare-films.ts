import {
  AV_PKT_DATA_CONTENT_LIGHT_LEVEL,
  AV_PKT_DATA_MASTERING_DISPLAY_METADATA,
  AV_PKT_DATA_SPHERICAL,
  AV_PKT_DATA_STEREO3D,
} from 'node-av/constants';
import { type InspectedFilm, type InspectedStream, sameTime, seconds, type Time } from './inspect-film.ts';

export interface Expectation {
  /** How far a time may be off, in seconds: 0 means the same rational number. */
  readonly timeTolerance?: number;
  /** The output's clock may begin elsewhere: all times are compared from the first picture. */
  readonly movedClock?: boolean;
  readonly audioTranscoded?: boolean;
  /** The picture was turned or its format changed on purpose. */
  readonly pixelFormat?: string;
  readonly ignore?: readonly ('pixelFormat' | 'aspect' | 'colors' | 'sideData')[];
}

/** Descriptions of the stream that must go along. */
const keptSideData = [
  AV_PKT_DATA_MASTERING_DISPLAY_METADATA,
  AV_PKT_DATA_CONTENT_LIGHT_LEVEL,
  AV_PKT_DATA_SPHERICAL,
  AV_PKT_DATA_STEREO3D,
];

/** What of a film is not the same in its copy, in words; empty when all was kept. */
export function differences(before: InspectedFilm, after: InspectedFilm, expectation: Expectation = {}): string[] {
  return [
    ...timeDifferences(before.video.times, after.video.times, expectation),
    ...pictureDifferences(before, after, expectation),
    ...soundDifferences(before, after, expectation),
  ];
}

function timeDifferences(before: readonly Time[], after: readonly Time[], expectation: Expectation): string[] {
  if (before.length !== after.length) return [`frames: ${before.length} → ${after.length}`];
  const tolerance = expectation.timeTolerance ?? 0;
  const [from, to] = [before[0], after[0]];
  if (!from || !to) return [];
  const wrong = before.findIndex((time, at) => {
    const other = after[at];
    if (!other) return true;
    const a = expectation.movedClock ? { ...time, ticks: time.ticks - from.ticks } : time;
    const b = expectation.movedClock ? { ...other, ticks: other.ticks - to.ticks } : other;
    return tolerance === 0 ? !sameTime(a, b) : Math.abs(seconds(a) - seconds(b)) > tolerance;
  });
  if (wrong < 0) return [];
  return [`time of frame ${wrong}: ${show(before[wrong])} → ${show(after[wrong])}`];
}

function show(time: Time | undefined): string {
  return time ? `${time.ticks}·${time.num}/${time.den}` : 'none';
}

function pictureDifferences(before: InspectedFilm, after: InspectedFilm, expectation: Expectation): string[] {
  const found: string[] = [];
  const [a, b] = [before.video, after.video];
  const ignored = new Set(expectation.ignore ?? []);
  const turned = a.rotation % 180 !== 0;
  const size = turned ? `${a.height}x${a.width}` : `${a.width}x${a.height}`;
  if (size !== shownSize(b)) found.push(`size: ${size} → ${b.width}x${b.height}`);
  if (b.rotation !== 0) found.push(`display matrix of ${b.rotation}° is left`);
  const format = expectation.pixelFormat ?? plain(a.pixelFormat);
  if (!ignored.has('pixelFormat') && plain(b.pixelFormat) !== format)
    found.push(`format: ${format} → ${b.pixelFormat}`);
  const aspect = turned ? a.aspect.split('/').reverse().join('/') : a.aspect;
  if (!ignored.has('aspect') && aspect !== b.aspect) found.push(`pixel aspect: ${aspect} → ${b.aspect}`);
  if (!ignored.has('colors') && colors(a) !== colors(b)) found.push(`colours: ${colors(a)} → ${colors(b)}`);
  if (!turned && a.interlaced > 0 !== b.interlaced > 0) found.push(`interlaced: ${a.interlaced} → ${b.interlaced}`);
  if (!turned && a.topFieldFirst > 0 !== b.topFieldFirst > 0) found.push('field order');
  for (const type of keptSideData) {
    if (!ignored.has('sideData') && a.sideData[type] !== b.sideData[type]) found.push(`side data ${type}`);
  }
  return found;
}

/** Rows and columns that players show, without those that the container hides. */
function shownSize({ width, height, cropping }: InspectedFilm['video']): string {
  const hidden = cropping ? Buffer.from(cropping, 'hex') : Buffer.alloc(16);
  return `${width - hidden.readUInt32LE(8) - hidden.readUInt32LE(12)}x${height - hidden.readUInt32LE(0) - hidden.readUInt32LE(4)}`;
}

/** The colour tags. H.264 has no words for "limited" and "left": it says nothing, and means them. */
function colors({ colors: [range, primaries, transfer, matrix, location] }: InspectedFilm['video']): string {
  return [range || 1, primaries, transfer, matrix, location || 1].join();
}

/** FFmpeg's obsolete `yuvj` says in the name what the range says. */
function plain(name: string): string {
  return name.replace('yuvj', 'yuv');
}

function soundDifferences(before: InspectedFilm, after: InspectedFilm, expectation: Expectation): string[] {
  const sounds = (film: InspectedFilm) => film.streams.filter((stream) => stream.kind === 'audio');
  const [from, to] = [sounds(before), sounds(after)];
  if (from.length !== to.length) return [`sound streams: ${from.length} → ${to.length}`];
  const shift = expectation.movedClock ? firstTime(after) - firstTime(before) : 0;
  return from.flatMap((stream, at) => {
    const other = to[at];
    if (!other) return [];
    if (expectation.audioTranscoded) return lengthDifference(stream, other, shift);
    const hashes = (each: InspectedStream) => each.packets.map((packet) => packet.hash).join();
    if (hashes(stream) !== hashes(other)) {
      return [`sound ${stream.index}: packets differ (${stream.packets.length} → ${other.packets.length})`];
    }
    const off = stream.packets.findIndex((packet, packetAt) => {
      const moved = (other.packets[packetAt]?.seconds ?? 0) - shift;
      return Math.abs(moved - packet.seconds) > Math.max(0.0011, expectation.timeTolerance ?? 0);
    });
    if (off < 0) return [];
    return [`sound ${stream.index}: packet ${off} at ${stream.packets[off]?.seconds} → ${other.packets[off]?.seconds}`];
  });
}

function firstTime(film: InspectedFilm): number {
  const first = film.video.times[0];
  return first ? seconds(first) : 0;
}

function lengthDifference(before: InspectedStream, after: InspectedStream, shift: number): string[] {
  const [a, b] = [before.packets.at(-1)?.seconds ?? 0, (after.packets.at(-1)?.seconds ?? 0) - shift];
  const [c, d] = [before.packets[0]?.seconds ?? 0, (after.packets[0]?.seconds ?? 0) - shift];
  if (Math.abs(a - b) < 0.1 && Math.abs(c - d) < 0.1) return [];
  return [`sound ${before.index}: ${c}..${a} s → ${d}..${b} s`];
}
