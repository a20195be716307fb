/** One chunk of a PNG file; `data` is a view on the file's bytes. */
export interface PngChunk {
  readonly type: string;
  readonly data: Buffer;
  /** Offsets of the whole chunk, with its length and checksum. */
  readonly start: number;
  readonly end: number;
}

/** Chunks of a PNG in file order, up to the end or the first one that is cut off. Checksums are the decoder's business. */
export function* pngChunks(png: Buffer): Generator<PngChunk> {
  let start = 8;
  while (start + 12 <= png.length) {
    const end = start + 12 + png.readUInt32BE(start);
    if (end > png.length) return;
    yield { type: png.toString('latin1', start + 4, start + 8), data: png.subarray(start + 8, end - 4), start, end };
    start = end;
  }
}

const colourTypes: ReadonlySet<string> = new Set(['gAMA', 'cHRM', 'sRGB', 'cICP', 'mDCV', 'cLLI']);

/** Chunks that say what a PNG's values mean when it has no ICC profile; libvips drops them. Copied, whole. */
export function pngColourChunks(png: Buffer): Buffer[] {
  const kept: Buffer[] = [];
  for (const { type, start, end } of pngChunks(png)) {
    if (type === 'IDAT') break;
    if (colourTypes.has(type)) kept.push(Buffer.from(png.subarray(start, end)));
  }
  return kept;
}
