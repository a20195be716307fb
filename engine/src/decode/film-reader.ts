import { AV_NOPTS_VALUE } from 'node-av/constants';
import type { FormatContext, Frame as NativeFrame, Stream } from 'node-av/lib';
import { EngineError, throwIfCanceled } from '../errors.ts';
import type { FrameShape } from '../frame/frame.ts';
import { DecodedPicture } from './decoded-picture.ts';
import type { DecodedFrame, FilmInfo, FilmReader, OpenFilmOptions } from './film.ts';
import { judgeEnd } from './film-end.ts';
import type { PacketDecoder } from './packet-decoder.ts';
import { PicturePool } from './picture-pool.ts';
import type { PictureSource } from './picture-source.ts';
import { readAhead } from './read-ahead.ts';
import type { TickRange } from './trim.ts';
import { truncated } from './wholeness.ts';

/** Pictures decoded ahead of the consumer: enough to hide a slow one, few enough to bound memory at 4K. */
const picturesAhead = 4;

/** A film that is open and has given its first picture: all that reading and writing it need to know. */
export interface FilmSource {
  readonly path: string;
  readonly format: FormatContext;
  readonly stream: Stream;
  readonly decoder: PacketDecoder;
  readonly pictures: PictureSource;
  /** The first picture, upright: its properties are true where the container is silent or wrong. */
  readonly first: NativeFrame;
  readonly shape: FrameShape;
  /** Presentation time of the film's first picture, also when the range starts later. */
  readonly originPts: bigint;
  readonly range: TickRange;
  /** The end that the container states, in seconds on its clock. */
  readonly promisedSeconds: number | undefined;
}

/** Reads a film with FFmpeg. Made by `openFilm`. */
export class FfmpegFilmReader implements FilmReader {
  readonly info: FilmInfo;
  readonly notes: string[];
  readonly source: FilmSource;
  readonly #options: OpenFilmOptions;
  readonly #pool = new PicturePool();
  readonly #secondsPerTick: number;
  #pending: NativeFrame | undefined;
  #index = 0;
  #lastPts: bigint;
  #frames: AsyncGenerator<DecodedPicture, void, undefined> | undefined;

  constructor(info: FilmInfo, source: FilmSource, options: OpenFilmOptions, notes: string[]) {
    this.info = info;
    this.source = source;
    this.notes = notes;
    this.#options = options;
    this.#pending = source.first.clone() ?? undefined;
    this.#lastPts = source.first.pts - 1n;
    this.#secondsPerTick = source.stream.timeBase.toDouble();
  }

  frames(): AsyncIterable<DecodedFrame> {
    if (this.#frames) throw new EngineError('internal', 'the frames of a film can be read once');
    this.#frames = readAhead(() => this.#next(), picturesAhead);
    return this.#frames;
  }

  async #next(): Promise<DecodedPicture | undefined> {
    throwIfCanceled(this.#options.signal);
    const native = this.#pending ?? (await this.source.pictures.next());
    this.#pending = undefined;
    if (!native) {
      this.#judgeEnd();
      return undefined;
    }
    try {
      this.#settleTime(native);
      const { end } = this.source.range;
      if (end !== undefined && native.pts >= end) {
        native.free();
        return undefined;
      }
      const seconds = Number(native.pts - this.source.originPts) * this.#secondsPerTick;
      this.#check(native, seconds);
      return new DecodedPicture(native, this.#index++, seconds, this.source.shape, this.#pool);
    } catch (error) {
      native.free();
      throw error;
    }
  }

  /** Gives a time to the picture that has none, or the same as the one before: broken files only. */
  #settleTime(native: NativeFrame): void {
    if (native.pts === AV_NOPTS_VALUE || native.pts <= this.#lastPts) {
      const step = native.pts === AV_NOPTS_VALUE && native.duration > 0n ? native.duration : 1n;
      native.pts = this.#lastPts + step;
      this.#note('some pictures had no time of their own, or that of the one before; they were moved to the next tick');
    }
    this.#lastPts = native.pts;
  }

  #check(native: NativeFrame, seconds: number): void {
    const { path, first, shape } = this.source;
    if (native.width !== shape.width || native.height !== shape.height || native.format !== first.format) {
      const message = `${path}: the picture changes from ${shape.width}x${shape.height} to ${native.width}x${native.height}, or its pixel format, at ${seconds.toFixed(2)} s`;
      throw new EngineError('media-unsupported', message, { data: { path, seconds } });
    }
    const maxSeconds = this.#options.limits?.maxSeconds;
    if (maxSeconds !== undefined && seconds >= maxSeconds) {
      const message = `${path} goes on after ${maxSeconds} s (allowed: ${maxSeconds} s)`;
      throw new EngineError('media-too-large', message, { data: { path, maxSeconds } });
    }
    if (native.decodeErrorFlags !== 0)
      this.#note('some pictures are damaged in the input, and shown as well as they decode');
  }

  #judgeEnd(): void {
    const { path, decoder, originPts, promisedSeconds } = this.source;
    const last = Number(this.#lastPts) * this.#secondsPerTick;
    const reason = judgeEnd(decoder.tally, last, promisedSeconds, this.info.container);
    if (reason) {
      const cut = { seconds: Math.max(0, last - Number(originPts) * this.#secondsPerTick), reason };
      if (!this.#options.allowPartial) throw truncated(path, cut);
      const known = this.notes.some((note) => note.startsWith('the film is truncated'));
      if (!known) this.#note(`the film is truncated: it ends at ${cut.seconds.toFixed(2)} s (${reason})`);
    }
    const { refused } = decoder.tally;
    if (refused > 0) this.#note(`${refused} damaged packets of the input gave no picture`);
  }

  #note(text: string): void {
    if (!this.notes.includes(text)) this.notes.push(text);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { first, pictures, format } = this.source;
    await this.#frames?.return(); // a decoder at work must not be freed under its feet
    this.#pending?.free();
    first.free();
    pictures[Symbol.dispose]();
    this.#pool[Symbol.dispose]();
    await format.closeInput();
  }
}
