import type { FileHandle } from 'node:fs/promises';
import type { Chapter } from '../decode/chapters.ts';
import { childElements, type Element, element, matroska, numberElement, readElement } from '../decode/ebml.ts';
import { readPart } from '../decode/mp4-boxes.ts';
import { EngineError } from '../errors.ts';

const crc32 = 0xbf;

/** Appends the chapters to a finished Matroska or WebM file, and a pointer to them in its seek head. */
export async function finishMatroska(file: FileHandle, chapters: readonly Chapter[]): Promise<void> {
  if (chapters.length === 0) return;
  const { size } = await file.stat();
  const header = await readElement(file, 0);
  const segment = header?.end === undefined ? undefined : await readElement(file, header.end);
  const seekHead = segment && (await readElement(file, segment.bodyStart));
  const room = seekHead?.end === undefined ? undefined : await readElement(file, seekHead.end);
  const isExpected =
    segment?.id === matroska.segment && seekHead?.id === matroska.seekHead && room?.id === matroska.void;
  if (!isExpected || room.end === undefined || segment.end !== size) {
    throw new EngineError('internal', 'the Matroska file does not begin as its muxer writes it');
  }
  const list = chapterElement(chapters);
  await file.write(list, 0, list.length, size);
  const head = await seekHeadWith(file, seekHead, room.end, size - segment.bodyStart);
  await file.write(head, 0, head.length, seekHead.start);
  const segmentHeader = element(matroska.segment, Buffer.alloc(0), segment.bodyStart - segment.start - 4);
  segmentHeader.writeUIntBE(segment.end + list.length - segment.bodyStart, segmentHeader.length - 6, 6);
  await file.write(segmentHeader, 0, segmentHeader.length, segment.start);
}

/** The seek head with one more entry, filling the place of the old one and the void after it. */
async function seekHeadWith(file: FileHandle, seekHead: Element, roomEnd: number, position: number): Promise<Buffer> {
  const body = await readPart(file, seekHead.bodyStart, seekHead.end ?? seekHead.bodyStart);
  if (!body) throw new EngineError('internal', 'the seek head cannot be read');
  // The check sum covers the old entries only, and is optional.
  const entries = childElements(body)
    .filter((child) => child.id !== crc32)
    .map((child) => body.subarray(child.start, child.end));
  const id = Buffer.alloc(4);
  id.writeUInt32BE(matroska.chapters);
  const entry = element(
    matroska.seek,
    Buffer.concat([element(matroska.seekId, id), numberElement(matroska.seekPosition, position)]),
  );
  const head = element(matroska.seekHead, Buffer.concat([...entries, entry]));
  const left = roomEnd - seekHead.start - head.length;
  if (left < 9) throw new EngineError('internal', 'the seek head has no room for the chapters');
  return Buffer.concat([head, element(matroska.void, Buffer.alloc(left - 9), 8)]);
}

function chapterElement(chapters: readonly Chapter[]): Buffer {
  const atoms = chapters.map(({ startNs, endNs, title }, at) =>
    element(
      matroska.chapterAtom,
      Buffer.concat([
        numberElement(matroska.chapterUid, at + 1),
        numberElement(matroska.chapterStart, Math.round(startNs)),
        ...(endNs === undefined ? [] : [numberElement(matroska.chapterEnd, Math.round(endNs))]),
        element(
          matroska.chapterDisplay,
          Buffer.concat([
            element(matroska.chapterString, Buffer.from(title)),
            element(matroska.chapterLanguage, Buffer.from('und')),
          ]),
        ),
      ]),
    ),
  );
  return element(matroska.chapters, element(matroska.editionEntry, Buffer.concat(atoms)));
}
