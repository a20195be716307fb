import {
  AV_CODEC_CAP_EXPERIMENTAL,
  AV_HWDEVICE_TYPE_CUDA,
  AV_HWDEVICE_TYPE_QSV,
  type AVHWDeviceType,
  AVMEDIA_TYPE_VIDEO,
  type AVPixelFormat,
  type FFEncoderCodec,
} from 'node-av/constants';
import {
  avcodecFindBestPixFmtOfList,
  avGetCodecName,
  avGetPixFmtName,
  avIsHardwarePixelFormat,
  Codec,
  HardwareDeviceContext,
} from 'node-av/lib';
import { nearestPlanarFormat, pixelFormatOf, withoutJ } from '../decode/pixel-formats.ts';
import { EngineError } from '../errors.ts';
import type { PixelFormat } from '../frame/frame.ts';
import type { Container } from './containers.ts';
import { isKnownEncoder } from './encoder-settings.ts';

export interface EncoderChoice {
  readonly codec: Codec;
  readonly name: string;
  /** FFmpeg's name of what it makes, e.g. `h264`. */
  readonly makes: string;
  /** What it is given; differs from the film's own format where the encoder cannot take that. */
  readonly pixelFormat: AVPixelFormat;
}

/** Device that a hardware encoder needs, by the end of its name. */
const devices: readonly [RegExp, AVHWDeviceType][] = [
  [/_nvenc$/, AV_HWDEVICE_TYPE_CUDA],
  [/_qsv$/, AV_HWDEVICE_TYPE_QSV],
];

/**
 * Chooses the encoder: the one that is named, or by container and film.
 *
 * `auto` never takes hardware: quality per bit and reach of formats differ too much to change with the machine.
 */
export function chooseEncoder(
  wanted: string,
  container: Container,
  film: { readonly codec: string; readonly format: PixelFormat; readonly pixelFormat: AVPixelFormat },
  notes: string[],
): EncoderChoice {
  const name = wanted === 'auto' ? automatic(container, film.codec, film.format) : wanted;
  const codec = Codec.findEncoderByName(name as FFEncoderCodec);
  if (!codec || codec.type !== AVMEDIA_TYPE_VIDEO || !isKnownEncoder(name)) throw encoderUnavailable(name);
  const makes = avGetCodecName(codec.id) ?? name;
  if (!container.video.includes(makes)) {
    const message = `${makes} video (${name}) cannot go into ${container.muxer} (allowed: ${container.video.join(', ')})`;
    throw new EngineError('option-invalid', message, { data: { encoder: name, allowed: container.video } });
  }
  return { codec, name, makes, pixelFormat: choosePixelFormat(codec, film.pixelFormat, notes) };
}

function automatic(container: Container, filmCodec: string, format: PixelFormat): string {
  if (container.muxer === 'webm') return 'libvpx-vp9';
  if (format.model === 'rgb') return format.bitDepth > 8 ? 'libx265' : 'libx264rgb';
  if (format.bitDepth > 10) return 'libx265';
  // 10 bit: H.264 stays H.264 (High 10); all other films become HEVC Main 10, which far more devices play.
  return format.bitDepth > 8 && filmCodec !== 'h264' ? 'libx265' : 'libx264';
}

function choosePixelFormat(codec: Codec, wanted: AVPixelFormat, notes: string[]): AVPixelFormat {
  const takes = (codec.pixelFormats ?? [wanted]).filter((format) => !avIsHardwarePixelFormat(format));
  if (takes.includes(wanted)) return wanted;
  if (takes.includes(withoutJ(wanted))) return withoutJ(wanted);
  if (takes.length === 0) throw encoderUnavailable(codec.name ?? '');
  const from = samplesOf(wanted);
  const best = avcodecFindBestPixFmtOfList(
    takes.filter((format) => isAlike(from, samplesOf(format))),
    withoutJ(wanted),
  );
  const to = samplesOf(best);
  const isSame =
    from.model === to.model && from.bitDepth === to.bitDepth && keepsChroma(from, to) && keepsChroma(to, from);
  if (isSame) return best; // only laid out otherwise
  const lossless =
    from.model === 'gray' || (from.model === to.model && to.bitDepth >= from.bitDepth && keepsChroma(from, to));
  const fate = lossless ? 'nothing of it is lost' : 'some precision is lost';
  notes.push(`${codec.name} takes ${avGetPixFmtName(best)} instead of ${avGetPixFmtName(wanted)}: ${fate}`);
  return best;
}

/** What samples a format holds, also where they lie packed or in pairs, as NV12's. */
function samplesOf(format: AVPixelFormat): PixelFormat {
  const described = pixelFormatOf(format) ?? pixelFormatOf(nearestPlanarFormat(format));
  if (!described) throw new EngineError('internal', `pixel format ${format} cannot be described`);
  return described;
}

/** Gray fits into RGB and 4:4:4 without loss, but 4:2:0 is smaller and plays everywhere. */
function isAlike(from: PixelFormat, to: PixelFormat): boolean {
  if (from.model === 'gray') return to.model === 'gray' || (to.model === 'yuv' && to.chromaShiftY === 1);
  return from.model === 'rgb' || to.model === 'yuv';
}

function keepsChroma(from: PixelFormat, to: PixelFormat): boolean {
  return to.chromaShiftX <= from.chromaShiftX && to.chromaShiftY <= from.chromaShiftY;
}

/** Encoders that work on this machine, and can be named. */
export function presentEncoders(): string[] {
  const usable = (codec: Codec): boolean => {
    const name = codec.name ?? '';
    if (!codec.isEncoder() || codec.type !== AVMEDIA_TYPE_VIDEO || !isKnownEncoder(name)) return false;
    if (codec.hasCapabilities(AV_CODEC_CAP_EXPERIMENTAL)) return false;
    if (!codec.wrapper || codec.wrapper.startsWith('lib')) return true;
    const device = devices.find(([names]) => names.test(name))?.[1];
    return device !== undefined && isPresent(device);
  };
  return Codec.getCodecList()
    .filter(usable)
    .map((codec) => codec.name ?? '');
}

function isPresent(type: AVHWDeviceType): boolean {
  using device = new HardwareDeviceContext();
  return device.create(type, null, null) >= 0;
}

/** The error for an encoder that is not there, or does not open; lists those that are. */
export function encoderUnavailable(name: string, cause?: unknown): EngineError {
  const present = presentEncoders();
  const message = `encoder ${name} is not available (present: ${present.join(', ')})`;
  return new EngineError('encoder-unavailable', message, { cause, data: { encoder: name, present } });
}
