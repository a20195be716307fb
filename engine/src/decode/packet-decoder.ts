import { AV_NOPTS_VALUE, AV_PKT_FLAG_CORRUPT, AVERROR_EAGAIN, AVERROR_EOF } from 'node-av/constants';
import { type CodecContext, type FormatContext, Frame, Packet, type Stream } from 'node-av/lib';
import { must } from './ffmpeg.ts';

/** What came out of a film so far; its end is judged by it. Times are seconds on the container's clock. */
export interface DecodeTally {
  /** Packets that the decoder refused, and pictures that it could not make of them. */
  refused: number;
  /** Latest presentation time of a packet of the video stream, and of any stream. */
  videoSeconds: number;
  furthestSeconds: number;
  lastPacketCorrupt: boolean;
  /** The demuxer's return code at the end; undefined while reading. */
  demuxResult: number | undefined;
}

/** Demuxes a film and decodes one of its streams, picture by picture, off the JavaScript thread. */
export class PacketDecoder implements Disposable {
  readonly tally: DecodeTally = {
    refused: 0,
    videoSeconds: Number.NEGATIVE_INFINITY,
    furthestSeconds: Number.NEGATIVE_INFINITY,
    lastPacketCorrupt: false,
    demuxResult: undefined,
  };
  readonly #format: FormatContext;
  readonly #streamIndex: number;
  readonly #secondsPerTick: readonly number[];
  readonly #codec: CodecContext;
  readonly #packet = new Packet();

  constructor(format: FormatContext, stream: Stream, codec: CodecContext) {
    this.#format = format;
    this.#streamIndex = stream.index;
    this.#secondsPerTick = format.streams.map((each) => each.timeBase.toDouble());
    this.#codec = codec;
    this.#packet.alloc();
  }

  /** The next picture in presentation order, which the caller frees; undefined at the end. */
  async next(): Promise<Frame | undefined> {
    const frame = new Frame();
    frame.alloc();
    for (;;) {
      const result = await this.#codec.receiveFrame(frame);
      if (result >= 0) return frame;
      if (result === AVERROR_EAGAIN) await this.#feed();
      else if (result === AVERROR_EOF) {
        frame.free();
        return undefined;
      } else this.tally.refused++; // a damaged picture: the decoder goes on with the next
    }
  }

  /** Gives the decoder one more packet of its stream, or tells it that there are no more. */
  async #feed(): Promise<void> {
    while (this.tally.demuxResult === undefined) {
      const read = await this.#format.readFrame(this.#packet);
      if (read < 0) {
        if (read !== AVERROR_EAGAIN) this.tally.demuxResult = read;
        continue;
      }
      const ours = this.#packet.streamIndex === this.#streamIndex;
      this.#count(ours);
      const sent = ours ? await this.#codec.sendPacket(this.#packet) : 0;
      this.#packet.unref();
      if (sent < 0) this.tally.refused++;
      if (ours) return;
    }
    const flushed = await this.#codec.sendPacket(null);
    if (flushed !== AVERROR_EOF) must(flushed, 'avcodec_send_packet (flush)');
  }

  #count(ours: boolean): void {
    const { pts, streamIndex } = this.#packet;
    const tally = this.tally;
    if (ours) tally.lastPacketCorrupt = this.#packet.hasFlags(AV_PKT_FLAG_CORRUPT);
    if (pts === AV_NOPTS_VALUE) return;
    const seconds = Number(pts) * (this.#secondsPerTick[streamIndex] ?? 0);
    if (seconds > tally.furthestSeconds) tally.furthestSeconds = seconds;
    if (ours && seconds > tally.videoSeconds) tally.videoSeconds = seconds;
  }

  /** Forgets pictures in flight; call after a seek. */
  flush(): void {
    this.#codec.flushBuffers();
    this.tally.demuxResult = undefined;
  }

  [Symbol.dispose](): void {
    this.#packet.free();
    this.#codec.freeContext();
  }
}
