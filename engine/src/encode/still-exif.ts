const orientationTag = 0x0112;
const shortType = 3;

/**
 * The EXIF block of a picture that was turned upright: orientation 1, and without its thumbnail, which would still show the
 * old face. Everything else (camera, time, GPS, maker notes) stays byte for byte. Undefined when the block is damaged.
 */
export function uprightExif(exif: Buffer): Buffer | undefined {
  const header = exif.toString('latin1', 0, 6) === 'Exif\0\0' ? 6 : 0;
  const tiff = Buffer.from(exif.subarray(header));
  if (tiff.length < 8) return undefined;
  const order = tiff.toString('latin1', 0, 2);
  if (order !== 'II' && order !== 'MM') return undefined;
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.length);
  const little = order === 'II';
  const directory = view.getUint32(4, little);
  if (directory + 2 > tiff.length) return undefined;
  const entries = view.getUint16(directory, little);
  const next = directory + 2 + entries * 12;
  if (next + 4 > tiff.length) return undefined;
  for (let at = directory + 2; at < next; at += 12) {
    if (view.getUint16(at, little) !== orientationTag) continue;
    if (view.getUint16(at + 2, little) === shortType) view.setUint16(at + 8, 1, little);
  }
  // The second directory (EXIF 2.32, 4.5.4) is the thumbnail's.
  const thumbnail = view.getUint32(next, little);
  view.setUint32(next, 0, little);
  if (thumbnail > 0) eraseThumbnail(tiff, view, thumbnail, little);
  return tiff;
}

/** Unreferenced bytes could still be carved out: overwrite them. */
function eraseThumbnail(tiff: Buffer, view: DataView, directory: number, little: boolean): void {
  if (directory + 2 > tiff.length) return;
  const end = directory + 2 + view.getUint16(directory, little) * 12;
  let offset = 0;
  let length = 0;
  for (let at = directory + 2; at + 12 <= Math.min(end, tiff.length); at += 12) {
    const tag = view.getUint16(at, little);
    if (tag === 0x0201) offset = view.getUint32(at + 8, little);
    if (tag === 0x0202) length = view.getUint32(at + 8, little);
  }
  if (offset > 0) tiff.fill(0, Math.min(offset, tiff.length), Math.min(offset + length, tiff.length));
}
