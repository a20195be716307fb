import { AV_FRAME_DATA_SEI_UNREGISTERED, AV_PICTURE_TYPE_NONE, AVERROR_EAGAIN, AVERROR_EOF } from 'node-av/constants';
import { type CodecContext, type Frame as NativeFrame, Packet } from 'node-av/lib';
import type { Chapter } from '../decode/chapters.ts';
import { DecodedPicture } from '../decode/decoded-picture.ts';
import { must } from '../decode/ffmpeg.ts';
import type { DecodedFrame } from '../decode/film.ts';
import type { FilmSource } from '../decode/film-reader.ts';
import { EngineError, throwIfCanceled } from '../errors.ts';
import type { Container } from './containers.ts';
import type { EvenTimes } from './even-times.ts';
import type { FilmWriter } from './film.ts';
import { markUserData } from './film-marks.ts';
import type { FilmMuxer } from './film-muxer.ts';
import { finishContainer } from './finish-container.ts';
import type { DigitalSourceType } from './marks.ts';
import type { PartFile } from './part-file.ts';
import type { PictureFitter } from './picture-fitter.ts';
import { keptTags } from './plan-tracks.ts';
import type { TimePlan } from './time-plan.ts';

export interface WriterParts {
  readonly codec: CodecContext;
  readonly muxer: FilmMuxer;
  readonly fitter: PictureFitter;
  /** Undefined when the pictures keep their own times. */
  readonly evenTimes: EvenTimes | undefined;
  readonly part: PartFile;
  readonly plan: TimePlan;
  readonly source: FilmSource;
  readonly container: Container;
  readonly chapters: readonly Chapter[];
  readonly notes: string[];
  readonly digitalSourceType: DigitalSourceType;
}

/** Seconds between the marks that the encoder writes among the pictures. */
const markSeconds = 5;

/** Encodes pictures and hands their packets to the muxer. Made by `createFilm`. */
export class FfmpegFilmWriter implements FilmWriter {
  readonly encoder: string;
  readonly #parts: WriterParts;
  readonly #signal: AbortSignal | undefined;
  readonly #owned: AsyncDisposableStack;
  readonly #packet = new Packet();
  readonly #mark: Buffer;
  #nextMarkPts: bigint | undefined;
  #finished = false;

  constructor(encoder: string, parts: WriterParts, signal: AbortSignal | undefined, owned: AsyncDisposableStack) {
    this.encoder = encoder;
    this.#parts = parts;
    this.#signal = signal;
    this.#owned = owned;
    this.#mark = markUserData(parts.digitalSourceType);
    this.#packet.alloc();
  }

  get notes(): readonly string[] {
    return this.#parts.notes;
  }

  async write(frame: DecodedFrame): Promise<void> {
    using picture = frame;
    throwIfCanceled(this.#signal);
    if (!(picture instanceof DecodedPicture)) throw new EngineError('internal', 'the frame is of another reader');
    const fitted = await this.#parts.fitter.fit(picture.native);
    try {
      fitted.pts += this.#parts.plan.shift;
      const { evenTimes } = this.#parts;
      if (evenTimes) await this.#writeAll(await evenTimes.take(fitted));
      else await this.#writeOne(fitted);
    } finally {
      if (fitted !== picture.native) fitted.free();
    }
  }

  async #writeAll(pictures: readonly NativeFrame[]): Promise<void> {
    try {
      for (const picture of pictures) await this.#writeOne(picture);
    } finally {
      for (const picture of pictures) picture.free();
    }
  }

  async #writeOne(native: NativeFrame): Promise<void> {
    this.#prepare(native);
    await this.#encode(native);
  }

  #prepare(native: NativeFrame): void {
    native.pictType = AV_PICTURE_TYPE_NONE; // else the encoder repeats the input's choice of I, P and B pictures
    native.quality = this.#parts.codec.globalQuality; // for encoders with a fixed quantiser
    native.removeSideData(AV_FRAME_DATA_SEI_UNREGISTERED); // it describes the input's encoder
    if (this.#nextMarkPts === undefined || native.pts >= this.#nextMarkPts) {
      this.#mark.copy(native.newSideData(AV_FRAME_DATA_SEI_UNREGISTERED, this.#mark.length));
      const { num, den } = this.#parts.codec.timeBase;
      this.#nextMarkPts = native.pts + BigInt(Math.ceil((markSeconds * den) / num));
    }
  }

  async finish(): Promise<void> {
    throwIfCanceled(this.#signal);
    if (this.#finished) throw new EngineError('internal', 'the film is finished already');
    this.#finished = true;
    const { muxer, part, source, container, chapters, digitalSourceType, notes, evenTimes } = this.#parts;
    if (evenTimes) await this.#writeAll(await evenTimes.end());
    await this.#encode(null);
    await muxer.finish();
    const tags = keptTags(source.format.metadata);
    await finishContainer(part.path, { container, chapters, tags, digitalSourceType, notes });
    await part.publish();
  }

  async #encode(frame: NativeFrame | null): Promise<void> {
    const { codec, muxer } = this.#parts;
    must(await codec.sendFrame(frame), 'avcodec_send_frame');
    for (;;) {
      const result = await codec.receivePacket(this.#packet);
      if (result === AVERROR_EAGAIN || result === AVERROR_EOF) return;
      must(result, 'avcodec_receive_packet');
      await muxer.writeVideo(this.#packet);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#packet.free();
    await this.#owned[Symbol.asyncDispose]();
  }
}
