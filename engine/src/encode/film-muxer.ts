import { AV_CODEC_ID_H264, AV_CODEC_ID_HEVC, AVERROR_EIO, AVERROR_ENOSPC } from 'node-av/constants';
import {
  avGcd,
  type CodecContext,
  Dictionary,
  FormatContext,
  type Packet,
  type Rational,
  type Stream,
} from 'node-av/lib';
import { ffmpegFailure, must } from '../decode/ffmpeg.ts';
import type { FilmSource } from '../decode/film-reader.ts';
import type { Companions } from './companions.ts';
import type { Container } from './containers.ts';
import { markedTags, serviceTags } from './film-marks.ts';
import type { DigitalSourceType } from './marks.ts';
import type { StreamSideData } from './picture-properties.ts';
import { describeFilm, keptTags, planTracks } from './plan-tracks.ts';
import type { TimePlan } from './time-plan.ts';

export interface MuxerInput {
  /** Where the file is written, before it gets its final name. */
  readonly path: string;
  readonly finalPath: string;
  readonly container: Container;
  readonly source: FilmSource;
  readonly codec: CodecContext;
  readonly sideData: readonly StreamSideData[];
  readonly companions: Companions;
  readonly plan: TimePlan;
  readonly digitalSourceType: DigitalSourceType;
  readonly hasChapters: boolean;
  readonly audio: 'copy' | 'none';
  readonly frameRate: Rational;
  readonly notes: string[];
}

/** Linux names for a disk that is full in other ways: over quota, and a file larger than allowed. */
const fullDisk: ReadonlySet<number> = new Set([AVERROR_ENOSPC, -122, -27]);

/** A movie's clock finer than this is refused by some players. */
const maxMovieTimescale = 10_000_000;

/** Writes the container: encoded pictures, and between them the packets that go along. */
export class FilmMuxer implements AsyncDisposable {
  readonly #format = new FormatContext();
  readonly #input: MuxerInput;
  readonly #video: Stream;
  #rounded = false;

  private constructor(input: MuxerInput) {
    this.#input = input;
    const { source, codec, container, path, frameRate } = input;
    // `file:` keeps a name such as `http:x.mp4` a name.
    must(this.#format.allocOutputContext2(null, container.muxer, `file:${path}`), 'avformat_alloc_output_context2');
    this.#video = this.#format.newStream();
    must(this.#video.codecpar.fromContext(codec), 'avcodec_parameters_from_context');
    // Apple's players only take HEVC whose parameters are in the header.
    if (['mp4', 'mov'].includes(container.muxer) && codec.codecId === AV_CODEC_ID_HEVC)
      this.#video.codecpar.codecTag = 'hvc1';
    for (const { type, data } of input.sideData) this.#video.codecpar.addCodedSideData(type, data);
    this.#video.timeBase = codec.timeBase;
    this.#video.avgFrameRate = frameRate;
    this.#video.sampleAspectRatio = codec.sampleAspectRatio;
    describeFilm(source.stream, this.#video);
    this.#noteRoundedAspect();
  }

  /** Matroska keeps a display size in whole pixels; H.264 and HEVC carry the exact shape of a pixel besides. */
  #noteRoundedAspect(): void {
    const { codec, container, notes } = this.#input;
    const { num, den } = codec.sampleAspectRatio;
    if (
      !container.milliseconds ||
      den === 0 ||
      codec.codecId === AV_CODEC_ID_H264 ||
      codec.codecId === AV_CODEC_ID_HEVC
    )
      return;
    if ((codec.width * num) % den !== 0)
      notes.push(`${container.muxer} keeps the shape of a pixel, ${num}:${den}, rounded`);
  }

  static async open(input: MuxerInput): Promise<FilmMuxer> {
    const muxer = new FilmMuxer(input);
    await muxer.#begin();
    return muxer;
  }

  async #begin(): Promise<void> {
    const { companions, container, source, digitalSourceType, hasChapters, audio, notes, path, finalPath } =
      this.#input;
    const format = this.#format;
    const { input, covers } = companions;
    const what = { covers, hasChapters, audio, notes };
    const plan = { input, output: format, container, filmIndex: source.stream.index, ...what };
    companions.use(await planTracks(plan));
    const tags = keptTags(companions.input.metadata);
    const marked = container.muxer === 'mpegts' ? serviceTags(digitalSourceType) : markedTags(tags, digitalSourceType);
    format.metadata = Dictionary.fromObject(marked);
    const opened = await format.openOutput();
    if (opened < 0) throw this.#writeFailure(opened, 'avio_open', `${finalPath} cannot be created`);
    using options = Dictionary.fromObject(this.#options());
    this.#wrote(await format.writeHeader(options), `avformat_write_header (${path})`);
  }

  #options(): Record<string, string | number> {
    const { container, plan, source } = this.#input;
    switch (container.muxer) {
      case 'mp4':
        return { movie_timescale: this.#movieTimescale() };
      case 'mov':
        return { movie_timescale: this.#movieTimescale(), movflags: 'use_metadata_tags' };
      case 'mpegts':
        // Keeps the input's clock, unless the encoder's reordering would start before its zero.
        return source.first.pts + plan.shift >
          BigInt(Math.ceil(source.stream.timeBase.den / source.stream.timeBase.num))
          ? { mpegts_copyts: 1 }
          : {};
      default:
        return {};
    }
  }

  /**
   * MP4 keeps a late start in units of the movie's clock, a thousandth of a second by default: too coarse to be exact.
   * The least common multiple of the video's and the sound's clocks has room for both.
   */
  #movieTimescale(): number {
    let timescale = BigInt(this.#video.timeBase.den);
    for (const { timeBase } of this.#format.streams) {
      const next = (timescale / avGcd(timescale, timeBase.den)) * BigInt(timeBase.den);
      if (next <= maxMovieTimescale) timescale = next;
    }
    return Number(timescale);
  }

  /** Writes a packet of the film, with times in the encoder's time base, after all that is due before it. */
  async writeVideo(packet: Packet): Promise<void> {
    const { codec, companions, notes, container } = this.#input;
    await companions.writeUntil(packet.dts, codec.timeBase, (other) => this.#writeOther(other));
    packet.streamIndex = this.#video.index;
    if (!this.#rounded && !isExact(packet.pts, codec.timeBase, this.#video.timeBase)) {
      this.#rounded = true;
      const unit = container.milliseconds ? 'milliseconds' : `1/${this.#video.timeBase.den} s`;
      notes.push(`${container.muxer} keeps times in ${unit}: frame times are rounded to that`);
    }
    packet.rescaleTs(codec.timeBase, this.#video.timeBase);
    // Packets come in order of time already; FFmpeg need not hold any back to sort them.
    this.#wrote(await this.#format.writeFrame(packet), 'av_write_frame');
  }

  async finish(): Promise<void> {
    await this.#input.companions.finish((packet) => this.#writeOther(packet));
    this.#wrote(await this.#format.writeTrailer(), 'av_write_trailer');
    await this.#format.closeOutput();
  }

  /** Writes a packet of another stream. One that the muxer refuses is damaged in the input, and no reason to stop. */
  async #writeOther(packet: Packet): Promise<void> {
    const result = await this.#format.writeFrame(packet);
    if (result >= 0) return;
    if (fullDisk.has(result) || result === AVERROR_EIO) this.#wrote(result, 'av_write_frame');
    const note = 'some packets of sound or subtitles are damaged in the input, and left out';
    if (!this.#input.notes.includes(note)) this.#input.notes.push(note);
  }

  #wrote(result: number, operation: string): void {
    if (result < 0) throw this.#writeFailure(result, operation, `${this.#input.finalPath} cannot be written`);
  }

  #writeFailure(result: number, operation: string, message: string): Error {
    const data = { path: this.#input.finalPath };
    if (fullDisk.has(result))
      return ffmpegFailure('disk-full', `${message}: the disk is full`, result, operation, data);
    return ffmpegFailure('output-unwritable', message, result, operation, data);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#format.closeOutput();
    this.#format.freeContext();
  }
}

function isExact(time: bigint, from: Rational, to: Rational): boolean {
  return (time * BigInt(from.num) * BigInt(to.den)) % (BigInt(from.den) * BigInt(to.num)) === 0n;
}
