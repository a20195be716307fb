import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { AVFMT_FLAG_DISCARD_CORRUPT, AVFMT_FLAG_GENPTS } from 'node-av/constants';
import { Dictionary, FormatContext } from 'node-av/lib';
import { EngineError } from '../errors.ts';
import { ffmpegFailure } from './ffmpeg.ts';
import { lacksIndex, truncated } from './wholeness.ts';

/**
 * The only demuxers that are ever opened. A playlist (HLS, ffconcat, DASH, image sequence, SDP) names other files and
 * addresses, so it is refused whatever its extension says. Audio containers are here to be told "no video stream".
 */
const demuxers = [
  ...[
    'mov',
    'mp4',
    'm4a',
    '3gp',
    '3g2',
    'mj2',
    'matroska',
    'webm',
    'mpegts',
    'mpeg',
    'avi',
    'flv',
    'asf',
    'ogg',
    'mxf',
  ],
  ...['yuv4mpegpipe', 'mp3', 'wav', 'flac', 'aac', 'ac3', 'aiff', 'caf', 'w64'],
];

/** Opens a local film's container and reads its headers, but decodes nothing beyond what the headers need. */
export async function openContainer(path: string, maxPixels: number): Promise<FormatContext> {
  await access(path, constants.R_OK).catch((cause: unknown) => {
    throw new EngineError('media-unreadable', `${path} cannot be read`, { cause, data: { path } });
  });
  const format = new FormatContext();
  using options = Dictionary.fromObject({
    format_whitelist: demuxers.join(','),
    protocol_whitelist: 'file',
    // A QuickTime "reference movie" names other files too.
    enable_drefs: 0,
    use_absolute_path: 0,
  });
  // `file:` keeps a name such as `http:x.mp4` or `concat:a|b` a name.
  const opened = await format.openInput(`file:${path}`, null, options);
  if (opened < 0) {
    if (await lacksIndex(path)) throw truncated(path, { seconds: 0, reason: 'its index is missing' });
    const message = `${path} is not a film that can be opened (allowed: MP4, MOV, MKV, WebM, MPEG-TS, AVI and the like)`;
    throw ffmpegFailure('media-unreadable', message, opened, 'avformat_open_input', { path });
  }
  try {
    format.clearFlags(AVFMT_FLAG_DISCARD_CORRUPT, AVFMT_FLAG_GENPTS);
    refuseLargePictures(format, path, maxPixels);
    const found = await format.findStreamInfo(null);
    if (found < 0)
      throw ffmpegFailure('media-unreadable', `${path} is damaged`, found, 'avformat_find_stream_info', { path });
    refuseLargePictures(format, path, maxPixels);
    return format;
  } catch (error) {
    await format.closeInput();
    throw error;
  }
}

function refuseLargePictures(format: FormatContext, path: string, maxPixels: number): void {
  for (const { codecpar } of format.streams) {
    const pixels = codecpar.width * codecpar.height;
    if (pixels <= maxPixels) continue;
    const message = `${path}: pictures of ${codecpar.width}x${codecpar.height} (allowed: ${maxPixels} pixels)`;
    throw new EngineError('media-too-large', message, { data: { path, pixels, maxPixels } });
  }
}
