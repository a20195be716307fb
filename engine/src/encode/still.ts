import { writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import type { Still } from '../decode/still.ts';
import type { StillFormat } from '../decode/still-format.ts';
import { EngineError, throwIfCanceled } from '../errors.ts';
import type { Frame } from '../frame/frame.ts';
import { type DigitalSourceType, digitalSourceTypes } from './marks.ts';
import { PartFile, unwritable } from './part-file.ts';
import { pngCarrier } from './still-carrier.ts';
import { codings, stillFormatOf } from './still-coding.ts';
import { uprightExif } from './still-exif.ts';
import { iptcSegment, withJpegSegment } from './still-iptc.ts';
import { pngXmpChunk, withPngChunks } from './still-png.ts';
import { withTiffExif } from './still-tiff.ts';
import { markXmp } from './xmp.ts';

export interface WriteStillOptions {
  /** 0 (smallest) .. 100 (best; WebP and AVIF become lossless). PNG and TIFF are always lossless. */
  readonly quality?: number;
  /** Replace a file of that name. Default: refuse with `output-exists`. */
  readonly overwrite?: boolean;
  /** The mark that every picture carries. Default `compositeWithTrainedAlgorithmicMedia`; there is no way to leave it out. */
  readonly digitalSourceType?: DigitalSourceType;
  readonly signal?: AbortSignal;
}

export interface WrittenStill {
  readonly format: StillFormat;
  readonly bytes: number;
  /** What the user should know, e.g. that transparency was lost. */
  readonly notes: readonly string[];
}

/**
 * Writes `frame` in the format that the path's extension names, with the profile, transparency, EXIF, XMP and density of
 * `still`, the picture that it was made from. The finished file appears at once, or not at all.
 *
 * Throws EngineError: `option-invalid`, `output-exists`, `output-unwritable`, `disk-full`, `canceled`.
 */
export async function writeStill(
  path: string,
  frame: Frame,
  still: Still,
  options: WriteStillOptions = {},
): Promise<WrittenStill> {
  const format = stillFormatOf(path);
  checkOptions(path, frame, still, options, format);
  await using part = await PartFile.create(path, options.overwrite ?? false);
  const notes: string[] = [];
  const bytes = await encode(frame, still, format, options, notes);
  throwIfCanceled(options.signal, `writing ${path}`);
  await writeFile(part.path, bytes).catch((cause: unknown) => {
    throw writeFailure(path, cause);
  });
  throwIfCanceled(options.signal, `writing ${path}`);
  await part.publish();
  return { format, bytes: bytes.length, notes };
}

async function encode(
  frame: Frame,
  still: Still,
  format: StillFormat,
  options: WriteStillOptions,
  notes: string[],
): Promise<Buffer> {
  const coding = codings[format];
  const type = options.digitalSourceType ?? 'compositeWithTrainedAlgorithmicMedia';
  const xmp = markXmp(still.metadata.xmp, type, coding.maxXmpBytes);
  if (!xmp.kept) notes.push(`the XMP of ${still.path} is damaged or too large for ${format} and was replaced`);
  const carrier = await pngCarrier(frame, still, format === 'png' ? undefined : xmp.packet);
  throwIfCanceled(options.signal, `writing ${still.path}`);
  // Not withMetadata(): it would convert the values to sRGB.
  let image = sharp(carrier, { limitInputPixels: false }).keepMetadata();
  if (still.alpha && !coding.alpha) {
    image = image.flatten({ background: '#ffffff' });
    notes.push(`${format} has no transparency: the picture was laid on white`);
  }
  const { bitDepth } = frame.format;
  if (bitDepth > coding.bitDepth) notes.push(`${format} holds ${coding.bitDepth} bits: ${bitDepth} were reduced`);
  const deep = bitDepth > 8 && coding.bitDepth > 8;
  image = image.toColourspace(still.gray ? (deep ? 'grey16' : 'b-w') : deep ? 'rgb16' : 'srgb');
  const encoded = await coding
    .encode(image, still, options.quality)
    .toBuffer()
    .catch((cause: unknown) => {
      throw new EngineError('internal', `${still.path} could not be encoded as ${format}`, { cause });
    });
  const bytes = withOwnParts(encoded, still, format, xmp.packet, notes);
  if (!bytes.includes(digitalSourceTypes[type])) {
    throw new EngineError('internal', `the mark is missing in the ${format} made from ${still.path}`);
  }
  return bytes;
}

/** What libvips writes otherwise or not at all. */
function withOwnParts(bytes: Buffer, still: Still, format: StillFormat, xmp: string, notes: string[]): Buffer {
  const { iptc, exif, pngColour } = still.metadata;
  const segment = iptc && iptcSegment(iptc);
  if (segment && format === 'jpeg') return withJpegSegment(bytes, segment);
  if (segment) notes.push(`the IPTC record of ${still.path} was left out: only JPEG holds it`);
  const upright = exif && format === 'tiff' ? uprightExif(exif) : undefined;
  if (upright) return withTiffExif(bytes, upright);
  if (format === 'png') return withPngChunks(bytes, [...pngColour, pngXmpChunk(xmp)]);
  return bytes;
}

function checkOptions(
  path: string,
  frame: Frame,
  still: Still,
  { quality, signal }: WriteStillOptions,
  format: StillFormat,
): void {
  throwIfCanceled(signal, `writing ${path}`);
  const { width, height } = still.frame;
  if (frame.width !== width || frame.height !== height || frame.format.bitDepth !== still.frame.format.bitDepth) {
    throw new RangeError(`a frame of ${frame.width}x${frame.height} is not the picture of ${width}x${height}`);
  }
  if (quality !== undefined && !(quality >= 0 && quality <= 100)) {
    const message = `quality ${quality} is out of range (allowed: 0 to 100)`;
    throw new EngineError('option-invalid', message, { data: { option: 'quality', value: quality } });
  }
  const { maxSide } = codings[format];
  if (Math.max(frame.width, frame.height) > maxSide) {
    const message = `${path}: ${format} holds at most ${maxSide} pixels a side, the picture has ${width}x${height} (allowed: .png .tiff)`;
    throw new EngineError('option-invalid', message, { data: { option: 'output', value: path, maxSide } });
  }
}

const diskFullCodes: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** The EngineError for a failed write: `disk-full` or `output-unwritable`. */
export function writeFailure(path: string, cause: unknown): EngineError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (diskFullCodes.has(code)) {
    return new EngineError('disk-full', `${path} does not fit on its disk (${code})`, {
      cause,
      data: { path },
      retryable: true,
    });
  }
  return unwritable(path, String(code ?? cause), cause);
}
