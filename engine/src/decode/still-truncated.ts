import type { StillFormat } from './still-format.ts';
import { pngChunks } from './still-png.ts';

/** libvips has no error codes; these are its words for a file that ends early. */
const words = /premature end|truncat|end of (file|stream|input)|unexpected end|not enough|too short|eof/i;

/** Whether a picture that did not decode ends before its own structure says; `message` is the decoder's. */
export function endsEarly(format: StillFormat, bytes: Buffer, message: string): boolean {
  return words.test(message) || isCut[format](bytes);
}

const isCut: Readonly<Record<StillFormat, (bytes: Buffer) => boolean>> = {
  jpeg: (bytes) => bytes.lastIndexOf('\xff\xd9', undefined, 'latin1') < 0,
  png: (bytes) => {
    let last = '';
    for (const { type } of pngChunks(bytes)) last = type;
    return last !== 'IEND';
  },
  webp: (bytes) => bytes.length < 12 || bytes.readUInt32LE(4) + 8 > bytes.length,
  avif: (bytes) => {
    let at = 0;
    // ISO/IEC 14496-12, 4.2: a size of 0 reaches to the end of the file, 1 is followed by 64 bits.
    while (at + 16 <= bytes.length) {
      const size = bytes.readUInt32BE(at);
      if (size === 0) return false;
      at += size === 1 ? Number(bytes.readBigUInt64BE(at + 8)) : size;
      if (size < 8 && size !== 1) return false;
    }
    return at !== bytes.length;
  },
  // Directories may stand anywhere in a TIFF: the first one beyond the end is all that can be told.
  tiff: (bytes) => {
    if (bytes.length < 8) return true;
    const first = bytes[0] === 0x49 ? bytes.readUInt32LE(4) : bytes.readUInt32BE(4);
    return first >= bytes.length;
  },
};
