import type { FileHandle } from 'node:fs/promises';
import type { Chapter } from '../decode/chapters.ts';
import { childBoxes, readPart, topLevelBoxes } from '../decode/mp4-boxes.ts';
import { EngineError } from '../errors.ts';
import { markedTags, markKey } from './film-marks.ts';
import type { DigitalSourceType } from './marks.ts';
import { markXmp } from './xmp.ts';

/** Identifies XMP in an ISO base media file (XMP specification part 3, 1.1.4). */
const xmpUuid = Buffer.from('be7acfcb97a942e89c71999491e3afac', 'hex');

/** Bytes moved at a time when the index is put in front. */
const pieceBytes = 8 * 1024 * 1024;

/**
 * Completes a finished MP4 or MOV: chapters, tags that iTunes' list has no name for, the mark as XMP; and puts the
 * index (`moov`) before the media, so that a browser can start to play at once.
 */
export async function finishMp4(
  file: FileHandle,
  muxer: 'mp4' | 'mov',
  chapters: readonly Chapter[],
  tags: Readonly<Record<string, string>>,
  mark: DigitalSourceType,
): Promise<void> {
  const { size } = await file.stat();
  const boxes = await topLevelBoxes(file, size);
  const moov = boxes.at(-1);
  const ftyp = boxes[0];
  const old = moov && (await readPart(file, moov.bodyStart, moov.end));
  if (ftyp?.type !== 'ftyp' || moov?.type !== 'moov' || moov.end !== size || !old) {
    throw new EngineError('internal', 'the MP4 file does not end as its muxer writes it');
  }
  const body = changeBox(old, 'udta', (udta) => {
    let changed = udta;
    if (chapters.length > 0) changed = Buffer.concat([changed, chapterBox(chapters)]);
    if (muxer === 'mov') return Buffer.concat([changed, box('XMP_', Buffer.from(markXmp(undefined, mark).packet))]);
    const extra = Object.entries(markedTags(tags, mark)).filter(([key]) => key === markKey || !itunesNames.has(key));
    return addFreeTags(changed, Object.fromEntries(extra));
  });
  const xmp =
    muxer === 'mp4'
      ? box('uuid', Buffer.concat([xmpUuid, Buffer.from(markXmp(undefined, mark).packet)]))
      : Buffer.alloc(0);
  await file.truncate(moov.start);
  const front = moveOffsets(body, body.length + 8);
  if (!front) {
    // An offset would not fit in 32 bits any more: the index stays at the end.
    await writeAt(file, Buffer.concat([box('moov', body), xmp]), moov.start);
    return;
  }
  await moveForward(file, ftyp.end, moov.start, front.length + 8);
  await writeAt(file, box('moov', front), ftyp.end);
  await writeAt(file, xmp, moov.start + front.length + 8);
}

/** Tags that FFmpeg's muxer writes under a name of iTunes, or elsewhere. */
const itunesNames: ReadonlySet<string> = new Set([
  ...['title', 'artist', 'album_artist', 'composer', 'album', 'date', 'comment', 'genre', 'copyright', 'grouping'],
  ...['lyrics', 'description', 'synopsis', 'show', 'episode_id', 'network', 'keywords', 'episode_sort'],
  ...['season_number', 'media_type', 'hd_video', 'gapless_playback', 'compilation', 'track', 'disc'],
  ...['creation_time', 'location', 'timecode', 'encoder', 'encoding_tool', 'tmpo'],
]);

/** Adds tags in iTunes' free form, `----`, to `udta/meta/ilst`. */
function addFreeTags(udta: Buffer, tags: Readonly<Record<string, string>>): Buffer {
  const items = Object.entries(tags).map(([key, value]) => {
    const mean = box('mean', Buffer.concat([Buffer.alloc(4), Buffer.from('com.apple.iTunes')]));
    const name = box('name', Buffer.concat([Buffer.alloc(4), Buffer.from(key)]));
    const data = box('data', Buffer.concat([Buffer.from([0, 0, 0, 1, 0, 0, 0, 0]), Buffer.from(value)]));
    return box('----', Buffer.concat([mean, name, data]));
  });
  return changeBox(udta, 'meta', (meta) => {
    const list = meta.length > 0 ? meta : Buffer.concat([Buffer.alloc(4), itunesHandler()]);
    // `meta` starts with a version and flags.
    const inside = changeBox(list.subarray(4), 'ilst', (ilst) => Buffer.concat([ilst, ...items]));
    return Buffer.concat([list.subarray(0, 4), inside]);
  });
}

function itunesHandler(): Buffer {
  return box('hdlr', Buffer.concat([Buffer.alloc(8), Buffer.from('mdirappl'), Buffer.alloc(9)]));
}

/** Nero's chapter list: starts in units of 100 ns, titles of up to 255 bytes. */
function chapterBox(chapters: readonly Chapter[]): Buffer {
  const listed = chapters.slice(0, 255);
  const entries = listed.map(({ startNs, title }) => {
    const words = Buffer.from(title).subarray(0, 255);
    const start = Buffer.alloc(9);
    start.writeBigUInt64BE(BigInt(Math.round(startNs / 100)));
    start[8] = words.length;
    return Buffer.concat([start, words]);
  });
  return box('chpl', Buffer.concat([Buffer.from([1, 0, 0, 0, 0, 0, 0, 0, listed.length]), ...entries]));
}

/** The index with all media offsets moved by `distance`; undefined when one of 32 bits would overflow. */
function moveOffsets(body: Buffer, distance: number): Buffer | undefined {
  const moved = Buffer.from(body);
  const tables = (inside: Buffer, path: readonly string[]): Buffer[] => {
    const [type, ...rest] = path;
    const found = childBoxes(inside).filter((child) => child.type === type);
    const bodies = found.map((child) => inside.subarray(child.bodyStart, child.end));
    return rest.length === 0 ? bodies : bodies.flatMap((each) => tables(each, rest));
  };
  const path = ['trak', 'mdia', 'minf', 'stbl'];
  for (const table of tables(moved, [...path, 'stco'])) {
    for (let at = 8; at < table.length; at += 4) {
      const offset = table.readUInt32BE(at) + distance;
      if (offset > 0xffff_ffff) return undefined;
      table.writeUInt32BE(offset, at);
    }
  }
  for (const table of tables(moved, [...path, 'co64'])) {
    for (let at = 8; at < table.length; at += 8) {
      table.writeBigUInt64BE(table.readBigUInt64BE(at) + BigInt(distance), at);
    }
  }
  return moved;
}

/** Moves a part of the file towards its end, last piece first. */
async function moveForward(file: FileHandle, start: number, end: number, distance: number): Promise<void> {
  const piece = Buffer.alloc(Math.min(pieceBytes, end - start));
  for (let at = end; at > start; ) {
    const length = Math.min(piece.length, at - start);
    at -= length;
    await file.read(piece, 0, length, at);
    await writeAt(file, piece.subarray(0, length), at + distance);
  }
}

async function writeAt(file: FileHandle, bytes: Buffer, at: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    done += (await file.write(bytes, done, bytes.length - done, at + done)).bytesWritten;
  }
}

function box(type: string, body: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32BE(body.length + 8);
  header.write(type, 4, 'latin1');
  return Buffer.concat([header, body]);
}

/** A list of boxes with the first of a type changed, or a new one at its end. */
function changeBox(list: Buffer, type: string, change: (body: Buffer) => Buffer): Buffer {
  const found = childBoxes(list).find((child) => child.type === type);
  if (!found) return Buffer.concat([list, box(type, change(Buffer.alloc(0)))]);
  const changed = box(type, change(list.subarray(found.bodyStart, found.end)));
  return Buffer.concat([list.subarray(0, found.start), changed, list.subarray(found.end)]);
}
