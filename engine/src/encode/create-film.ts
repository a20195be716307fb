import { stat } from 'node:fs/promises';
import {
  AV_CODEC_FLAG_FRAME_DURATION,
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_CODEC_FLAG_INTERLACED_DCT,
  AV_CODEC_FLAG_INTERLACED_ME,
} from 'node-av/constants';
import { CodecContext, Dictionary } from 'node-av/lib';
import { readChapters } from '../decode/chapters.ts';
import { ffmpegReason } from '../decode/ffmpeg.ts';
import type { FilmReader } from '../decode/film.ts';
import { FfmpegFilmReader, type FilmSource } from '../decode/film-reader.ts';
import { pixelFormatNumber } from '../decode/pixel-formats.ts';
import { EngineError, throwIfCanceled } from '../errors.ts';
import { Companions } from './companions.ts';
import { type Container, containerFor } from './containers.ts';
import { defaultQuality, encoderSettings } from './encoder-settings.ts';
import { EvenTimes } from './even-times.ts';
import type { CreateFilmOptions } from './film.ts';
import { chooseEncoder, type EncoderChoice, encoderUnavailable } from './film-encoders.ts';
import { FilmMuxer } from './film-muxer.ts';
import { FfmpegFilmWriter } from './film-writer.ts';
import { moveChapters } from './finish-container.ts';
import { PartFile } from './part-file.ts';
import { PictureFitter } from './picture-fitter.ts';
import { describeColors, fieldOrder, keptSideData } from './picture-properties.ts';
import { planTimes } from './time-plan.ts';

/**
 * Creates a film at `path` that continues the one that `reader` reads: same times, sound, subtitles, tags and colours.
 *
 * Throws `output-exists`, `output-unwritable`, `encoder-unavailable`, `option-invalid`, `disk-full` or `canceled`.
 */
export async function createFilm(
  path: string,
  reader: FilmReader,
  options: CreateFilmOptions = {},
): Promise<FfmpegFilmWriter> {
  throwIfCanceled(options.signal);
  if (!(reader instanceof FfmpegFilmReader)) throw new EngineError('internal', 'the film was opened by another reader');
  const { source, info } = reader;
  const container = containerFor(path);
  await refuseSameFile(path, source.path);
  await using creating = new AsyncDisposableStack();
  const notes: string[] = [];
  const part = creating.use(await PartFile.create(path, options.overwrite ?? false));

  const film = { codec: info.codec, format: source.shape.format, pixelFormat: pixelFormatNumber(source.first) };
  const choice = chooseEncoder(options.encoder ?? 'auto', container, film, notes);
  if (fieldOrder(source.first) && choice.makes !== 'h264') {
    notes.push(`the pictures are interlaced, which ${choice.makes} cannot say`);
  }
  const fitter = creating.use(new PictureFitter(source, choice, options.size ?? source.shape));
  const sideData = [...keptSideData(source.stream, source.first, notes), ...fitter.sideData];
  const evenTimes =
    options.frameRate === undefined ? undefined : creating.use(new EvenTimes(options.frameRate, source));
  const codec = await openEncoder(choice, source, container, { fitter, evenTimes }, sideData, options);
  creating.defer(() => codec.freeContext());

  const plan = planTimes(source, container);
  const chapters = moveChapters(await readChapters(source.path, info.container), plan);
  const hasChapters = chapters.length > 0;
  const companions = creating.use(await Companions.open(source, plan));
  const digitalSourceType = options.digitalSourceType ?? 'compositeWithTrainedAlgorithmicMedia';
  const muxer = creating.use(
    await FilmMuxer.open({
      ...{ path: part.path, finalPath: path, container, source, codec, sideData, companions, plan },
      ...{ digitalSourceType, hasChapters, notes, audio: options.audio ?? 'copy' },
      frameRate: evenTimes?.frameRate ?? source.stream.avgFrameRate,
    }),
  );
  const parts = { codec, muxer, fitter, evenTimes, part, plan, source, container, chapters, notes, digitalSourceType };
  return new FfmpegFilmWriter(choice.name, parts, options.signal, creating.move());
}

async function openEncoder(
  choice: EncoderChoice,
  source: FilmSource,
  container: Container,
  { fitter, evenTimes }: { fitter: PictureFitter; evenTimes: EvenTimes | undefined },
  sideData: ReturnType<typeof keptSideData>,
  options: CreateFilmOptions,
): Promise<CodecContext> {
  const { first, stream } = source;
  const order = fieldOrder(first);
  const settings = encoderSettings(choice.name, {
    quality: options.quality ?? defaultQuality,
    rateFactor: options.rateFactor,
    preset: options.preset,
    width: fitter.width,
    sideData,
  });
  const codec = new CodecContext();
  codec.allocContext3(choice.codec);
  codec.width = fitter.width;
  codec.height = fitter.height;
  codec.pixelFormat = choice.pixelFormat;
  codec.timeBase = evenTimes?.timeBase ?? stream.timeBase;
  codec.framerate = evenTimes?.frameRate ?? (stream.avgFrameRate.num > 0 ? stream.avgFrameRate : stream.rFrameRate);
  codec.sampleAspectRatio = first.sampleAspectRatio;
  codec.threadCount = options.threads ?? 0;
  describeColors(codec, first, stream);
  codec.setFlags(AV_CODEC_FLAG_FRAME_DURATION);
  if (container.muxer !== 'mpegts') codec.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER);
  if (order) {
    codec.setFlags(AV_CODEC_FLAG_INTERLACED_DCT, AV_CODEC_FLAG_INTERLACED_ME);
    codec.setOption('field_order', order);
  }
  using dictionary = Dictionary.fromObject(settings);
  const opened = await codec.open2(choice.codec, dictionary);
  if (opened >= 0) return codec;
  codec.freeContext();
  const { width, height } = fitter;
  throw encoderUnavailable(choice.name, new Error(`avcodec_open2 for ${width}x${height}: ${ffmpegReason(opened)}`));
}

/** A film is read while it is written: the two must not be one file. */
async function refuseSameFile(path: string, input: string): Promise<void> {
  const [to, from] = await Promise.all([stat(path).catch(() => undefined), stat(input)]);
  if (to?.ino !== from.ino || to?.dev !== from.dev) return;
  throw new EngineError('option-invalid', `${path} is the input itself`, { data: { path } });
}
