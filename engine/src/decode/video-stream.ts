import { AV_DISPOSITION_ATTACHED_PIC, AV_PKT_DATA_ENCRYPTION_INIT_INFO, AVMEDIA_TYPE_VIDEO } from 'node-av/constants';
import type { FormatContext, Stream } from 'node-av/lib';
import { EngineError } from '../errors.ts';
import type { FilmLimits } from './film.ts';

/** Seconds that the container states or that FFmpeg estimated; undefined when neither knows. */
export function durationSeconds(format: FormatContext, stream: Stream): number | undefined {
  if (format.duration > 0n) return Number(format.duration) / 1e6;
  if (stream.duration > 0n) return Number(stream.duration) * stream.timeBase.toDouble();
  return undefined;
}

/** Slide shows have pictures of minutes. */
const longestTickSeconds = 120;

/** The video stream that is worked on. A cover picture is none. Other video streams are noted. */
export function chooseVideo(format: FormatContext, path: string, notes: string[]): Stream {
  const videos = format.streams.filter(
    (stream) => stream.codecpar.codecType === AVMEDIA_TYPE_VIDEO && !stream.hasDisposition(AV_DISPOSITION_ATTACHED_PIC),
  );
  const best = format.findBestStream(AVMEDIA_TYPE_VIDEO);
  const stream = videos.find((candidate) => candidate.index === best) ?? videos[0];
  if (!stream) throw new EngineError('video-missing', `${path} has no video stream`, { data: { path } });
  if (stream.codecpar.getCodedSideData(AV_PKT_DATA_ENCRYPTION_INIT_INFO)) {
    throw new EngineError('media-unsupported', `${path}: its video is encrypted`, { data: { path } });
  }
  // A tick of hours comes from a damaged header, and overflows every sum of times.
  if (stream.timeBase.toDouble() > longestTickSeconds) {
    throw new EngineError('media-unreadable', `${path} is damaged: one tick lasts ${stream.timeBase} s`, {
      data: { path },
    });
  }
  for (const other of videos) {
    if (other.index === stream.index) continue;
    const { width, height } = other.codecpar;
    notes.push(`video stream ${other.index} (${width}x${height}) is left out; stream ${stream.index} is worked on`);
  }
  return stream;
}

/** Refuses a film that lasts longer than allowed, by what its container says. */
export function refuseLongFilm(format: FormatContext, stream: Stream, path: string, limits: FilmLimits): void {
  const seconds = durationSeconds(format, stream);
  const { maxSeconds } = limits;
  if (seconds === undefined || maxSeconds === undefined || seconds <= maxSeconds) return;
  const message = `${path} lasts ${seconds.toFixed(1)} s (allowed: ${maxSeconds} s)`;
  throw new EngineError('media-too-large', message, { data: { path, seconds, maxSeconds } });
}
