import { once } from 'node:events';
import { constants, createDeflate, deflateSync } from 'node:zlib';
import type { Still } from '../decode/still.ts';
import type { Frame, Plane } from '../frame/frame.ts';
import { uprightExif } from './still-exif.ts';
import { pngChunk, pngSignature, pngXmpChunk } from './still-png.ts';

/** Rows that are packed at once; bounds the memory beside the picture itself. */
const bandBytes = 4_000_000;

/**
 * The finished picture as an uncompressed PNG in memory, with its profile, EXIF and XMP.
 *
 * sharp can attach a profile to raw pixels only by converting them to it. From a file it takes values and metadata as they
 * are, for every output format: so it is given a file.
 */
export async function pngCarrier(frame: Frame, still: Still, xmp: string | undefined): Promise<Buffer> {
  const { icc, exif, density } = still.metadata;
  const chunks = [pngSignature, pngChunk('IHDR', header(frame, still))];
  if (icc) chunks.push(pngChunk('iCCP', Buffer.concat([Buffer.from('icc\0\0', 'latin1'), deflateSync(icc)])));
  if (density) chunks.push(pngChunk('pHYs', resolution(density)));
  const upright = exif && uprightExif(exif);
  if (upright) chunks.push(pngChunk('eXIf', upright));
  if (xmp !== undefined) chunks.push(pngXmpChunk(xmp));
  const deflate = createDeflate({ level: constants.Z_NO_COMPRESSION, chunkSize: 1 << 20 });
  deflate.on('data', (data: Buffer) => chunks.push(pngChunk('IDAT', data)));
  const ended = once(deflate, 'end');
  const channels = channelsOf(frame, still);
  const bytesPerRow = 1 + frame.width * channels.length * (frame.format.bitDepth / 8);
  const rowsPerBand = Math.max(1, Math.floor(bandBytes / bytesPerRow));
  for (let row = 0; row < frame.height; row += rowsPerBand) {
    const rows = Math.min(rowsPerBand, frame.height - row);
    if (!deflate.write(packRows(channels, row, rows, frame, bytesPerRow))) await once(deflate, 'drain');
  }
  deflate.end();
  await ended;
  chunks.push(pngChunk('IEND', Buffer.alloc(0)));
  return Buffer.concat(chunks);
}

function header(frame: Frame, still: Still): Buffer {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(frame.width, 0);
  data.writeUInt32BE(frame.height, 4);
  data[8] = frame.format.bitDepth;
  data[9] = (still.gray ? 0 : 2) + (still.alpha ? 4 : 0);
  return data;
}

function resolution(density: number): Buffer {
  const data = Buffer.alloc(9);
  const perMetre = Math.round(density / 0.0254);
  data.writeUInt32BE(perMetre, 0);
  data.writeUInt32BE(perMetre, 4);
  data[8] = 1;
  return data;
}

function channelsOf(frame: Frame, still: Still): Plane[] {
  const colours = still.gray ? [grayPlane(frame)] : frame.planes;
  return still.alpha ? [...colours, still.alpha] : [...colours];
}

/** A gray picture stays gray: where a swap brought colour in, its luma (BT.601) is kept. */
function grayPlane(frame: Frame): Plane {
  const [red, green, blue] = frame.planes;
  if (!red || !green || !blue) return frame.planes[0]!;
  const data = red.data.slice();
  for (let y = 0; y < red.height; y++) {
    for (let x = 0, at = y * red.stride; x < red.width; x++, at++) {
      const [r, g, b] = [red.data[at]!, green.data[at]!, blue.data[at]!];
      if (r !== g || g !== b) data[at] = Math.round(0.299 * r + 0.587 * g + 0.114 * b);
    }
  }
  return { ...red, data };
}

function packRows(channels: readonly Plane[], first: number, rows: number, frame: Frame, bytesPerRow: number): Buffer {
  const packed = Buffer.alloc(rows * bytesPerRow);
  const step = channels.length;
  for (const [channel, { data, stride }] of channels.entries()) {
    for (let row = 0; row < rows; row++) {
      const from = (first + row) * stride;
      // Each row starts with its filter type, 0: none.
      const to = row * bytesPerRow + 1;
      if (frame.format.bitDepth === 8) {
        for (let x = 0, at = to + channel; x < frame.width; x++, at += step) packed[at] = data[from + x]!;
        continue;
      }
      for (let x = 0, at = to + channel * 2; x < frame.width; x++, at += step * 2) {
        const value = data[from + x]!;
        packed[at] = value >> 8;
        packed[at + 1] = value & 255;
      }
    }
  }
  return packed;
}
