import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { type BuiltInNetworks, openBuiltInNetworks } from '../src/faces/built-in.ts';
import { allocateFrame, type Frame } from '../src/frame/frame.ts';
import { openModelStore } from '../src/weights/store.ts';

/** Pixels across each sample photo. */
export const PHOTO_WIDTH = 1920;

/**
 * The faces of the six sample photos of `@vladmandic/face-api`: 22 different people, one in profile (photo 2, the first). Centre and
 * longer side of each mesh, by eye.
 */
// biome-ignore format: one row per photo
export const facesInPhotos: readonly (readonly { readonly x: number; readonly y: number; readonly size: number }[])[] = [
  [[509, 492, 206], [935, 548, 205], [1571, 330, 209]],
  [[441, 269, 166], [984, 363, 170], [1544, 285, 211]],
  [[697, 476, 243], [1183, 373, 257], [1583, 447, 241]],
  [[331, 329, 210], [752, 193, 214], [1071, 315, 193], [1360, 266, 172]],
  [[479, 1032, 267], [681, 551, 208], [863, 229, 204], [1200, 331, 213], [1510, 538, 238]],
  [[358, 637, 243], [774, 491, 246], [1270, 463, 218], [1589, 424, 255]],
].map((photo) => photo.map(([x, y, size]) => ({ x: x!, y: y!, size: size! })));

/** The path of a sample photo, 1 to 6; 1280 to 1537 pixels high. */
export function photoPath(number: number): string {
  const require = createRequire(import.meta.url);
  return join(dirname(require.resolve('@vladmandic/face-api/package.json')), 'demo', `sample${number}.jpg`);
}

/** A sample photo as an RGB frame, its width made `width` pixels if given. */
export async function readPhoto(number: number, width?: number): Promise<Frame> {
  return toFrame(sharp(photoPath(number)).resize(width ?? null));
}

/** Any picture that sharp can make, as an RGB frame. */
export async function toFrame(picture: Sharp): Promise<Frame> {
  const { data, info } = await picture.removeAlpha().toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
  const frame = rgbFrame(info.width, info.height);
  frame.planes.forEach(({ data: plane }, channel) => {
    for (let pixel = 0; pixel < plane.length; pixel += 1) plane[pixel] = data[3 * pixel + channel]!;
  });
  return frame;
}

/** An empty 8-bit RGB frame. */
export function rgbFrame(width: number, height: number): Frame {
  return allocateFrame({
    width,
    height,
    pixelAspect: 1,
    format: { model: 'rgb', bitDepth: 8, chromaShiftX: 0, chromaShiftY: 0 },
    color: { matrix: 'identity', fullRange: true },
  });
}

/** The built-in networks on one thread; translated models are kept in the system's temporary folder. */
export function openNetworks(): Promise<BuiltInNetworks> {
  const store = openModelStore(join(tmpdir(), 'mirrorworks-test-models'));
  return openBuiltInNetworks(store, { providers: ['cpu'], threads: 1 });
}
