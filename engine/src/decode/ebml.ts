import type { FileHandle } from 'node:fs/promises';

/** Element identifiers of Matroska that the engine looks at (RFC 9559). */
export const matroska = {
  ebml: 0x1a45dfa3,
  segment: 0x18538067,
  seekHead: 0x114d9b74,
  seek: 0x4dbb,
  seekId: 0x53ab,
  seekPosition: 0x53ac,
  void: 0xec,
  cluster: 0x1f43b675,
  chapters: 0x1043a770,
  editionEntry: 0x45b9,
  chapterAtom: 0xb6,
  chapterUid: 0x73c4,
  chapterStart: 0x91,
  chapterEnd: 0x92,
  chapterDisplay: 0x80,
  chapterString: 0x85,
  chapterLanguage: 0x437c,
} as const;

/** An EBML element by its place; `end` is undefined for an element of unknown size, as live streams write them. */
export interface Element {
  readonly id: number;
  readonly start: number;
  readonly bodyStart: number;
  readonly end: number | undefined;
}

/** Reads the header of the element at `at`; undefined when there is none, or not a whole one. */
export function elementAt(bytes: Buffer, at: number, base = 0): Element | undefined {
  const idLength = vintLength(bytes[at]);
  const sizeAt = at + idLength;
  const sizeLength = vintLength(bytes[sizeAt]);
  if (idLength === 0 || idLength > 4 || sizeLength === 0 || sizeAt + sizeLength > bytes.length) return undefined;
  const id = bytes.readUIntBE(at, idLength);
  const bodyStart = sizeAt + sizeLength;
  let size = (bytes[sizeAt] ?? 0) & ((1 << (8 - sizeLength)) - 1);
  let unknown = size === (1 << (8 - sizeLength)) - 1;
  for (let i = 1; i < sizeLength; i++) {
    const byte = bytes[sizeAt + i] ?? 0;
    size = size * 256 + byte;
    unknown &&= byte === 0xff;
  }
  return { id, start: base + at, bodyStart: base + bodyStart, end: unknown ? undefined : base + bodyStart + size };
}

/** Bytes of a variable-length integer that starts with this byte; 0 when it cannot start one. */
function vintLength(first: number | undefined): number {
  return first ? Math.clz32(first) - 23 : 0;
}

/** The elements that lie in a piece of memory. */
export function childElements(body: Buffer): Element[] {
  const elements: Element[] = [];
  for (let at = 0; at < body.length; ) {
    const element = elementAt(body, at);
    if (element?.end === undefined || element.end > body.length) break;
    elements.push(element);
    at = element.end;
  }
  return elements;
}

/** Reads the header of an element in a file. */
export async function readElement(file: FileHandle, at: number): Promise<Element | undefined> {
  if (!Number.isSafeInteger(at)) return undefined; // sizes of damaged files add up to anything
  const header = Buffer.alloc(12);
  const { bytesRead } = await file.read(header, 0, 12, at);
  return elementAt(header.subarray(0, bytesRead), 0, at);
}

/** An element as bytes, with a size field of the shortest length, or of `sizeLength` bytes. */
export function element(id: number, body: Buffer, sizeLength?: number): Buffer {
  let length = sizeLength ?? 1;
  while (sizeLength === undefined && body.length >= 2 ** (7 * length) - 1) length++;
  const size = Buffer.alloc(length);
  size.writeUIntBE(body.length, Math.max(0, length - 6), Math.min(6, length));
  size[0] = (size[0] ?? 0) | (1 << (8 - length));
  return Buffer.concat([idBytes(id), size, body]);
}

/** An unsigned number as an element. */
export function numberElement(id: number, value: number | bigint): Buffer {
  const hex = value.toString(16);
  return element(id, Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex'));
}

/** The bytes of an identifier, which carry their own length. */
export function idBytes(id: number): Buffer {
  const hex = id.toString(16);
  return Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex');
}
