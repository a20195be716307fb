import type { FileHandle } from 'node:fs/promises';

/** A box of an ISO base media file (ISO/IEC 14496-12, 4.2), by its place. */
export interface Box {
  readonly type: string;
  readonly start: number;
  readonly bodyStart: number;
  /** What the header promises; may lie beyond the end of a file that was cut off. */
  readonly end: number;
}

/** Boxes at the top level of any film whose start looks like MP4 or QuickTime. */
const topLevel = new Set(
  'ftyp styp moov moof mdat free skip wide mfra sidx ssix uuid meta pnot udta emsg prft pdin PICT'.split(' '),
);

/** Walks the top level without reading bodies. Stops where something other than a known box begins. */
export async function topLevelBoxes(file: FileHandle, fileSize: number): Promise<Box[]> {
  const boxes: Box[] = [];
  const header = Buffer.alloc(16);
  let start = 0;
  while (start + 8 <= fileSize) {
    const { bytesRead } = await file.read(header, 0, 16, start);
    const box = boxAt(header.subarray(0, bytesRead), start, fileSize);
    if (!box || !topLevel.has(box.type)) break;
    boxes.push(box);
    start = box.end;
  }
  return boxes;
}

/** The boxes that lie in a piece of memory, with their places in it. */
export function childBoxes(body: Buffer, from = 0, to = body.length): Box[] {
  const boxes: Box[] = [];
  for (let start = from; start + 8 <= to; ) {
    const box = boxAt(body.subarray(start, to), start, to);
    if (!box || box.end > to || box.end <= start) break;
    boxes.push(box);
    start = box.end;
  }
  return boxes;
}

function boxAt(header: Buffer, start: number, limit: number): Box | undefined {
  if (header.length < 8) return undefined;
  const type = header.toString('latin1', 4, 8);
  const size = header.readUInt32BE(0);
  if (size === 0) return { type, start, bodyStart: start + 8, end: limit };
  if (size === 1) {
    if (header.length < 16) return undefined;
    return { type, start, bodyStart: start + 16, end: start + Number(header.readBigUInt64BE(8)) };
  }
  return size < 8 ? undefined : { type, start, bodyStart: start + 8, end: start + size };
}

/** The body of the first box of that type along a path of types, e.g. `moov/udta/chpl`. */
export function findBox(body: Buffer, path: string): Buffer | undefined {
  let inside = body;
  for (const type of path.split('/')) {
    const box = childBoxes(inside).find((child) => child.type === type);
    if (!box) return undefined;
    inside = inside.subarray(box.bodyStart, box.end);
  }
  return inside;
}

/** An index larger than this is none. */
const maxIndexBytes = 256 * 1024 * 1024;

/** The body of the file's `moov` box. */
export async function readMovieBox(file: FileHandle): Promise<Buffer | undefined> {
  const { size } = await file.stat();
  const moov = (await topLevelBoxes(file, size)).find((box) => box.type === 'moov');
  return moov && readPart(file, moov.bodyStart, Math.min(moov.end, size));
}

/** A piece of a file, unless its place makes no sense or it is absurdly large. */
export async function readPart(file: FileHandle, start: number, end: number): Promise<Buffer | undefined> {
  if (!(end >= start && end - start <= maxIndexBytes && Number.isSafeInteger(end))) return undefined;
  const part = Buffer.alloc(end - start);
  const { bytesRead } = await file.read(part, 0, part.length, start);
  return part.subarray(0, bytesRead);
}
