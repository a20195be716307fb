import { type FileHandle, open } from 'node:fs/promises';
import { EngineError } from '../errors.ts';
import { matroska, readElement } from './ebml.ts';
import { childBoxes, findBox, readMovieBox, topLevelBoxes } from './mp4-boxes.ts';
import { chunkOffsets } from './mp4-samples.ts';

/** Where a film that is cut off ends, and what shows it. */
export interface Cut {
  readonly seconds: number;
  readonly reason: string;
}

/**
 * Whether a file is shorter than its own structure says; the words name what is cut off.
 *
 * Only what the file itself proves counts. Transport streams and live WebM promise no length, so of them only a broken
 * last packet or cluster is proof.
 */
export async function cutOff(path: string, container: string): Promise<string | undefined> {
  await using file = await open(path, 'r');
  const { size } = await file.stat();
  if (container.includes('mp4')) return await cutMp4(file, size);
  if (container.includes('matroska')) return await cutMatroska(file, size);
  if (container.includes('mpegts')) return await cutTransportStream(file, size);
  if (container.includes('avi')) return await cutAvi(file, size);
  return undefined;
}

/** Whether this is an MP4 whose index was never written or is cut off, which FFmpeg only calls invalid. */
export async function lacksIndex(path: string): Promise<boolean> {
  await using file = await open(path, 'r');
  const { size } = await file.stat();
  const boxes = await topLevelBoxes(file, size);
  const index = boxes.find((box) => box.type === 'moov' || box.type === 'moof');
  return boxes.some((box) => box.type === 'mdat') ? !index || index.end > size : (index?.end ?? 0) > size;
}

async function cutMp4(file: FileHandle, size: number): Promise<string | undefined> {
  const boxes = await topLevelBoxes(file, size);
  const last = boxes.at(-1);
  if (last && last.end > size) return `${last.end - size} bytes of its ${last.type} box are missing`;
  const index = await readMovieBox(file);
  for (const track of index ? childBoxes(index).filter((box) => box.type === 'trak') : []) {
    const tables = index && findBox(index.subarray(track.bodyStart, track.end), 'mdia/minf/stbl');
    const beyond = tables && chunkOffsets(tables)?.some((offset) => offset >= size);
    if (beyond) return 'its index points behind its end';
  }
  return undefined;
}

async function cutMatroska(file: FileHandle, size: number): Promise<string | undefined> {
  const header = await readElement(file, 0);
  const segment = header?.end === undefined ? undefined : await readElement(file, header.end);
  if (segment?.id !== matroska.segment) return undefined;
  if (segment.end !== undefined) {
    return segment.end > size ? `${segment.end - size} bytes of its segment are missing` : undefined;
  }
  let at = segment.bodyStart;
  while (at < size) {
    const next = await readElement(file, at);
    if (!next) return 'it ends within an element';
    if (next.end === undefined) {
      // A cluster of unknown size ends where the next one begins; only its own children could tell.
      if (next.id !== matroska.cluster) return undefined;
      at = next.bodyStart;
    } else if (next.end > size) return `${next.end - size} bytes of its last element are missing`;
    else at = next.end;
  }
  return undefined;
}

async function cutTransportStream(file: FileHandle, size: number): Promise<string | undefined> {
  const head = Buffer.alloc(4 * 204 + 8);
  await file.read(head, 0, head.length, 0);
  for (const [length, sync] of [
    [188, 0],
    [192, 4],
    [204, 0],
  ] as const) {
    if (![0, 1, 2, 3].every((packet) => head[packet * length + sync] === 0x47)) continue;
    const rest = size % length;
    if (rest <= sync) return rest === 0 ? undefined : 'its last packet is cut off';
    await file.read(head, 0, 1, size - rest + sync);
    return head[0] === 0x47 ? 'its last packet is cut off' : undefined;
  }
  return undefined;
}

async function cutAvi(file: FileHandle, size: number): Promise<string | undefined> {
  const header = Buffer.alloc(8);
  await file.read(header, 0, 8, 0);
  const promised = header.readUInt32LE(4) + 8;
  // Recorders that crash leave zero or all ones here: no promise.
  if (promised > 0xffff_fff0 || promised <= size) return undefined;
  return `${promised - size} bytes of its RIFF are missing`;
}

/** The error for a film that is cut off, with the time where it ends. */
export function truncated(path: string, cut: Cut): EngineError {
  const message = `${path} is truncated: it ends at ${cut.seconds.toFixed(2)} s (${cut.reason}); allow partial films to keep that much`;
  return new EngineError('media-truncated', message, { data: { path, seconds: cut.seconds } });
}
