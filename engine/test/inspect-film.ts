import { createHash } from 'node:crypto';
import {
  AV_DISPOSITION_ATTACHED_PIC,
  AV_FRAME_FLAG_INTERLACED,
  AV_FRAME_FLAG_TOP_FIELD_FIRST,
  AV_NOPTS_VALUE,
  AV_PKT_DATA_DISPLAYMATRIX,
  AV_PKT_DATA_FRAME_CROPPING,
  AVMEDIA_TYPE_VIDEO,
} from 'node-av/constants';
import {
  avGetCodecName,
  avGetMediaTypeString,
  avGetPixFmtName,
  Codec,
  CodecContext,
  FormatContext,
  Frame,
  Packet,
  type Stream,
} from 'node-av/lib';
import { type Chapter, readChapters } from '../src/decode/chapters.ts';
import { must } from '../src/decode/ffmpeg.ts';
import { pixelFormatNumber } from '../src/decode/pixel-formats.ts';
import { turnsOf } from '../src/decode/upright.ts';

/** An exact time: `ticks` × `num` ÷ `den` seconds. */
export interface Time {
  readonly ticks: bigint;
  readonly num: number;
  readonly den: number;
}

export interface InspectedStream {
  readonly index: number;
  readonly kind: string;
  readonly codec: string;
  readonly isCover: boolean;
  readonly sampleRate: number;
  readonly channels: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly disposition: number;
  /** Time and content of each packet. */
  readonly packets: readonly { readonly seconds: number; readonly hash: string; readonly bytes: number }[];
}

/** All that must survive a pass through the engine, read without the engine's own reader. */
export interface InspectedFilm {
  readonly container: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly chapters: readonly Chapter[];
  readonly streams: readonly InspectedStream[];
  readonly video: {
    readonly index: number;
    readonly codec: string;
    readonly codecTag: string;
    readonly width: number;
    readonly height: number;
    readonly pixelFormat: string;
    readonly aspect: string;
    readonly colors: readonly number[];
    readonly rotation: number;
    readonly cropping: string | undefined;
    readonly sideData: Readonly<Record<number, string>>;
    readonly frameRate: string;
    /** Presentation time of each decoded picture. */
    readonly times: readonly Time[];
    /** Duration of the last picture, where the container says it. */
    readonly lastDuration: Time;
    readonly hashes: readonly string[];
    readonly interlaced: number;
    readonly topFieldFirst: number;
  };
}

/** Demuxes and decodes a film from end to end. `hashPictures` also hashes what each picture shows. */
export async function inspectFilm(path: string, hashPictures = false): Promise<InspectedFilm> {
  const format = new FormatContext();
  must(await format.openInput(path, null, null), 'avformat_open_input');
  await using _closing = { [Symbol.asyncDispose]: () => format.closeInput() };
  must(await format.findStreamInfo(null), 'avformat_find_stream_info');
  const videoIndex = format.findBestStream(AVMEDIA_TYPE_VIDEO);
  const stream = format.streams[videoIndex];
  if (!stream) throw new Error(`${path} has no video stream`);
  const packets: { seconds: number; hash: string; bytes: number }[][] = format.streams.map(() => []);
  const pictures = await readAll(format, stream, packets, hashPictures);
  const { codecpar } = stream;
  const matrix = codecpar.getCodedSideData(AV_PKT_DATA_DISPLAYMATRIX);
  const container = format.iformat?.name ?? '';
  const sideData = codecpar.getAllCodedSideData().map(({ type, data }) => [type, data.toString('hex')] as const);
  const aspect = stream.sampleAspectRatio.num > 0 ? stream.sampleAspectRatio : codecpar.sampleAspectRatio;
  return {
    container,
    tags: format.metadata?.getAll() ?? {},
    chapters: await readChapters(path, container),
    streams: format.streams.map((each) => ({
      index: each.index,
      kind: avGetMediaTypeString(each.codecpar.codecType) ?? '',
      codec: avGetCodecName(each.codecpar.codecId) ?? '',
      isCover: each.hasDisposition(AV_DISPOSITION_ATTACHED_PIC),
      sampleRate: each.codecpar.sampleRate,
      channels: each.codecpar.channels,
      tags: each.metadata?.getAll() ?? {},
      disposition: each.disposition,
      packets: packets[each.index] ?? [],
    })),
    video: {
      index: videoIndex,
      codec: avGetCodecName(codecpar.codecId) ?? '',
      codecTag: codecpar.codecTagString ?? '',
      width: codecpar.width,
      height: codecpar.height,
      aspect: aspect.num > 0 ? aspect.toString() : '1/1',
      colors: [
        codecpar.colorRange,
        codecpar.colorPrimaries,
        codecpar.colorTrc,
        codecpar.colorSpace,
        codecpar.chromaLocation,
      ],
      rotation: matrix ? turnsOf(matrix).rotation : 0,
      cropping: codecpar.getCodedSideData(AV_PKT_DATA_FRAME_CROPPING)?.toString('hex'),
      sideData: Object.fromEntries(sideData),
      frameRate: stream.avgFrameRate.toString(),
      ...pictures,
    },
  };
}

async function readAll(
  format: FormatContext,
  stream: Stream,
  packets: { seconds: number; hash: string; bytes: number }[][],
  hashPictures: boolean,
) {
  const codec = Codec.findDecoder(stream.codecpar.codecId);
  const decoder = new CodecContext();
  decoder.allocContext3(codec);
  decoder.parametersToContext(stream.codecpar);
  decoder.pktTimebase = stream.timeBase;
  must(await decoder.open2(codec), 'avcodec_open2');
  const { num, den } = stream.timeBase;
  const times: Time[] = [];
  const hashes: string[] = [];
  let [interlaced, topFieldFirst, pixelFormat] = [0, 0, ''];
  let lastDuration: Time = { ticks: 0n, num, den };
  const frame = new Frame();
  frame.alloc();
  const drain = async () => {
    while ((await decoder.receiveFrame(frame)) >= 0) {
      times.push({ ticks: frame.bestEffortTimestamp, num, den });
      lastDuration = { ticks: frame.duration, num, den };
      pixelFormat = avGetPixFmtName(pixelFormatNumber(frame)) ?? '';
      if (frame.hasFlags(AV_FRAME_FLAG_INTERLACED)) interlaced++;
      if (frame.hasFlags(AV_FRAME_FLAG_TOP_FIELD_FIRST)) topFieldFirst++;
      if (hashPictures) hashes.push(createHash('md5').update(frame.toBuffer()).digest('hex'));
      frame.unref();
    }
  };
  const packet = new Packet();
  packet.alloc();
  while ((await format.readFrame(packet)) >= 0) {
    const base = format.streams[packet.streamIndex]?.timeBase.toDouble() ?? 0;
    const data = withoutAdts(packet.data ?? Buffer.alloc(0));
    const seconds = packet.pts === AV_NOPTS_VALUE ? Number.NaN : Number(packet.pts) * base;
    packets[packet.streamIndex]?.push({
      seconds,
      hash: createHash('md5').update(data).digest('hex'),
      bytes: data.length,
    });
    if (packet.streamIndex === stream.index) {
      await decoder.sendPacket(packet);
      await drain();
    }
    packet.unref();
  }
  await decoder.sendPacket(null);
  await drain();
  packet.free();
  frame.free();
  decoder.freeContext();
  return { times, hashes, lastDuration, pixelFormat, interlaced, topFieldFirst };
}

/** AAC in a transport stream has a header of 7 or 9 bytes before what other containers hold. */
function withoutAdts(data: Buffer): Buffer {
  if (data.length < 7 || data[0] !== 0xff || ((data[1] ?? 0) & 0xf6) !== 0xf0) return data;
  const length = (((data[3] ?? 0) & 3) << 11) | ((data[4] ?? 0) << 3) | ((data[5] ?? 0) >> 5);
  if (length !== data.length) return data;
  return data.subarray((data[1] ?? 0) & 1 ? 7 : 9);
}

/** Whether two times are the same, exactly. */
export function sameTime(a: Time, b: Time): boolean {
  return a.ticks * BigInt(a.num) * BigInt(b.den) === b.ticks * BigInt(b.num) * BigInt(a.den);
}

export function seconds(time: Time): number {
  return (Number(time.ticks) * time.num) / time.den;
}
