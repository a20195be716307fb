import { open } from 'node:fs/promises';
import {
  AV_CODEC_ID_ASS,
  AV_CODEC_ID_MOV_TEXT,
  AV_CODEC_ID_SUBRIP,
  AV_PKT_DATA_CONTENT_LIGHT_LEVEL,
  AV_PKT_DATA_MASTERING_DISPLAY_METADATA,
} from 'node-av/constants';
import { finishMatroska } from '../src/encode/finish-matroska.ts';
import { finishMp4 } from '../src/encode/finish-mp4.ts';
import { brokenFilms, disguises } from './broken-films.ts';
import { cover, film, lateSound, plain, type Quirk, sound, transport, video } from './film-recipes.ts';
import { makeFilm, type VideoRecipe } from './make-film.ts';

const chapters = [
  { startNs: 0, endNs: 200_000_000, title: 'Anfang' },
  { startNs: 200_000_000, endNs: 480_000_000, title: '結末' },
];

const mark = 'compositeSynthetic' as const;
const ass = Buffer.from('[Script Info]\n[V4+ Styles]\n[Events]\nFormat: Layer, Start, End, Style, Text\n');
const subrip = {
  codecId: AV_CODEC_ID_SUBRIP,
  lines: [[0.1, 0.3, Buffer.from('one <i>word</i>')]],
  tags: { language: 'ger' },
} as const;
const movText = {
  codecId: AV_CODEC_ID_MOV_TEXT,
  lines: [[0.1, 0.3, Buffer.from('\0\u0003one')]],
  tags: { language: 'ger' },
} as const;
const withAss = {
  codecId: AV_CODEC_ID_ASS,
  extradata: ass,
  lines: [[0.1, 0.3, Buffer.from('0,0,Default,,0,0,0,,{\\b1}one\\Ntwo')]],
} as const;

const hdr: Partial<VideoRecipe> = {
  encoder: 'libx265',
  pixelFormat: 'yuv420p10le',
  colors: [1, 9, 16, 9, 3],
  settings: { 'x265-params': 'log-level=none' },
  sideData: [
    [AV_PKT_DATA_MASTERING_DISPLAY_METADATA, masteringDisplay()],
    [AV_PKT_DATA_CONTENT_LIGHT_LEVEL, Buffer.from([0xe8, 3, 0, 0, 0x90, 1, 0, 0])],
  ],
};

const x265 = { encoder: 'libx265', settings: { 'x265-params': 'log-level=none' } };
const turned = { pixelFormat: 'yuv444p' };

/** Films that must come out with all of it kept. */
const wholeFilms: readonly Quirk[] = [
  video('plain.mp4', {}),
  film('no-audio.mp4', { video: [plain] }),
  video('vfr.mp4', { timeBase: [1, 90_000], time: (at) => at * 3003 + (at % 3) * 701 + at * at * 17 }),
  video('vfr.mkv', { timeBase: [1, 1000], time: (at) => at * 33 + (at % 4) * 5 }),
  video('odd-clock.mp4', { timeBase: [1, 14_112], time: (at) => at * 471 + 5 }),
  video('ntsc.mp4', { timeBase: [1, 30_000], frameRate: [30_000, 1001] }),
  video('start-offset.mp4', { timeBase: [1, 15_360], time: (at) => 1281 + at * 512 }),
  video('start-offset.mkv', { timeBase: [1, 1000], time: (at) => 417 + at * 40 }),
  film('audio-late.mp4', { video: [plain], audio: [{ seconds: 0.4, start: 0.1 }] }),
  // Times before zero become an edit list that hides the first pictures.
  video('edit-list.mp4', { frames: 20, time: (at) => (at - 6) * 512, settings: { g: 30, bf: 2 } }),
  ...[90, 180, 270].map((rotation) => video(`rotated-${rotation}.mp4`, { rotation })),
  video('rotated-90.mkv', { rotation: 90, timeBase: [1, 1000] }),
  video(
    'rotated-90-422.mp4',
    { rotation: 90, pixelFormat: 'yuv422p' },
    { expect: turned, note: '4:4:4 of their 4:2:2' },
  ),
  video('rotated-90-sar.mp4', { rotation: 90, aspect: [2, 1] }),
  video('ten-bit.mp4', { pixelFormat: 'yuv420p10le' }),
  video('ten-bit-hevc.mp4', { pixelFormat: 'yuv420p10le', ...x265 }),
  video('ten-bit-422.mkv', { pixelFormat: 'yuv422p10le', timeBase: [1, 1000] }),
  video('hdr.mp4', hdr),
  video('hdr.mkv', { ...hdr, timeBase: [1, 1000] }),
  video('twelve-bit.mp4', { pixelFormat: 'yuv420p12le', ...x265 }),
  video('full-range.mp4', { pixelFormat: 'yuvj420p', colors: [2, 1, 1, 1, 1] }),
  film('full-range.webm', {
    video: [{ ...plain, encoder: 'libvpx-vp9', timeBase: [1, 1000], colors: [2, 1, 1, 1, 1] }],
  }),
  video('bt601.mp4', { colors: [1, 6, 6, 6, 1] }),
  video('four-two-two.mp4', { pixelFormat: 'yuv422p' }),
  video('four-four-four.mp4', { pixelFormat: 'yuv444p' }),
  video('gray.mp4', { pixelFormat: 'gray' }),
  video('rgb.mp4', { encoder: 'libx264rgb', pixelFormat: 'rgb24' }, { expect: { pixelFormat: 'gbrp' } }),
  video('sar-2x1.mp4', { aspect: [2, 1] }),
  video('interlaced.mp4', { topFieldFirst: true }),
  film('interlaced-bottom.ts', { video: [{ ...plain, ...transport, topFieldFirst: false }], audio: [lateSound] }),
  // Only 4:4:4 H.264 can be odd itself; 4:2:0 of odd size comes from VP9.
  video('odd-size-444.mp4', { width: 97, height: 65, pixelFormat: 'yuv444p' }),
  film('odd-size.webm', { video: [{ ...plain, width: 97, height: 65, encoder: 'libvpx-vp9', timeBase: [1, 1000] }] }),
  film('odd-size-to.mkv', { video: [{ ...plain, width: 97, height: 65, encoder: 'libvpx-vp9', timeBase: [1, 1000] }] }),
  film('odd-size-vp9.mp4', { video: [{ ...plain, width: 97, height: 65, encoder: 'libvpx-vp9' }] }),
  video('b-frames-open-gop.mkv', {
    frames: 40,
    timeBase: [1, 1000],
    settings: { bf: 3, g: 8, 'x264-params': 'open-gop=1' },
  }),
  film('b-frames.ts', { video: [{ ...plain, ...transport, frames: 30, settings: { bf: 3, b_strategy: 0 } }] }),
  film('five-one.mp4', { video: [plain], audio: [{ seconds: 0.5, channels: 6 }] }),
  film('five-one-ac3.ts', {
    video: [{ ...plain, ...transport }],
    audio: [{ ...lateSound, channels: 6, encoder: 'ac3' }],
  }),
  film('flac.mkv', { video: [{ ...plain, timeBase: [1, 1000] }], audio: [{ ...sound, encoder: 'flac' }] }),
  film('hevc.ts', { video: [{ ...plain, ...x265, ...transport }], audio: [lateSound] }),
  film('vp9-opus.webm', {
    video: [{ ...plain, encoder: 'libvpx-vp9', timeBase: [1, 1000] }],
    audio: [{ ...sound, encoder: 'libopus' }],
  }),
  film('av1.mkv', { video: [{ ...plain, encoder: 'libsvtav1', timeBase: [1, 1000], settings: { preset: 12 } }] }),
  film(
    'mpeg4.avi',
    { video: [{ ...plain, encoder: 'mpeg4', timeBase: [1, 25] }], audio: [{ ...sound, encoder: 'libmp3lame' }] },
    { to: '.mp4', expect: { ignore: ['colors'] } },
  ),
  film('no-duration.mkv', { video: [{ ...plain, timeBase: [1, 1000] }], audio: [sound], muxerSettings: { live: 1 } }),
  film('fragmented.mp4', { video: [plain], audio: [sound], muxerSettings: { movflags: 'frag_keyframe+empty_moov' } }),
  film('tags.mp4', {
    video: [{ ...plain, tags: { language: 'fre' } }],
    audio: [{ ...sound, tags: { language: 'jpn' } }],
    tags: { title: 'A title', comment: 'mine', artist: 'Me' },
  }),
  film('cover.mp4', { video: [plain], audio: [sound], cover }),
  film('mov.mov', { video: [plain], audio: [{ ...sound, encoder: 'pcm_s16le' }], tags: { title: 'A title' } }),
];

function masteringDisplay(): Buffer {
  const data = Buffer.alloc(88);
  // Red, green, blue, white point in 0.00002; then darkest and brightest in 0.0001 cd/m².
  const values = [34_000, 16_000, 13_250, 34_500, 7500, 3000, 15_635, 16_450].map((value) => [value, 50_000] as const);
  [...values, [50, 10_000] as const, [10_000_000, 10_000] as const].forEach(([num, den], at) => {
    data.writeInt32LE(num, at * 8);
    data.writeInt32LE(den, at * 8 + 4);
  });
  data.writeInt32LE(1, 80);
  data.writeInt32LE(1, 84);
  return data;
}

/** Films that go into another kind of container than they came in. */
const movedFilms: readonly Quirk[] = [
  film(
    'to-matroska.mp4',
    { video: [plain], audio: [sound], subtitles: [movText] },
    { to: '.mkv', note: 'subrip instead of mov_text' },
  ),
  film(
    'to-matroska-rounded.mp4',
    { video: [{ ...plain, timeBase: [1, 15_360], frameRate: [30, 1] }], audio: [sound] },
    { to: '.mkv', expect: { timeTolerance: 0.000501 }, note: 'rounded' },
  ),
  film(
    'to-mp4.mkv',
    { video: [{ ...plain, timeBase: [1, 1000] }], audio: [sound], subtitles: [subrip] },
    { to: '.mp4', note: 'mov_text instead of subrip' },
  ),
  film(
    'ass-to-mp4.mkv',
    { video: [{ ...plain, timeBase: [1, 1000] }], subtitles: [withAss] },
    { to: '.mp4', note: 'mov_text instead of ass' },
  ),
  film(
    'to-webm.mp4',
    { video: [plain], audio: [sound] },
    { to: '.webm', expect: { audioTranscoded: true }, note: 'libopus instead of aac' },
  ),
  film(
    'to-transport.mp4',
    { video: [plain], audio: [sound], tags: { title: 'A title' } },
    { to: '.ts', expect: { movedClock: true }, note: 'tags are left out' },
  ),
  film(
    'transport-to.ts',
    { video: [{ ...plain, ...transport }], audio: [lateSound] },
    { to: '.mp4', expect: { movedClock: true } },
  ),
  film(
    'opus-to-transport.webm',
    { video: [{ ...plain, encoder: 'libvpx-vp9', timeBase: [1, 1000] }], audio: [{ ...sound, encoder: 'libvorbis' }] },
    { to: '.ts', expect: { movedClock: true, audioTranscoded: true }, note: 'aac instead of vorbis' },
  ),
  film(
    'odd-size.mkv',
    { video: [{ ...plain, width: 97, height: 65, encoder: 'libvpx-vp9', timeBase: [1, 1000] }] },
    { to: '.mp4' },
  ),
  film('cover-to.mp4', { video: [plain], cover }, { to: '.mkv' }),
  film(
    'multi-stream.mkv',
    {
      video: [
        { ...plain, timeBase: [1, 1000] },
        { ...plain, width: 48, height: 32, timeBase: [1, 1000] },
      ],
      audio: [sound, { ...sound, channels: 1, tags: { language: 'jpn' } }],
      subtitles: [subrip, withAss],
    },
    { note: 'video stream 1 (48x32) is left out' },
  ),
  film(
    'ac3-to-mp4.ts',
    { video: [{ ...plain, ...transport }], audio: [{ ...lateSound, channels: 6, encoder: 'ac3' }] },
    { to: '.mp4', expect: { movedClock: true } },
  ),
  film(
    'ac3-to-webm.ts',
    { video: [{ ...plain, ...transport }], audio: [{ ...lateSound, channels: 6, encoder: 'ac3' }] },
    {
      to: '.webm',
      expect: { movedClock: true, audioTranscoded: true, timeTolerance: 0.0006 },
      note: 'libopus instead of ac3',
    },
  ),
  ...['flac', 'libopus', 'libmp3lame', 'alac'].map((encoder) =>
    film(
      `${encoder}-to-mp4.mkv`,
      { video: [{ ...plain, timeBase: [1, 1000] }], audio: [{ ...sound, encoder }] },
      { to: '.mp4' },
    ),
  ),
  film('pcm-to-mp4.mov', { video: [plain], audio: [{ ...sound, encoder: 'pcm_s16le' }] }, { to: '.mp4' }),
  { file: 'chapters.mkv', make: withChapters },
  { file: 'chapters.mp4', make: withChapters },
  { file: 'chapters-to-mp4.mkv', make: withChapters, to: '.mp4' },
  { file: 'chapters-to-mkv.mp4', make: withChapters, to: '.mkv' },
];

async function withChapters(path: string): Promise<void> {
  const isMp4 = path.endsWith('.mp4');
  await makeFilm(path, { video: [{ ...plain, ...(isMp4 ? {} : { timeBase: [1, 1000] }) }], audio: [sound] });
  await using file = await open(path, 'r+');
  if (isMp4) await finishMp4(file, 'mp4', chapters, {}, mark);
  else await finishMatroska(file, chapters);
}

export const quirks: readonly Quirk[] = [...wholeFilms, ...movedFilms, ...brokenFilms, ...disguises];
