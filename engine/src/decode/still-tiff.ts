/** One field of a TIFF directory (TIFF 6.0, section 2); `value` is little end first, whatever the file was. */
export interface TiffField {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  readonly value: Buffer;
}

/** What EXIF knows about a picture: fields of the main directory, the EXIF directory and the GPS directory. */
export interface ExifFields {
  readonly main: readonly TiffField[];
  readonly exif: readonly TiffField[];
  readonly gps: readonly TiffField[];
}

export const exifPointer = 0x8769;
export const gpsPointer = 0x8825;
/** Pointers of their own, and width and height as they were stored: not true any more once a picture was turned. */
const leftOut: ReadonlySet<number> = new Set([0xa005, 0xa002, 0xa003]);

/** Description, Make, Model, Software, DateTime, Artist, HostComputer, Copyright: fields that say nothing about the coding. */
const descriptive: ReadonlySet<number> = new Set([270, 271, 272, 305, 306, 315, 316, 33_432]);

/** Bytes of one value of each field type; a type that is not listed is skipped. */
const typeBytes: Readonly<Record<number, number>> = {
  1: 1, // BYTE
  2: 1, // ASCII
  3: 2, // SHORT
  4: 4, // LONG
  5: 8, // RATIONAL: two LONGs
  6: 1,
  7: 1, // UNDEFINED
  8: 2,
  9: 4,
  10: 8,
  11: 4,
  12: 8,
};

/** The EXIF fields of a TIFF file or of an EXIF block, which is one; undefined when there are none, or for BigTIFF. */
export function exifFields(tiff: Buffer): ExifFields | undefined {
  const order = tiff.toString('latin1', 0, 2);
  const little = order === 'II';
  if (tiff.length < 8 || !(little || order === 'MM') || (little ? tiff[2] : tiff[3]) !== 42) return undefined;
  const main = readDirectory(tiff, little ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4), little);
  const sub = (pointer: number) => {
    const field = main.find(({ tag, value }) => tag === pointer && value.length === 4);
    return field ? readDirectory(tiff, field.value.readUInt32LE(), little) : [];
  };
  const fields = {
    main: main.filter(({ tag }) => descriptive.has(tag)),
    exif: sub(exifPointer).filter(({ tag }) => !leftOut.has(tag)),
    gps: sub(gpsPointer),
  };
  return fields.main.length + fields.exif.length + fields.gps.length > 0 ? fields : undefined;
}

/** The fields as an EXIF block of their own. */
export function exifBlock({ main, exif, gps }: ExifFields): Buffer {
  // The main directory's size does not depend on where its two pointers lead.
  const mainWith = (exifAt: number, gpsAt: number) =>
    directory(
      [
        ...main,
        ...(exif.length > 0 ? [longField(exifPointer, exifAt)] : []),
        ...(gps.length > 0 ? [longField(gpsPointer, gpsAt)] : []),
      ],
      8,
    );
  const exifAt = 8 + mainWith(0, 0).length;
  const exifPart = directory(exif, exifAt);
  const gpsAt = exifAt + exifPart.length;
  const header = Buffer.from('II*\0\x08\0\0\0', 'latin1');
  return Buffer.concat([header, mainWith(exifAt, gpsAt), exifPart, directory(gps, gpsAt)]);
}

/** A directory with its values behind it, to be placed at `offset` (even) of a little-endian file. */
export function directory(fields: readonly TiffField[], offset: number): Buffer {
  const sorted = [...fields].sort((a, b) => a.tag - b.tag);
  const table = Buffer.alloc(2 + sorted.length * 12 + 4);
  table.writeUInt16LE(sorted.length, 0);
  const values: Buffer[] = [];
  let end = offset + table.length;
  for (const [index, { tag, type, count, value }] of sorted.entries()) {
    const at = 2 + index * 12;
    table.writeUInt16LE(tag, at);
    table.writeUInt16LE(type, at + 2);
    table.writeUInt32LE(count, at + 4);
    if (value.length <= 4) {
      value.copy(table, at + 8);
      continue;
    }
    table.writeUInt32LE(end, at + 8);
    values.push(value);
    if (value.length % 2) values.push(Buffer.alloc(1));
    end += value.length + (value.length % 2);
  }
  return Buffer.concat([table, ...values]);
}

export function longField(tag: number, number: number): TiffField {
  const value = Buffer.alloc(4);
  value.writeUInt32LE(number);
  return { tag, type: 4, count: 1, value };
}

/** Fields of the directory at `offset`; those of unknown type or out of bounds are left out. */
export function readDirectory(tiff: Buffer, offset: number, little: boolean): TiffField[] {
  if (offset < 8 || offset + 2 > tiff.length) return [];
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.length);
  const fields: TiffField[] = [];
  const end = Math.min(offset + 2 + view.getUint16(offset, little) * 12, tiff.length - 11);
  for (let at = offset + 2; at < end; at += 12) {
    const type = view.getUint16(at + 2, little);
    const count = view.getUint32(at + 4, little);
    const bytes = (typeBytes[type] ?? 0) * count;
    const start = bytes <= 4 ? at + 8 : view.getUint32(at + 8, little);
    if (bytes === 0 || start + bytes > tiff.length) continue;
    const value = Buffer.from(tiff.subarray(start, start + bytes));
    if (!little) swapEnds(value, type);
    fields.push({ tag: view.getUint16(at, little), type, count, value });
  }
  return fields;
}

function swapEnds(value: Buffer, type: number): void {
  const bytes = typeBytes[type];
  if (type === 12) value.swap64();
  else if (bytes === 2) value.swap16();
  else if (bytes === 4 || bytes === 8) value.swap32();
}
