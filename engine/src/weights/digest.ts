import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { crc32 } from 'node:zlib';

/** The SHA-256 of some bytes, in hexadecimal. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** What tells one file's content from another's. */
export interface FileDigest {
  readonly bytes: number;
  /** Eight lowercase hexadecimal digits, as in FaceFusion's `.hash` files. */
  readonly crc32: string;
  readonly sha256: string;
}

/** Reads a file once, a piece at a time: about a second for each gigabyte. Throws what Node throws; the signal's reason too. */
export async function digestFile(path: string, signal?: AbortSignal): Promise<FileDigest> {
  const sha = createHash('sha256');
  let bytes = 0;
  let crc = 0;
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20, signal }) as AsyncIterable<Uint8Array>) {
    sha.update(piece);
    crc = crc32(piece, crc);
    bytes += piece.length;
  }
  return { bytes, crc32: crc.toString(16).padStart(8, '0'), sha256: sha.digest('hex') };
}
