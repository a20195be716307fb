import type { AVHWDeviceType, FFDecoderCodec, FFHWDeviceType } from 'node-av/constants';
import { AV_HWDEVICE_TYPE_CUDA, AV_HWDEVICE_TYPE_NONE, AV_HWDEVICE_TYPE_VIDEOTOOLBOX } from 'node-av/constants';
import { avGetCodecName, Codec, CodecContext, HardwareDeviceContext, type Stream } from 'node-av/lib';
import { EngineError } from '../errors.ts';
import { ffmpegFailure } from './ffmpeg.ts';

export interface OpenedDecoder {
  /** FFmpeg's name, e.g. `h264` or `h264_cuvid`. */
  readonly name: string;
  /** The type of the device that is to do this decoder's work, e.g. `cuda`. */
  readonly device: string | undefined;
  readonly context: CodecContext;
}

/** Devices that `auto` uses when they are really there, best first. */
const autoDevices: readonly AVHWDeviceType[] = [AV_HWDEVICE_TYPE_CUDA, AV_HWDEVICE_TYPE_VIDEOTOOLBOX];

interface Choice {
  readonly codec: Codec;
  readonly device?: HardwareDeviceContext;
}

/**
 * Opens the decoder of a stream: `auto`, an FFmpeg decoder by name, or a device by type.
 *
 * With `auto`, a device that cannot decode this film leaves it to the software decoder.
 */
export async function openDecoder(
  stream: Stream,
  path: string,
  wanted: string,
  limits: { readonly threads: number | undefined; readonly maxPixels: number },
): Promise<OpenedDecoder> {
  const choice = wanted === 'auto' ? automatic(stream) : named(stream, wanted);
  if (!choice) {
    const name = avGetCodecName(stream.codecpar.codecId) ?? 'unknown';
    throw new EngineError('media-unsupported', `${path}: no decoder for ${name} video`, {
      data: { path, codec: name },
    });
  }
  const { codec, device } = choice;
  const context = new CodecContext();
  context.allocContext3(codec);
  context.parametersToContext(stream.codecpar);
  context.pktTimebase = stream.timeBase;
  context.threadCount = limits.threads ?? 0;
  context.setOption('max_pixels', limits.maxPixels); // pictures may grow within the film
  const name = codec.name ?? 'unknown';
  if (device) {
    const configuration = hardwareConfiguration(codec, device.type);
    if (configuration) context.setHardwarePixelFormat(configuration.pixFmt);
    context.hwDeviceCtx = device;
  }
  const type = device && (HardwareDeviceContext.getTypeName(device.type) ?? undefined);
  const opened = await context.open2(codec);
  if (opened >= 0) return { name, device: type, context };
  context.freeContext();
  if (device && wanted === 'auto') return openDecoder(stream, path, name, limits);
  const code = wanted === 'auto' ? 'media-unsupported' : 'provider-unavailable';
  throw ffmpegFailure(code, `${path}: decoder ${name} cannot be opened`, opened, 'avcodec_open2', {
    path,
    decoder: name,
  });
}

function automatic(stream: Stream): Choice | undefined {
  const { codecId } = stream.codecpar;
  const software = Codec.findDecoder(codecId);
  const native = Codec.findDecoderByName((avGetCodecName(codecId) ?? '') as FFDecoderCodec) ?? software;
  for (const type of autoDevices) {
    if (!native || !hardwareConfiguration(native, type)) continue;
    const device = openDevice(type);
    if (device) return { codec: native, device };
  }
  return software ? { codec: software } : undefined;
}

function named(stream: Stream, wanted: string): Choice {
  const { codecId } = stream.codecpar;
  const codec = Codec.findDecoderByName(wanted as FFDecoderCodec);
  if (codec?.id === codecId) return { codec };
  const type = HardwareDeviceContext.findTypeByName(wanted as FFHWDeviceType);
  const native = Codec.findDecoderByName((avGetCodecName(codecId) ?? '') as FFDecoderCodec);
  const device = type === AV_HWDEVICE_TYPE_NONE ? undefined : openDevice(type);
  if (device && native && hardwareConfiguration(native, type)) return { codec: native, device };
  device?.free();
  const present = presentDecoders(stream);
  const message = `decoder ${wanted} is not available for this film (present: ${present.join(', ')})`;
  throw new EngineError('provider-unavailable', message, { data: { decoder: wanted, present } });
}

/** Decoders and devices that can take this stream here, `auto` first. */
function presentDecoders(stream: Stream): string[] {
  const { codecId } = stream.codecpar;
  const software = Codec.getCodecList().filter((codec) => codec.isDecoder() && codec.id === codecId && !codec.wrapper);
  const devices = HardwareDeviceContext.iterateTypes().filter((type) => {
    const device = openDevice(type);
    device?.free();
    return device !== undefined;
  });
  const names = [
    ...software.map((codec) => codec.name),
    ...devices.map((type) => HardwareDeviceContext.getTypeName(type)),
  ];
  return ['auto', ...names.filter((name) => name !== null)];
}

function openDevice(type: AVHWDeviceType): HardwareDeviceContext | undefined {
  const device = new HardwareDeviceContext();
  if (device.create(type, null, null) >= 0) return device;
  device.free();
  return undefined;
}

function hardwareConfiguration(codec: Codec, type: AVHWDeviceType): ReturnType<Codec['getHwConfig']> {
  for (let at = 0; ; at++) {
    const configuration = codec.getHwConfig(at);
    if (!configuration || configuration.deviceType === type) return configuration;
  }
}

/** What did the work, by the first picture: a device may have left it to the CPU, which is an error if it was named. */
export function workingDecoder(opened: OpenedDecoder, usesDevice: boolean, wanted: string, path: string): string {
  const { name, device } = opened;
  if (device === undefined) return name;
  if (usesDevice) return `${name} (${device})`;
  if (wanted === 'auto') return name;
  const data = { path, decoder: device };
  throw new EngineError('provider-unavailable', `${path}: ${device} cannot decode this film's ${name}`, { data });
}
