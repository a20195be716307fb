import { type FileHandle, open } from 'node:fs/promises';
import { childElements, matroska, readElement } from './ebml.ts';
import { childBoxes, findBox, readMovieBox, readPart } from './mp4-boxes.ts';
import { textTrackSamples } from './mp4-samples.ts';

/** A named place in a film. Times count nanoseconds from the container's zero. */
export interface Chapter {
  readonly startNs: number;
  /** Undefined where the container only says where chapters start. */
  readonly endNs: number | undefined;
  readonly title: string;
}

/**
 * Reads the chapters of an MP4, MOV or Matroska file.
 *
 * FFmpeg knows them, but its Node binding does not hand them out (node-av 6.1), so they are read from the file.
 */
export async function readChapters(path: string, container: string): Promise<Chapter[]> {
  await using file = await open(path, 'r');
  if (container.includes('mp4')) return await readMp4Chapters(file);
  if (container.includes('matroska')) return await readMatroskaChapters(file);
  return [];
}

async function readMp4Chapters(file: FileHandle): Promise<Chapter[]> {
  const index = await readMovieBox(file);
  const list = index && findBox(index, 'udta/chpl');
  if (list) return neroChapters(list);
  return index ? trackChapters(file, index) : [];
}

/** Nero's chapter list, `udta/chpl`: starts in units of 100 ns. */
function neroChapters(list: Buffer): Chapter[] {
  const chapters: Chapter[] = [];
  let at = list[0] === 0 ? 4 : 8;
  const count = list[at++] ?? 0;
  for (let i = 0; i < count && at + 9 <= list.length; i++) {
    const startNs = Number(list.readBigUInt64BE(at)) * 100;
    const length = list[at + 8] ?? 0;
    chapters.push({ startNs, endNs: undefined, title: list.toString('utf8', at + 9, at + 9 + length) });
    at += 9 + length;
  }
  return chapters;
}

/** QuickTime's chapters: a text track that the video track refers to by `tref/chap`. */
async function trackChapters(file: FileHandle, index: Buffer): Promise<Chapter[]> {
  const tracks = childBoxes(index)
    .filter((box) => box.type === 'trak')
    .map((box) => index.subarray(box.bodyStart, box.end));
  const reference = tracks.map((track) => findBox(track, 'tref/chap')).find((found) => found !== undefined);
  const wanted = reference?.readUInt32BE(0);
  const track = tracks.find((candidate) => trackId(candidate) === wanted);
  if (!track) return [];
  const chapters: Chapter[] = [];
  for await (const { startNs, endNs, bytes } of textTrackSamples(file, track)) {
    const length = bytes.length >= 2 ? bytes.readUInt16BE(0) : 0;
    chapters.push({ startNs, endNs, title: bytes.toString('utf8', 2, 2 + length) });
  }
  return chapters;
}

function trackId(track: Buffer): number | undefined {
  const header = findBox(track, 'tkhd');
  return header?.readUInt32BE(header[0] === 1 ? 20 : 12);
}

async function readMatroskaChapters(file: FileHandle): Promise<Chapter[]> {
  const list = await findChapterElement(file);
  if (!list) return [];
  const chapters: Chapter[] = [];
  for (const edition of childrenOf(list, matroska.editionEntry).slice(0, 1)) {
    for (const atom of childrenOf(edition, matroska.chapterAtom)) {
      const start = childrenOf(atom, matroska.chapterStart)[0];
      const end = childrenOf(atom, matroska.chapterEnd)[0];
      const display = childrenOf(atom, matroska.chapterDisplay)[0];
      const title = display && childrenOf(display, matroska.chapterString)[0];
      if (!start) continue;
      const endNs = end ? number(end) : undefined;
      chapters.push({ startNs: number(start), endNs, title: title?.toString('utf8') ?? '' });
    }
  }
  return chapters;
}

/** Chapters lie before the first cluster, or where the seek head says. */
async function findChapterElement(file: FileHandle): Promise<Buffer | undefined> {
  const header = await readElement(file, 0);
  const segment = header?.end === undefined ? undefined : await readElement(file, header.end);
  if (segment?.id !== matroska.segment) return undefined;
  for (let at = segment.bodyStart; ; ) {
    const next = await readElement(file, at);
    if (next?.end === undefined || next.id === matroska.cluster) return undefined;
    if (next.id === matroska.chapters) return readPart(file, next.bodyStart, next.end);
    if (next.id === matroska.seekHead) {
      const seekHead = await readPart(file, next.bodyStart, next.end);
      const position = seekHead && seekPosition(seekHead, matroska.chapters);
      const found = position === undefined ? undefined : await readElement(file, segment.bodyStart + position);
      if (found?.id === matroska.chapters && found.end !== undefined) return readPart(file, found.bodyStart, found.end);
    }
    at = next.end;
  }
}

function seekPosition(seekHead: Buffer, id: number): number | undefined {
  for (const seek of childrenOf(seekHead, matroska.seek)) {
    const target = childrenOf(seek, matroska.seekId)[0];
    const position = childrenOf(seek, matroska.seekPosition)[0];
    if (target && position && number(target) === id) return number(position);
  }
  return undefined;
}

function childrenOf(body: Buffer, id: number): Buffer[] {
  return childElements(body)
    .filter((child) => child.id === id)
    .map((child) => body.subarray(child.bodyStart, child.end));
}

function number(body: Buffer): number {
  return body.length === 0 ? 0 : Number(`0x${body.toString('hex')}`);
}
