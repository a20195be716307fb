import { directory, exifFields, exifPointer, gpsPointer, longField, readDirectory } from '../decode/still-tiff.ts';
import { EngineError } from '../errors.ts';

/**
 * A TIFF as libvips writes it (little end first, one directory), with the EXIF and GPS of an EXIF block, which libvips
 * leaves out. A new first directory is appended; what it points to stays where it is.
 */
export function withTiffExif(tiff: Buffer, exif: Buffer): Buffer {
  const added = exifFields(exif);
  if (!added) return tiff;
  if (tiff.toString('latin1', 0, 4) !== 'II*\0') throw new EngineError('internal', 'the TIFF has another byte order');
  const own = readDirectory(tiff, tiff.readUInt32LE(4), true);
  const has = new Set(own.map(({ tag }) => tag));
  const start = tiff.length + (tiff.length % 2);
  const exifPart = directory(added.exif, start);
  const gpsPart = directory(added.gps, start + exifPart.length);
  const mainAt = start + exifPart.length + gpsPart.length;
  const main = directory(
    [
      ...own,
      ...added.main.filter(({ tag }) => !has.has(tag)),
      ...(added.exif.length > 0 ? [longField(exifPointer, start)] : []),
      ...(added.gps.length > 0 ? [longField(gpsPointer, start + exifPart.length)] : []),
    ],
    mainAt,
  );
  const header = Buffer.from(tiff.subarray(0, 8));
  header.writeUInt32LE(mainAt, 4);
  const padding = Buffer.alloc(tiff.length % 2);
  return Buffer.concat([header, tiff.subarray(8), padding, exifPart, gpsPart, main]);
}
