import sharp from 'sharp';
import type { View } from './camera.ts';

/** A photo as full-size planes of Y, Cb and Cr: BT.709, limited range, 8 bit. */
export interface PhotoPlanes {
  readonly width: number;
  readonly height: number;
  readonly planes: readonly [Uint8Array, Uint8Array, Uint8Array];
}

/** Reads a photo upright and turns it into planes once, so that each frame is only a matter of sampling. */
export async function readPlanes(path: string): Promise<PhotoPlanes> {
  const image = sharp(path).autoOrient().removeAlpha().toColourspace('srgb').raw();
  const { data, info } = await image.toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const count = width * height;
  const planes = [new Uint8Array(count), new Uint8Array(count), new Uint8Array(count)] as const;
  const [luma, blue, red] = planes;
  for (let pixel = 0; pixel < count; pixel++) {
    const r = data[pixel * 3]!;
    const g = data[pixel * 3 + 1]!;
    const b = data[pixel * 3 + 2]!;
    // Rec. ITU-R BT.709-6, section 3; 219 and 224 are the limited ranges of luma and chroma.
    const y = 0.2126 * r + 0.7152 * g + 0.0722 * b;
    luma[pixel] = 16.5 + (y * 219) / 255;
    blue[pixel] = 128.5 + ((b - y) / 1.8556) * (224 / 255);
    red[pixel] = 128.5 + ((r - y) / 1.5748) * (224 / 255);
  }
  return { width, height, planes };
}

/** One frame, Y then Cb then Cr, 4:2:0: what the camera sees, sampled between pixels so that a slow move is smooth. */
export function renderFrame(photo: PhotoPlanes, view: View, width: number, height: number): Buffer {
  const chromaWidth = width >> 1;
  const chromaHeight = height >> 1;
  const lumaBytes = width * height;
  const chromaBytes = chromaWidth * chromaHeight;
  const frame = Buffer.allocUnsafe(lumaBytes + 2 * chromaBytes);
  const [luma, blue, red] = photo.planes;
  sample(photo, luma, view, width, height, frame.subarray(0, lumaBytes));
  sample(photo, blue, view, chromaWidth, chromaHeight, frame.subarray(lumaBytes, lumaBytes + chromaBytes));
  sample(photo, red, view, chromaWidth, chromaHeight, frame.subarray(lumaBytes + chromaBytes));
  return frame;
}

/** Bilinear; columns are the same for every row, so their places are worked out once. */
function sample(photo: PhotoPlanes, plane: Uint8Array, view: View, width: number, height: number, out: Buffer): void {
  const scale = view.width / width;
  const left = view.x - view.width / 2;
  const top = view.y - (scale * height) / 2;
  const columns = axis(left, scale, width, photo.width);
  const rows = axis(top, scale, height, photo.height);
  let at = 0;
  for (let y = 0; y < height; y++) {
    const upper = rows.place[y]! * photo.width;
    const lower = upper + photo.width;
    const down = rows.part[y]!;
    for (let x = 0; x < width; x++) {
      const column = columns.place[x]!;
      const right = columns.part[x]!;
      const a = plane[upper + column]! * (256 - right) + plane[upper + column + 1]! * right;
      const b = plane[lower + column]! * (256 - right) + plane[lower + column + 1]! * right;
      out[at++] = (a * (256 - down) + b * down + 32768) >> 16;
    }
  }
}

/** For each output position: the pixel before it, and how far it lies towards the next one, in 1/256. */
function axis(start: number, scale: number, count: number, limit: number): { place: Int32Array; part: Int32Array } {
  const place = new Int32Array(count);
  const part = new Int32Array(count);
  for (let index = 0; index < count; index++) {
    const position = Math.min(Math.max(start + (index + 0.5) * scale - 0.5, 0), limit - 1.001);
    place[index] = Math.floor(position);
    part[index] = Math.round((position - place[index]!) * 256);
  }
  return { place, part };
}
