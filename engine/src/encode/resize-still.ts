import sharp from 'sharp';
import type { Still } from '../decode/still.ts';
import { allocateFrame, type Frame, type Plane, type Samples } from '../frame/frame.ts';

/**
 * The still with the pixels of `frame`, both brought to `width` × `height` (bicubic): its transparency follows, its metadata stay.
 * No copy is made of what has that size already.
 */
export async function resizeStill(still: Still, frame: Frame, width: number, height: number): Promise<Still> {
  const sized = await resizeFrame(frame, width, height);
  const { alpha } = still;
  if (alpha === undefined) return { ...still, frame: sized };
  return { ...still, frame: sized, alpha: await resizePlane(alpha, frame.format.bitDepth, width, height) };
}

async function resizeFrame(frame: Frame, width: number, height: number): Promise<Frame> {
  if (frame.width === width && frame.height === height) return frame;
  const sized = allocateFrame({ ...frame, width, height });
  for (const [index, plane] of frame.planes.entries()) {
    sized.planes[index]!.data.set((await resizePlane(plane, frame.format.bitDepth, width, height)).data);
  }
  return sized;
}

async function resizePlane(plane: Plane, bitDepth: number, width: number, height: number): Promise<Plane> {
  if (plane.width === width && plane.height === height) return plane;
  const deep = bitDepth > 8;
  const { data } = await sharp(packed(plane), {
    raw: { width: plane.width, height: plane.height, channels: 1 },
    limitInputPixels: false,
  })
    .resize(width, height, { fit: 'fill', kernel: 'cubic' })
    .toColourspace(deep ? 'grey16' : 'b-w')
    .raw({ depth: deep ? 'ushort' : 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const samples = deep ? new Uint16Array(data.buffer, data.byteOffset, data.length / 2) : new Uint8Array(data);
  return { data: samples, stride: width, width, height };
}

/** A plane's samples without gaps, in memory that is not shared: libvips takes no other. */
function packed({ data, stride, width, height }: Plane): Samples {
  const out = data instanceof Uint8Array ? new Uint8Array(width * height) : new Uint16Array(width * height);
  for (let y = 0; y < height; y++) out.set(data.subarray(y * stride, y * stride + width), y * width);
  return out;
}
