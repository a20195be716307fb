const header = 'Photoshop 3.0\0';
const iptcResource = 0x0404;

/**
 * A JPEG's APP13 segment that holds only the IPTC-IIM record of a Photoshop segment (image resource 0x0404). The other
 * resources, among them a thumbnail with the old face, are left out. Undefined when there is no IPTC in it.
 */
export function iptcSegment(photoshop: Buffer): Buffer | undefined {
  if (photoshop.toString('latin1', 0, header.length) !== header) return undefined;
  for (let at = header.length; at + 12 <= photoshop.length; ) {
    if (photoshop.toString('latin1', at, at + 4) !== '8BIM') return undefined;
    const nameLength = photoshop[at + 6]! + 1;
    const sizeAt = at + 6 + nameLength + (nameLength % 2);
    if (sizeAt + 4 > photoshop.length) return undefined;
    const size = photoshop.readUInt32BE(sizeAt);
    const end = sizeAt + 4 + size;
    if (end > photoshop.length) return undefined;
    if (photoshop.readUInt16BE(at + 4) === iptcResource) return segment(photoshop.subarray(sizeAt + 4, end));
    at = end + (size % 2);
  }
  return undefined;
}

function segment(iptc: Buffer): Buffer | undefined {
  const padded = iptc.length + (iptc.length % 2);
  const length = 2 + header.length + 12 + padded;
  if (length > 65_535) return undefined;
  const bytes = Buffer.alloc(2 + length);
  bytes.writeUInt16BE(0xffed, 0);
  bytes.writeUInt16BE(length, 2);
  bytes.write(`${header}8BIM`, 4, 'latin1');
  bytes.writeUInt16BE(iptcResource, 22);
  bytes.writeUInt32BE(iptc.length, 26);
  iptc.copy(bytes, 30);
  return bytes;
}

/** Puts a segment behind the application segments at the start of a JPEG. */
export function withJpegSegment(jpeg: Buffer, added: Buffer): Buffer {
  let at = 2;
  while (at + 4 <= jpeg.length && jpeg[at] === 0xff && jpeg[at + 1]! >= 0xe0 && jpeg[at + 1]! <= 0xef) {
    at += 2 + jpeg.readUInt16BE(at + 2);
  }
  return Buffer.concat([jpeg.subarray(0, at), added, jpeg.subarray(at)]);
}
