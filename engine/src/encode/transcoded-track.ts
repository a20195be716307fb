import {
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_NOPTS_VALUE,
  AVERROR_EAGAIN,
  AVERROR_EOF,
  type AVSampleFormat,
  type FFEncoderCodec,
} from 'node-av/constants';
import {
  avChannelLayoutDefault,
  avChannelLayoutDescribe,
  avGetSampleFmtName,
  avRescaleQ,
  Codec,
  CodecContext,
  Frame,
  Packet,
  Rational,
  type Stream,
} from 'node-av/lib';
import { must } from '../decode/ffmpeg.ts';
import { FilterChain } from '../decode/filter-chain.ts';
import { EngineError } from '../errors.ts';
import type { Track } from './track.ts';

/** Bits per second and channel: transparent for AAC and more than that for Opus. */
const bitsPerChannel = 96_000;

/** Sound that the container cannot hold as it is, decoded and encoded once. */
export class TranscodedTrack implements Track {
  readonly input: Stream;
  readonly output: Stream;
  readonly #decoder = new CodecContext();
  readonly #encoder: CodecContext;
  readonly #sampleBase: Rational;
  readonly #frame = new Frame();
  #chain: FilterChain | undefined;
  #packets: Packet[] = [];

  private constructor(input: Stream, output: Stream, encoder: CodecContext) {
    this.input = input;
    this.output = output;
    this.#encoder = encoder;
    this.#sampleBase = new Rational(1, encoder.sampleRate);
    this.#frame.alloc();
  }

  static async open(
    input: Stream,
    output: Stream,
    encoderName: string,
    globalHeader: boolean,
  ): Promise<TranscodedTrack> {
    const encoder = await openEncoder(input, encoderName, globalHeader);
    const track = new TranscodedTrack(input, output, encoder);
    const codec = Codec.findDecoder(input.codecpar.codecId);
    if (!codec) throw new EngineError('media-unsupported', 'there is no decoder for a sound stream of the film');
    track.#decoder.allocContext3(codec);
    track.#decoder.parametersToContext(input.codecpar);
    track.#decoder.pktTimebase = input.timeBase;
    must(await track.#decoder.open2(codec), `avcodec_open2 (${codec.name})`);
    must(output.codecpar.fromContext(encoder), 'avcodec_parameters_from_context');
    output.timeBase = track.#sampleBase;
    return track;
  }

  async take(packet: Packet): Promise<readonly Packet[]> {
    this.#forget();
    await this.#decoder.sendPacket(packet); // a damaged packet leaves a gap, which the chain fills with silence
    await this.#decode();
    return this.#packets;
  }

  async end(): Promise<readonly Packet[]> {
    this.#forget();
    await this.#decoder.sendPacket(null);
    await this.#decode();
    await this.#chain?.send(null);
    await this.#filterAndEncode();
    must(await this.#encoder.sendFrame(null), 'avcodec_send_frame');
    await this.#collect();
    return this.#packets;
  }

  async #decode(): Promise<void> {
    while ((await this.#decoder.receiveFrame(this.#frame)) >= 0) {
      const { pts } = this.#frame;
      if (pts !== AV_NOPTS_VALUE) {
        this.#frame.pts = avRescaleQ(pts, this.input.timeBase, new Rational(1, this.#frame.sampleRate));
      }
      this.#chain ??= await this.#openChain(this.#frame);
      await this.#chain.send(this.#frame);
      this.#frame.unref();
      await this.#filterAndEncode();
    }
  }

  async #openChain(like: Frame): Promise<FilterChain> {
    const encoder = this.#encoder;
    const format = (sampleFormat: number) => avGetSampleFmtName(sampleFormat as AVSampleFormat);
    const source = [
      `time_base=1/${like.sampleRate}`,
      `sample_rate=${like.sampleRate}`,
      `sample_fmt=${format(like.format)}`,
      `channel_layout=${avChannelLayoutDescribe(like.channelLayout)}`,
    ];
    const layout = avChannelLayoutDescribe(encoder.channelLayout);
    const target = `aformat=sample_fmts=${format(encoder.sampleFormat)}:sample_rates=${encoder.sampleRate}:channel_layouts=${layout}`;
    const filters = [
      'aresample=async=1',
      target,
      ...(encoder.frameSize > 0 ? [`asetnsamples=${encoder.frameSize}:p=0`] : []),
    ];
    return FilterChain.forSound(filters.join(','), source.join(':'));
  }

  async #filterAndEncode(): Promise<void> {
    for (;;) {
      const frame = await this.#chain?.receive();
      if (!frame) return;
      must(await this.#encoder.sendFrame(frame), 'avcodec_send_frame');
      frame.free();
      await this.#collect();
    }
  }

  async #collect(): Promise<void> {
    for (;;) {
      const packet = new Packet();
      packet.alloc();
      const result = await this.#encoder.receivePacket(packet);
      if (result >= 0) {
        packet.rescaleTs(this.#sampleBase, this.output.timeBase);
        this.#packets.push(packet);
        continue;
      }
      packet.free();
      if (result !== AVERROR_EAGAIN && result !== AVERROR_EOF) must(result, 'avcodec_receive_packet');
      return;
    }
  }

  #forget(): void {
    for (const packet of this.#packets) packet.free();
    this.#packets = [];
  }

  [Symbol.dispose](): void {
    this.#forget();
    this.#frame.free();
    this.#chain?.[Symbol.dispose]();
    this.#decoder.freeContext();
    this.#encoder.freeContext();
  }
}

async function openEncoder(input: Stream, name: string, globalHeader: boolean): Promise<CodecContext> {
  const codec = Codec.findEncoderByName(name as FFEncoderCodec);
  if (!codec)
    throw new EngineError('encoder-unavailable', `encoder ${name} is not available`, { data: { encoder: name } });
  const { codecpar } = input;
  const encoder = new CodecContext();
  encoder.allocContext3(codec);
  const rates = codec.supportedSamplerates;
  // The next higher rate that the encoder has, e.g. 48 kHz for Opus.
  const rate = rates?.filter((each) => each >= codecpar.sampleRate).sort((a, b) => a - b)[0];
  encoder.sampleRate = rates ? (rate ?? Math.max(...rates)) : codecpar.sampleRate;
  // Opus only knows the usual layout of a number of speakers: 5.1(side) becomes 5.1.
  encoder.channelLayout = name === 'libopus' ? avChannelLayoutDefault(codecpar.channels) : codecpar.channelLayout;
  encoder.sampleFormat = codec.sampleFormats?.[0] ?? (codecpar.format as AVSampleFormat);
  encoder.bitRate = BigInt(bitsPerChannel * Math.max(1, codecpar.channels));
  encoder.timeBase = new Rational(1, encoder.sampleRate);
  if (globalHeader) encoder.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER);
  must(await encoder.open2(codec), `avcodec_open2 (${name})`);
  return encoder;
}
