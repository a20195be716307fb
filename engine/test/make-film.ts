import {
  AV_CODEC_FLAG_FRAME_DURATION,
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_CODEC_FLAG_INTERLACED_DCT,
  AV_DISPOSITION_ATTACHED_PIC,
  AV_FRAME_FLAG_INTERLACED,
  AV_FRAME_FLAG_TOP_FIELD_FIRST,
  AV_PKT_DATA_DISPLAYMATRIX,
  type AVCodecID,
  AVERROR_EAGAIN,
  AVMEDIA_TYPE_SUBTITLE,
  AVMEDIA_TYPE_VIDEO,
  type AVPacketSideDataType,
  type FFEncoderCodec,
} from 'node-av/constants';
import {
  avChannelLayoutDefault,
  avGetPixFmtFromName,
  Codec,
  CodecContext,
  Dictionary,
  FormatContext,
  Frame,
  Packet,
  Rational,
  type Stream,
} from 'node-av/lib';
import { must } from '../src/decode/ffmpeg.ts';
import { drawFrame } from './draw-frame.ts';

type Settings = Readonly<Record<string, string | number>>;

export interface VideoRecipe {
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  readonly encoder?: string;
  readonly pixelFormat?: string;
  readonly settings?: Settings;
  readonly timeBase?: readonly [number, number];
  readonly frameRate?: readonly [number, number];
  /** Presentation time of a frame in ticks. Default: one frame every `timeBase / frameRate`. */
  readonly time?: (frame: number) => number;
  readonly aspect?: readonly [number, number];
  /** Range, primaries, transfer, matrix, chroma location, as FFmpeg numbers them. */
  readonly colors?: readonly [number, number, number, number, number];
  /** Degrees clockwise that a player must turn the picture. */
  readonly rotation?: number;
  readonly topFieldFirst?: boolean;
  readonly sideData?: readonly (readonly [AVPacketSideDataType, Buffer])[];
  readonly tags?: Readonly<Record<string, string>>;
}

export interface AudioRecipe {
  readonly encoder?: string;
  readonly rate?: number;
  readonly channels?: number;
  readonly seconds: number;
  /** Time of the first sample. */
  readonly start?: number;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface SubtitleRecipe {
  readonly codecId: AVCodecID;
  readonly extradata?: Buffer;
  /** Start, end in seconds, and the packet. */
  readonly lines: readonly (readonly [number, number, Buffer])[];
  readonly tags?: Readonly<Record<string, string>>;
}

export interface FilmRecipe {
  readonly muxer?: string;
  readonly muxerSettings?: Settings;
  readonly video?: readonly VideoRecipe[];
  readonly audio?: readonly AudioRecipe[];
  readonly subtitles?: readonly SubtitleRecipe[];
  readonly cover?: Buffer;
  readonly tags?: Readonly<Record<string, string>>;
}

interface Queued {
  readonly packet: Packet;
  readonly seconds: number;
}

/** Makes a tiny film: every recipe in memory first, then muxed in order of time. */
export async function makeFilm(path: string, recipe: FilmRecipe): Promise<void> {
  const format = new FormatContext();
  must(format.allocOutputContext2(null, recipe.muxer ?? null, path), 'avformat_alloc_output_context2');
  format.metadata = Dictionary.fromObject({ ...recipe.tags });
  const globalHeader = format.oformat?.name !== 'mpegts' && format.oformat?.name !== 'avi';
  const queue: Queued[] = [];
  const rescales: (() => void)[] = [];
  const add = (stream: Stream, base: Rational, packets: readonly Packet[]) => {
    stream.timeBase = base;
    rescales.push(() => {
      for (const packet of packets) packet.rescaleTs(base, stream.timeBase);
    });
    for (const packet of packets) {
      packet.streamIndex = stream.index;
      queue.push({ packet, seconds: Number(packet.dts) * base.toDouble() });
    }
  };
  for (const video of recipe.video ?? []) {
    const stream = format.newStream();
    const [codec, packets] = await encodeVideo(video, globalHeader);
    stream.codecpar.fromContext(codec);
    stream.avgFrameRate = codec.framerate;
    stream.sampleAspectRatio = codec.sampleAspectRatio;
    if (video.rotation) stream.codecpar.addCodedSideData(AV_PKT_DATA_DISPLAYMATRIX, displayMatrix(video.rotation));
    for (const [type, data] of video.sideData ?? []) stream.codecpar.addCodedSideData(type, data);
    if (video.tags) stream.metadata = Dictionary.fromObject(video.tags);
    add(stream, codec.timeBase, packets);
    codec.freeContext();
  }
  for (const audio of recipe.audio ?? []) {
    const stream = format.newStream();
    const [codec, packets] = await encodeAudio(audio, globalHeader);
    stream.codecpar.fromContext(codec);
    if (audio.tags) stream.metadata = Dictionary.fromObject(audio.tags);
    add(stream, codec.timeBase, packets);
    codec.freeContext();
  }
  for (const { codecId, extradata, lines, tags } of recipe.subtitles ?? []) {
    const stream = format.newStream();
    stream.codecpar.codecType = AVMEDIA_TYPE_SUBTITLE;
    stream.codecpar.codecId = codecId;
    if (extradata) stream.codecpar.extradata = extradata;
    if (tags) stream.metadata = Dictionary.fromObject(tags);
    add(
      stream,
      new Rational(1, 1000),
      lines.map(([start, end, data]) => textPacket(start, end, data)),
    );
  }
  if (recipe.cover) addCover(format, recipe.cover, add);
  must(await format.openOutput(), 'avio_open');
  using options = Dictionary.fromObject({ ...recipe.muxerSettings });
  must(await format.writeHeader(options), 'avformat_write_header');
  for (const rescale of rescales) rescale();
  for (const { packet } of queue.sort((a, b) => a.seconds - b.seconds)) {
    must(await format.interleavedWriteFrame(packet), 'av_interleaved_write_frame');
    packet.free();
  }
  must(await format.writeTrailer(), 'av_write_trailer');
  await format.closeOutput();
  format.freeContext();
}

async function encodeVideo(recipe: VideoRecipe, globalHeader: boolean): Promise<[CodecContext, Packet[]]> {
  const { encoder = 'libx264', pixelFormat = 'yuv420p', frames, width, height } = recipe;
  const [num, den] = recipe.timeBase ?? [1, 12800];
  const [rateNum, rateDen] = recipe.frameRate ?? [25, 1];
  const codec = new CodecContext();
  codec.allocContext3(Codec.findEncoderByName(encoder as FFEncoderCodec));
  codec.width = width;
  codec.height = height;
  codec.pixelFormat = avGetPixFmtFromName(pixelFormat);
  codec.timeBase = new Rational(num, den);
  codec.framerate = new Rational(rateNum, rateDen);
  codec.sampleAspectRatio = new Rational(...(recipe.aspect ?? [1, 1]));
  codec.setFlags(AV_CODEC_FLAG_FRAME_DURATION);
  if (globalHeader) codec.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER);
  if (recipe.topFieldFirst !== undefined) {
    codec.setFlags(AV_CODEC_FLAG_INTERLACED_DCT);
    codec.setOption('field_order', recipe.topFieldFirst ? 'tt' : 'bb');
  }
  if (recipe.colors) setColors(codec, recipe.colors);
  const speed: Settings = encoder.startsWith('libx26') ? { preset: 'ultrafast', crf: 20 } : {};
  using settings = Dictionary.fromObject({ ...speed, ...recipe.settings });
  must(await codec.open2(null, settings), `avcodec_open2 (${encoder})`);
  const step = (den * rateDen) / (num * rateNum);
  const time = recipe.time ?? ((frame: number) => Math.round(frame * step));
  const packets: Packet[] = [];
  for (let at = 0; at < frames; at++) {
    const frame = drawFrame(at, width, height, codec.pixelFormat);
    frame.pts = BigInt(time(at));
    frame.duration = BigInt(at + 1 < frames ? time(at + 1) - time(at) : Math.round(step));
    if (recipe.topFieldFirst !== undefined) frame.setFlags(AV_FRAME_FLAG_INTERLACED);
    if (recipe.topFieldFirst) frame.setFlags(AV_FRAME_FLAG_TOP_FIELD_FIRST);
    must(await codec.sendFrame(frame), 'avcodec_send_frame');
    frame.free();
    await collect(codec, packets);
  }
  must(await codec.sendFrame(null), 'avcodec_send_frame');
  await collect(codec, packets);
  return [codec, packets];
}

async function encodeAudio(recipe: AudioRecipe, globalHeader: boolean): Promise<[CodecContext, Packet[]]> {
  const { encoder = 'aac', rate = 48_000, channels = 2, seconds, start = 0 } = recipe;
  const codec = new CodecContext();
  const found = Codec.findEncoderByName(encoder as FFEncoderCodec);
  codec.allocContext3(found);
  codec.sampleRate = rate;
  codec.channelLayout = avChannelLayoutDefault(channels);
  codec.sampleFormat = found?.sampleFormats?.[0] ?? codec.sampleFormat;
  codec.bitRate = 64_000n;
  codec.timeBase = new Rational(1, rate);
  if (globalHeader) codec.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER);
  must(await codec.open2(null, null), `avcodec_open2 (${encoder})`);
  const size = codec.frameSize || 1024;
  const packets: Packet[] = [];
  for (let at = 0; at < seconds * rate; at += size) {
    const frame = new Frame();
    frame.alloc();
    frame.nbSamples = size;
    frame.format = codec.sampleFormat;
    frame.sampleRate = rate;
    frame.channelLayout = codec.channelLayout;
    must(frame.getBuffer(0), 'av_frame_get_buffer');
    // Any sound will do that is not silence: a saw in the bytes of floats or integers.
    for (const plane of frame.data ?? [])
      plane.forEach((_, byte) => {
        plane[byte] = byte % 4 === 3 ? 0x3c : (byte * 7 + at) & 0x7f;
      });
    frame.pts = BigInt(at + Math.round(start * rate));
    must(await codec.sendFrame(frame), 'avcodec_send_frame');
    frame.free();
    await collect(codec, packets);
  }
  must(await codec.sendFrame(null), 'avcodec_send_frame');
  await collect(codec, packets);
  return [codec, packets];
}

async function collect(codec: CodecContext, packets: Packet[]): Promise<void> {
  for (;;) {
    const packet = new Packet();
    packet.alloc();
    const result = await codec.receivePacket(packet);
    if (result < 0) {
      packet.free();
      if (result !== AVERROR_EAGAIN) return;
      return;
    }
    packets.push(packet);
  }
}

function addCover(
  format: FormatContext,
  picture: Buffer,
  add: (stream: Stream, base: Rational, packets: readonly Packet[]) => void,
): void {
  const stream = format.newStream();
  const codec = Codec.findEncoderByName('mjpeg' as FFEncoderCodec);
  stream.codecpar.codecType = AVMEDIA_TYPE_VIDEO;
  stream.codecpar.codecId = codec?.id ?? stream.codecpar.codecId;
  stream.codecpar.width = 16;
  stream.codecpar.height = 16;
  stream.setDisposition(AV_DISPOSITION_ATTACHED_PIC);
  add(stream, new Rational(1, 90_000), [textPacket(0, 0, picture)]);
}

function textPacket(start: number, end: number, data: Buffer): Packet {
  const packet = new Packet();
  packet.alloc();
  packet.data = data;
  packet.pts = BigInt(Math.round(start * 1000));
  packet.dts = packet.pts;
  packet.duration = BigInt(Math.round((end - start) * 1000));
  packet.isKeyframe = true;
  return packet;
}

function setColors(codec: CodecContext, colors: NonNullable<VideoRecipe['colors']>): void {
  const [range, primaries, transfer, matrix, location] = colors;
  codec.setOption('color_range', range);
  codec.setOption('color_primaries', primaries);
  codec.setOption('color_trc', transfer);
  codec.setOption('colorspace', matrix);
  codec.setOption('chroma_sample_location', location);
}

/** The matrix that turns a picture clockwise (ISO/IEC 14496-12, 6.2.2). */
function displayMatrix(degrees: number): Buffer {
  const turn = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.round(Math.cos(turn)) * 65_536, Math.round(Math.sin(turn)) * 65_536];
  const data = Buffer.alloc(36);
  [cos, sin, 0, -sin, cos, 0, 0, 0, 1 << 30].forEach((value, at) => {
    data.writeInt32LE(value, at * 4);
  });
  return data;
}
