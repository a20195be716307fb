import { AV_NOPTS_VALUE } from 'node-av/constants';
import { avGetCodecName, type FormatContext, type Frame, type Stream } from 'node-av/lib';
import { EngineError, throwIfCanceled } from '../errors.ts';
import type { FrameShape } from '../frame/frame.ts';
import { openContainer } from './container.ts';
import { openDecoder, workingDecoder } from './decoders.ts';
import type { FilmInfo, OpenFilmOptions } from './film.ts';
import { findCut } from './film-end.ts';
import { FfmpegFilmReader } from './film-reader.ts';
import { PacketDecoder } from './packet-decoder.ts';
import { PictureSource } from './picture-source.ts';
import { colorOf, pixelFormatNumber, pixelFormatOf } from './pixel-formats.ts';
import { seekTo, trimRange } from './trim.ts';
import { presentationOf } from './upright.ts';
import { chooseVideo, durationSeconds, refuseLongFilm } from './video-stream.ts';
import { truncated } from './wholeness.ts';

const defaultMaxPixels = 100_000_000;

/**
 * Opens a film for reading, up to its first picture.
 *
 * Throws `media-unreadable`, `video-missing`, `media-unsupported`, `media-too-large`, `media-truncated`,
 * `provider-unavailable` (decoder), `option-invalid` (trim) or `canceled`.
 */
export async function openFilm(path: string, options: OpenFilmOptions = {}): Promise<FfmpegFilmReader> {
  throwIfCanceled(options.signal);
  await using opening = new AsyncDisposableStack();
  const notes: string[] = [];
  const maxPixels = options.limits?.maxPixels ?? defaultMaxPixels;
  const format = await openContainer(path, maxPixels);
  opening.defer(() => format.closeInput());
  const stream = chooseVideo(format, path, notes);
  refuseLongFilm(format, stream, path, options.limits ?? {});
  await refuseTruncated(path, format, stream, options, notes);

  const wanted = options.decoder ?? 'auto';
  const opened = await openDecoder(stream, path, wanted, { threads: options.threads, maxPixels });
  const decoder = new PacketDecoder(format, stream, opened.context);
  const pictures = opening.use(new PictureSource(decoder, presentationOf(stream), stream, notes));
  const early = stream.startTime === AV_NOPTS_VALUE ? await pictures.next() : undefined;
  if (early?.pts === AV_NOPTS_VALUE) early.pts = 0n;
  const originPts = early?.pts ?? stream.startTime;
  const range = trimRange(options.trim, originPts, stream.timeBase);
  if (range.start !== undefined) early?.free();
  const first =
    range.start === undefined
      ? (early ?? (await pictures.next()))
      : await seekTo(range.start, format, stream, pictures);
  if (first?.pts === AV_NOPTS_VALUE) first.pts = originPts - oneFrame(stream);
  if (!first) throw nothingToShow(path, range.start !== undefined);
  opening.defer(() => first.free());

  if (!options.trim) noteLateStart(first, stream, notes);
  const shape = shapeOf(first, path);
  const seconds = durationSeconds(format, stream);
  const source = {
    ...{ path, format, stream, decoder, pictures, first, shape, originPts, range },
    promisedSeconds: promisedEnd(format, seconds),
  };
  const info: FilmInfo = {
    path,
    container: format.iformat?.name ?? 'unknown',
    codec: avGetCodecName(stream.codecpar.codecId) ?? 'unknown',
    decoder: workingDecoder(opened, pictures.usesDevice, wanted, path),
    width: shape.width,
    height: shape.height,
    pixelAspect: shape.pixelAspect,
    frameRate: (stream.avgFrameRate.num > 0 ? stream.avgFrameRate : stream.rFrameRate).toDouble(),
    durationSeconds: seconds === undefined ? undefined : trimmedSeconds(seconds, options.trim),
    frames: stream.nbFrames > 0n && !options.trim ? Number(stream.nbFrames) : undefined,
    rotation: pictures.rotation,
    bitDepth: shape.format.bitDepth,
  };
  const reader = new FfmpegFilmReader(info, source, options, notes);
  opening.move(); // the reader owns them now
  return reader;
}

async function refuseTruncated(
  path: string,
  format: FormatContext,
  stream: Stream,
  options: OpenFilmOptions,
  notes: string[],
): Promise<void> {
  const cut = await findCut(path, format.iformat?.name ?? '', stream);
  if (!cut) return;
  const inRange = options.trim?.end !== undefined && options.trim.end <= cut.seconds;
  if (inRange) return;
  if (!options.allowPartial) throw truncated(path, cut);
  notes.push(`the film is truncated: it ends at ${cut.seconds.toFixed(2)} s (${cut.reason})`);
}

/** A recording that starts between key frames has packets from which no picture can be made. */
function noteLateStart(first: Frame, stream: Stream, notes: string[]): void {
  if (stream.startTime === AV_NOPTS_VALUE || first.pts <= stream.startTime) return;
  const seconds = Number(first.pts - stream.startTime) * stream.timeBase.toDouble();
  notes.push(`the film does not start with a key frame: its first ${seconds.toFixed(2)} s give no picture`);
}

function trimmedSeconds(seconds: number, trim: OpenFilmOptions['trim']): number {
  return Math.max(0, Math.min(seconds, trim?.end ?? seconds) - (trim?.start ?? 0));
}

/** Only these containers state their length; of others FFmpeg estimates it. */
function promisedEnd(format: FormatContext, seconds: number | undefined): number | undefined {
  const states = /mp4|matroska/.test(format.iformat?.name ?? '');
  if (!states || seconds === undefined) return undefined;
  const start = format.startTime === AV_NOPTS_VALUE ? 0 : Number(format.startTime) / 1e6;
  return format.iformat?.name?.includes('mp4') ? start + seconds : seconds;
}

/** The usual time between pictures, in ticks. */
function oneFrame({ avgFrameRate, timeBase }: Stream): bigint {
  const ticks = avgFrameRate.num > 0 ? timeBase.den / timeBase.num / avgFrameRate.toDouble() : 1;
  return BigInt(Math.max(1, Math.round(ticks)));
}

function shapeOf(first: Frame, path: string): FrameShape {
  const avFormat = pixelFormatNumber(first);
  const format = pixelFormatOf(avFormat);
  if (!format)
    throw new EngineError('media-unsupported', `${path}: unknown pixel format ${avFormat}`, { data: { path } });
  const aspect = first.sampleAspectRatio;
  const pixelAspect = aspect.num > 0 && aspect.den > 0 ? aspect.toDouble() : 1;
  const { width, height } = first;
  return { width, height, pixelAspect, format, color: colorOf(avFormat, first, width, height) };
}

function nothingToShow(path: string, trimmed: boolean): EngineError {
  const data = { path };
  if (trimmed) return new EngineError('option-invalid', `${path} has no picture in the trimmed range`, { data });
  return new EngineError('media-unreadable', `${path}: no picture of it can be decoded`, { data });
}
