import { AV_CODEC_CAP_EXPERIMENTAL, AV_PIX_FMT_YUV420P, AVMEDIA_TYPE_VIDEO } from 'node-av/constants';
import { avGetCodecName, avIsHardwarePixelFormat, Codec, CodecContext, Dictionary, Rational } from 'node-av/lib';
import { ffmpegReason } from '../decode/ffmpeg.ts';
import { defaultQuality, encoderSettings, isKnownEncoder } from './encoder-settings.ts';

/** What `doctor` prints for one video encoder. */
export interface EncoderStatus {
  readonly name: string;
  /** FFmpeg's name of what it makes, e.g. `h264`. */
  readonly codec: string;
  readonly hardware: boolean;
  /** It was opened just now. */
  readonly works: boolean;
  /** Why it does not work; empty when it does. */
  readonly reason: string;
}

/** The size it is tried at: every hardware encoder takes it, and a small one opens fast. */
const [WIDTH, HEIGHT] = [640, 360];

/** The state of every video encoder that can be named, tried one after another. */
export async function tryEncoders(): Promise<EncoderStatus[]> {
  const statuses: EncoderStatus[] = [];
  for (const codec of Codec.getCodecList()) {
    const name = codec.name ?? '';
    if (!codec.isEncoder() || codec.type !== AVMEDIA_TYPE_VIDEO || !isKnownEncoder(name)) continue;
    if (codec.hasCapabilities(AV_CODEC_CAP_EXPERIMENTAL)) continue;
    const reason = await reasonNot(codec, name);
    // A wrapper around anything but a library drives a device.
    const hardware = codec.wrapper !== null && !codec.wrapper.startsWith('lib');
    statuses.push({ name, codec: avGetCodecName(codec.id) ?? name, hardware, works: reason === '', reason });
  }
  return statuses;
}

/** Empty when the encoder opens with the engine's own settings, else the reason why not. */
async function reasonNot(codec: Codec, name: string): Promise<string> {
  const formats = (codec.pixelFormats ?? [AV_PIX_FMT_YUV420P]).filter((format) => !avIsHardwarePixelFormat(format));
  const format = formats.includes(AV_PIX_FMT_YUV420P) ? AV_PIX_FMT_YUV420P : formats[0];
  if (format === undefined) return 'it takes pictures in device memory only';
  const context = new CodecContext();
  try {
    context.allocContext3(codec);
    context.width = WIDTH;
    context.height = HEIGHT;
    context.pixelFormat = format;
    context.timeBase = new Rational(1, 25);
    context.framerate = new Rational(25, 1);
    const settings = { quality: defaultQuality, preset: undefined, width: WIDTH, sideData: [] };
    using options = Dictionary.fromObject(encoderSettings(name, settings));
    const opened = await context.open2(codec, options);
    return opened >= 0 ? '' : ffmpegReason(opened);
  } finally {
    context.freeContext();
  }
}
