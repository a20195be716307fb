import { open, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { topLevelBoxes } from '../src/decode/mp4-boxes.ts';
import { cover, film, plain, type Quirk, sound, transport } from './film-recipes.ts';
import { type FilmRecipe, makeFilm } from './make-film.ts';

/** A file made from another one by changing its bytes. */
function damaged(
  file: string,
  recipe: FilmRecipe,
  change: (path: string) => Promise<void>,
  rest: Omit<Quirk, 'file' | 'make'>,
): Quirk {
  const make = async (path: string) => {
    await makeFilm(path, recipe);
    await change(path);
  };
  return { file, make, ...rest };
}

function text(file: string, words: string): Quirk {
  return { file, make: (path) => writeFile(path, words), refused: 'media-unreadable' };
}

const long: FilmRecipe = { video: [{ ...plain, frames: 100, settings: { g: 10 } }], audio: [{ seconds: 4 }] };

async function keepBytes(path: string, part: number): Promise<void> {
  await truncate(path, Math.floor((await stat(path)).size * part));
}

/** Transport stream packets from the middle on, where no key frame starts. */
async function dropStart(path: string): Promise<void> {
  const bytes = await readFile(path);
  const packets = Math.floor(bytes.length / 188);
  await writeFile(path, bytes.subarray(Math.floor(packets * 0.15) * 188));
}

async function zeroTail(path: string): Promise<void> {
  await using file = await open(path, 'r+');
  const media = (await topLevelBoxes(file, (await file.stat()).size)).find((box) => box.type === 'mdat');
  if (!media) throw new Error('no media');
  const from = Math.floor(media.start + (media.end - media.start) * 0.4);
  const zeros = Buffer.alloc(media.end - from);
  await file.write(zeros, 0, zeros.length, from);
}

const faststart: FilmRecipe = { ...long, muxerSettings: { movflags: '+faststart' } };
const longMkv: FilmRecipe = {
  video: [{ ...plain, frames: 100, timeBase: [1, 1000], settings: { g: 10 } }],
  audio: [{ seconds: 4 }],
};
const longTs: FilmRecipe = {
  video: [{ ...plain, ...transport, frames: 100, settings: { g: 30 } }],
  audio: [{ seconds: 4, start: 10 }],
};

/** Films that are not whole, or none at all. */
export const brokenFilms: readonly Quirk[] = [
  damaged('truncated-no-index.mp4', long, (path) => keepBytes(path, 0.6), { refused: 'media-truncated' }),
  damaged('truncated.mp4', faststart, (path) => keepBytes(path, 0.6), { refused: 'media-truncated' }),
  damaged('truncated.mkv', longMkv, (path) => keepBytes(path, 0.6), { refused: 'media-truncated' }),
  damaged('truncated-live.mkv', { ...longMkv, muxerSettings: { live: 1 } }, (path) => keepBytes(path, 0.6), {
    refused: 'media-truncated',
  }),
  damaged(
    'truncated-fragmented.mp4',
    { ...long, muxerSettings: { movflags: 'frag_keyframe+empty_moov' } },
    (path) => keepBytes(path, 0.6),
    { refused: 'media-truncated' },
  ),
  damaged('truncated.ts', longTs, (path) => keepBytes(path, 0.6), { refused: 'media-truncated' }),
  damaged(
    'truncated.avi',
    { video: [{ ...plain, encoder: 'mpeg4', timeBase: [1, 25], frames: 50 }] },
    (path) => keepBytes(path, 0.6),
    { to: '.mp4', refused: 'media-truncated' },
  ),
  damaged('zero-tail.mp4', long, zeroTail, { refused: 'media-truncated' }),
  damaged('no-initial-keyframe.ts', longTs, dropStart, { note: 'does not start with a key frame' }),
  film('audio-only.mp4', { audio: [sound] }, { refused: 'video-missing' }),
  film('audio-with-cover.mp4', { audio: [sound], cover }, { refused: 'video-missing' }),
  film('too-large.mp4', { video: [plain] }, { open: { limits: { maxPixels: 1000 } }, refused: 'media-too-large' }),
  film('too-long.mp4', { video: [plain] }, { open: { limits: { maxSeconds: 0.2 } }, refused: 'media-too-large' }),
  { file: 'missing.mp4', make: async () => {}, refused: 'media-unreadable' },
  { file: 'empty.mp4', make: (path) => writeFile(path, ''), refused: 'media-unreadable' },
  text('text-as.mp4', 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n'),
];

/** Playlists that name `plain.mp4` beside them: opening one would read a second file. */
export const disguises: readonly Quirk[] = [
  text('hls-as.mp4', '#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:1\n#EXTINF:0.5,\nplain.mp4\n#EXT-X-ENDLIST\n'),
  text('hls-as.ts', '#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:1\n#EXTINF:0.5,\nplain.mp4\n#EXT-X-ENDLIST\n'),
  text('ffconcat-as.mp4', 'ffconcat version 1.0\nfile plain.mp4\n'),
  text(
    'dash-as.mp4',
    '<?xml version="1.0"?>\n<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT0.5S" profiles="urn:mpeg:dash:profile:isoff-on-demand:2011"><Period><AdaptationSet mimeType="video/mp4"><Representation id="1" bandwidth="1"><BaseURL>plain.mp4</BaseURL></Representation></AdaptationSet></Period></MPD>\n',
  ),
  text(
    'sdp-as.mp4',
    'v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\na=rtpmap:96 H264/90000\n',
  ),
];
