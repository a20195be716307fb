import { extname } from 'node:path';
import { EngineError } from '../errors.ts';

/** A container that films are written in: what we put into it, by FFmpeg's codec names. */
export interface Container {
  /** FFmpeg's muxer. */
  readonly muxer: 'mp4' | 'mov' | 'matroska' | 'webm' | 'mpegts';
  readonly video: readonly string[];
  /** Sound that is copied bit for bit; `all` takes any. */
  readonly audio: readonly string[] | 'all';
  /** What other sound is made of, once. */
  readonly audioEncoder: 'aac' | 'libopus';
  readonly subtitles: readonly string[];
  /** Plain-text subtitles of other kinds become this; undefined where there is none. */
  readonly textSubtitles: 'mov_text' | 'subrip' | 'webvtt' | undefined;
  /** Where a cover picture goes. */
  readonly cover: 'stream' | 'attachment' | undefined;
  /** Whether frame times are kept as whole milliseconds. */
  readonly milliseconds: boolean;
}

const pcm = ['pcm_s16le', 'pcm_s16be', 'pcm_s24le', 'pcm_s24be', 'pcm_s32le', 'pcm_s32be', 'pcm_f32le', 'pcm_f64le'];

const mp4: Container = {
  muxer: 'mp4',
  video: ['h264', 'hevc', 'av1', 'vp9'],
  audio: ['aac', 'mp3', 'mp2', 'ac3', 'eac3', 'alac', 'flac', 'opus', 'dts', ...pcm],
  audioEncoder: 'aac',
  subtitles: ['mov_text', 'dvd_subtitle'],
  textSubtitles: 'mov_text',
  cover: 'stream',
  milliseconds: false,
};

const containers: Readonly<Record<Container['muxer'], Container>> = {
  mp4,
  mov: {
    ...mp4,
    muxer: 'mov',
    video: ['h264', 'hevc', 'prores'],
    audio: [
      'aac',
      'mp3',
      'mp2',
      'ac3',
      'eac3',
      'alac',
      'pcm_s8',
      'pcm_u8',
      'pcm_alaw',
      'pcm_mulaw',
      'adpcm_ima_qt',
      ...pcm,
    ],
    subtitles: ['mov_text', 'eia_608'],
    cover: undefined,
  },
  matroska: {
    muxer: 'matroska',
    video: ['h264', 'hevc', 'av1', 'vp9', 'vp8', 'prores', 'ffv1'],
    audio: 'all',
    audioEncoder: 'aac',
    subtitles: [
      'subrip',
      'ass',
      'ssa',
      'webvtt',
      'text',
      'hdmv_pgs_subtitle',
      'dvd_subtitle',
      'dvb_subtitle',
      'hdmv_text_subtitle',
    ],
    textSubtitles: 'subrip',
    cover: 'attachment',
    milliseconds: true,
  },
  webm: {
    muxer: 'webm',
    video: ['vp8', 'vp9', 'av1'],
    audio: ['opus', 'vorbis'],
    audioEncoder: 'libopus',
    subtitles: ['webvtt'],
    textSubtitles: 'webvtt',
    cover: undefined,
    milliseconds: true,
  },
  mpegts: {
    muxer: 'mpegts',
    video: ['h264', 'hevc'],
    audio: ['aac', 'aac_latm', 'mp1', 'mp2', 'mp3', 'ac3', 'eac3', 'dts', 'truehd', 'opus', 's302m'],
    audioEncoder: 'aac',
    subtitles: ['dvb_subtitle', 'dvb_teletext', 'hdmv_pgs_subtitle'],
    textSubtitles: undefined,
    cover: undefined,
    milliseconds: false,
  },
};

const byExtension: Readonly<Record<string, Container['muxer']>> = {
  '.mp4': 'mp4',
  '.m4v': 'mp4',
  '.mov': 'mov',
  '.mkv': 'matroska',
  '.webm': 'webm',
  '.ts': 'mpegts',
  '.mts': 'mpegts',
  '.m2ts': 'mpegts',
};

/** The container that a file name asks for. Throws `option-invalid` for any other extension. */
export function containerFor(path: string): Container {
  const extension = extname(path).toLowerCase();
  const muxer = byExtension[extension];
  if (muxer) return containers[muxer];
  const allowed = Object.keys(byExtension);
  const message = `${path}: films are not written as ${extension || 'a file without extension'} (allowed: ${allowed.join(' ')})`;
  throw new EngineError('option-invalid', message, { data: { path, allowed } });
}
