import { open, readFile } from 'node:fs/promises';
import sharp, { type Metadata } from 'sharp';
import { EngineError, throwIfCanceled } from '../errors.ts';
import type { Frame, Plane } from '../frame/frame.ts';
import { type SniffedStill, type StillFormat, sniffBytes, sniffStill } from './still-format.ts';
import { planesFromInterleaved } from './still-planes.ts';
import { pngColourChunks } from './still-png.ts';
import { exifBlock, exifFields } from './still-tiff.ts';
import { endsEarly } from './still-truncated.ts';

// Pictures are read once, from memory: libvips' cache of operations would only keep their bytes alive.
sharp.cache(false);

/** What a picture carries beside its pixels, as it was in the file; the writer puts it into the result. */
export interface StillMetadata {
  /** The profile that gives the values their colour; undefined means sRGB. */
  readonly icc?: Buffer;
  /** A TIFF block, with or without `Exif\0\0` before it. */
  readonly exif?: Buffer;
  readonly xmp?: string;
  /** A JPEG's Photoshop segment, which holds IPTC-IIM. */
  readonly iptc?: Buffer;
  /** Pixels per inch. */
  readonly density?: number;
  /** Whole PNG chunks that describe colour; see `pngColourChunks`. */
  readonly pngColour: readonly Buffer[];
}

/** An upright picture and all that its file held. */
export interface Still {
  readonly path: string;
  readonly format: StillFormat;
  /** Model `rgb`, 8 or 16 bits, in shared memory. Values are the file's own: no profile was applied. */
  readonly frame: Frame;
  /** Transparency, straight (not multiplied into the colours), of the frame's size and bit depth. */
  readonly alpha: Plane | undefined;
  /** The file was gray: its three planes are equal, and it is written gray again. */
  readonly gray: boolean;
  /** A WebP that is written as WebP again then stays lossless. */
  readonly losslessWebp: boolean;
  readonly metadata: StillMetadata;
  /** What the user should know, e.g. that only the first page was read. */
  readonly notes: readonly string[];
}

export interface OpenStillOptions {
  /** Larger pictures are refused with `media-too-large` before they are decoded. Default 100 million. */
  readonly maxPixels?: number;
  readonly signal?: AbortSignal;
}

const defaultMaxPixels = 100_000_000;
const maxFileBytes = 2 ** 31 - 1;

/** Whether a file's content is a picture (also of a kind that is refused), rather than a film. False when unreadable. */
export async function looksLikeStill(path: string): Promise<boolean> {
  return (await sniffFile(path).catch(() => undefined)) !== undefined;
}

/**
 * Reads a JPEG, PNG, WebP, AVIF or TIFF by its content, turned upright by its EXIF orientation.
 *
 * Throws EngineError: `media-unreadable`, `media-unsupported`, `media-too-large`, `media-truncated`, `canceled`.
 */
export async function openStill(path: string, options: OpenStillOptions = {}): Promise<Still> {
  const unreadable = (cause: unknown) =>
    new EngineError('media-unreadable', `${path} cannot be read`, { cause, data: { path } });
  const sniffed = await sniffFile(path).catch((cause: unknown) => {
    throw cause instanceof EngineError ? cause : unreadable(cause);
  });
  const format = readableFormat(path, sniffed);
  throwIfCanceled(options.signal, `reading ${path}`);
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw unreadable(cause);
  });
  return decode(path, format, bytes, options);
}

async function sniffFile(path: string): Promise<SniffedStill | undefined> {
  await using file = await open(path);
  const { size } = await file.stat();
  const head = Buffer.alloc(Math.min(size, sniffBytes));
  const { bytesRead } = await file.read(head, 0, head.length, 0);
  const sniffed = sniffStill(head.subarray(0, bytesRead));
  if (sniffed && size > maxFileBytes) {
    const message = `${path} has ${size} bytes (allowed for a picture: ${maxFileBytes})`;
    throw new EngineError('media-too-large', message, { data: { path, bytes: size, maxBytes: maxFileBytes } });
  }
  return sniffed;
}

function readableFormat(path: string, sniffed: SniffedStill | undefined): StillFormat {
  const allowed = '(allowed: JPEG, PNG, WebP, AVIF, TIFF)';
  if (!sniffed) throw new EngineError('media-unreadable', `${path} is not a picture ${allowed}`, { data: { path } });
  if (sniffed.format === undefined) {
    throw new EngineError('media-unsupported', `${path} is ${sniffed.name} ${allowed}`, { data: { path } });
  }
  if (sniffed.animated) {
    const message = `${path} is an animated ${sniffed.format.toUpperCase()} (allowed: still pictures, and films)`;
    throw new EngineError('media-unsupported', message, { data: { path } });
  }
  return sniffed.format;
}

async function decode(path: string, format: StillFormat, bytes: Buffer, options: OpenStillOptions): Promise<Still> {
  const failed = (cause: unknown) => decodeFailure(path, format, bytes, cause);
  const header = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch((cause: unknown) => {
      throw failed(cause);
    });
  const maxPixels = options.maxPixels ?? defaultMaxPixels;
  const pixels = header.width * header.height;
  if (pixels > maxPixels) {
    const message = `${path} has ${header.width}x${header.height} pixels (allowed: ${maxPixels})`;
    throw new EngineError('media-too-large', message, { data: { path, pixels, maxPixels } });
  }
  const notes: string[] = [];
  const space = colourSpace(path, header, notes);
  if ((header.pages ?? 1) > 1) notes.push(`only the first of ${header.pages} pictures in ${path} was used`);
  const { data, info } = await sharp(bytes, {
    limitInputPixels: false,
    failOn: 'error',
    ignoreIcc: !space.converted,
  })
    .autoOrient()
    .toColourspace(space.deep ? 'rgb16' : 'srgb')
    .raw({ depth: space.deep ? 'ushort' : 'uchar' })
    .toBuffer({ resolveWithObject: true })
    .catch((cause: unknown) => {
      throw failed(cause);
    });
  throwIfCanceled(options.signal, `reading ${path}`);
  const exif = header.exif ?? (format === 'tiff' ? exifOfTiff(bytes) : undefined);
  return {
    path,
    format,
    ...planesFromInterleaved(data, info, space.deep ? 16 : 8),
    gray: space.gray,
    losslessWebp: format === 'webp' && bytes.subarray(12, sniffBytes).includes('VP8L'),
    metadata: {
      ...(header.icc && !space.converted && { icc: header.icc }),
      ...(exif && { exif }),
      ...(header.xmp && { xmp: header.xmp.toString('utf8') }),
      ...(header.iptc && { iptc: header.iptc }),
      ...(header.density && { density: header.density }),
      pngColour: format === 'png' && !header.icc ? pngColourChunks(bytes) : [],
    },
    notes,
  };
}

interface ColourSpace {
  readonly gray: boolean;
  readonly deep: boolean;
  /** Values cannot stay as they are and become sRGB. */
  readonly converted: boolean;
}

function colourSpace(path: string, header: Metadata, notes: string[]): ColourSpace {
  const { space, depth, channels } = header;
  const integer = depth === 'uchar' || depth === 'ushort';
  const colours = channels - (header.hasAlpha ? 1 : 0);
  if (space === 'cmyk' || space === 'lab') {
    notes.push(`${path} is ${space.toUpperCase()}: its colours were converted to sRGB`);
    return { gray: false, deep: false, converted: true };
  }
  const gray = space === 'b-w' || space === 'grey16';
  if (integer && (gray ? colours === 1 : (space === 'srgb' || space === 'rgb' || space === 'rgb16') && colours === 3)) {
    return { gray, deep: depth === 'ushort', converted: false };
  }
  const message = `${path} has ${channels} channels of ${depth} in colour space ${space} (allowed: gray, RGB or CMYK, 8 or 16 bits)`;
  throw new EngineError('media-unsupported', message, { data: { path } });
}

/** libvips reads no EXIF from a TIFF. */
function exifOfTiff(bytes: Buffer): Buffer | undefined {
  const fields = exifFields(bytes);
  return fields && exifBlock(fields);
}

function decodeFailure(path: string, format: StillFormat, bytes: Buffer, cause: unknown): EngineError {
  const text = cause instanceof Error ? cause.message : String(cause);
  const reason = text.split('\n')[0]!.trim();
  const name = format.toUpperCase();
  if (endsEarly(format, bytes, text)) {
    return new EngineError('media-truncated', `${path}: the ${name} ends early (${reason})`, { cause, data: { path } });
  }
  return new EngineError('media-unreadable', `${path}: the ${name} is damaged (${reason})`, { cause, data: { path } });
}
