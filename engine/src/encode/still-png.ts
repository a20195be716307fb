import { crc32 } from 'node:zlib';

export const pngSignature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
const headerChunkEnd = 33;

/** A whole PNG chunk: length, type, data, checksum. */
export function pngChunk(type: string, data: Uint8Array): Buffer {
  const chunk = Buffer.alloc(12 + data.length);
  chunk.writeUInt32BE(data.length, 0);
  chunk.write(type, 4, 'latin1');
  chunk.set(data, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + data.length)), 8 + data.length);
  return chunk;
}

/** XMP as the specification wants it in PNG (XMP part 3, 1.1.5): an iTXt chunk, not compressed, so that simple readers see it. */
export function pngXmpChunk(packet: string): Buffer {
  // Keyword, its end, no compression, its method, no language, no translated keyword.
  const keyword = Buffer.from('XML:com.adobe.xmp\0\0\0\0\0', 'latin1');
  return pngChunk('iTXt', Buffer.concat([keyword, Buffer.from(packet, 'utf8')]));
}

/** Puts chunks right behind a PNG's header chunk: before palette and pixels, where colour chunks must stand. */
export function withPngChunks(png: Buffer, chunks: readonly Buffer[]): Buffer {
  return Buffer.concat([png.subarray(0, headerChunkEnd), ...chunks, png.subarray(headerChunkEnd)]);
}
