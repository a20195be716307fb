import assert from 'node:assert/strict';
import sharp from 'sharp';
import type { Box } from '../src/faces/face.ts';
import type { Frame } from '../src/frame/frame.ts';
import { sampleRgb } from '../src/frame/sample.ts';
import { FACE_SIDE } from './contract-models.ts';
import { TARGET_SHARE } from './contract-swappers.ts';
import { plainFrame } from './plain-frame.ts';

export type Colour = readonly [r: number, g: number, b: number];

/** Skins that the contract models take for different people. */
export const skins = { red: [200, 60, 60], green: [60, 200, 60], yellow: [190, 190, 50] } as const;

/** A square of skin with a blue square in its middle: what the contract models take for a face. */
export interface PaintedFace {
  /** The middle, in pixels. */
  readonly x: number;
  readonly y: number;
  readonly skin: Colour;
  /** Side of the marker, 6 to 16 pixels. Default 8. */
  readonly marker?: number;
  /** The marker is black: no detector sees the face. */
  readonly hidden?: boolean;
}

/** Width and height of small pictures. */
export const SIZE = [160, 120] as const;

/** A dark gradient, with faces. */
export function paintFaces(faces: readonly PaintedFace[], [width, height]: readonly [number, number] = SIZE): Frame {
  return plainFrame(width, height, (x, y) => {
    for (const face of faces) {
      const away = Math.max(Math.abs(x - face.x), Math.abs(y - face.y));
      const { marker = 8 } = face;
      if (away < marker / 2) return face.hidden ? [0, 0, 0] : [0, 0, 255];
      if (away < (marker * FACE_SIDE) / 2) return face.skin;
    }
    return [40 + (x >> 1), 60 + (y >> 1), 70];
  });
}

/** A picture of one colour. */
export function filled(colour: Colour, [width, height]: readonly [number, number] = SIZE): Frame {
  return plainFrame(width, height, () => colour);
}

/** Where the detector sees a face. */
export function boxOf({ x, y, marker = 8 }: PaintedFace): Box {
  const side = marker * FACE_SIDE;
  return [x - side / 2, y - side / 2, side, side];
}

/** Writes an 8-bit RGB frame as a picture, in the format that the path names; `alpha` gives each pixel's opacity, 0..255. */
export async function writePicture(
  path: string,
  { width, height, planes }: Frame,
  alpha?: (x: number, y: number) => number,
): Promise<string> {
  const channels = alpha ? 4 : 3;
  const data = new Uint8Array(width * height * channels);
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (const [channel, plane] of planes.entries()) data[pixel * channels + channel] = plane.data[pixel]!;
    if (alpha) data[pixel * channels + 3] = alpha(pixel % width, Math.floor(pixel / width));
  }
  await sharp(data, { raw: { width, height, channels } }).toFile(path);
  return path;
}

/** A pixel's colour, 0..255. */
export function colourAt(frame: Frame, x: number, y: number): [number, number, number] {
  const rgb = new Float32Array(3);
  sampleRgb(frame, [1, 0, x, 0, 1, y], 1, 1, rgb, { filter: 'bilinear' });
  return [rgb[0]!, rgb[1]!, rgb[2]!];
}

/** How many samples of all planes differ, inside a box (grown by `margin` pixels) and outside. */
export function countChanges(
  before: Frame,
  after: Frame,
  boxes: readonly Box[],
  margin = 0,
): { inside: number; outside: number } {
  const count = { inside: 0, outside: 0 };
  for (const [index, plane] of before.planes.entries()) {
    const scale = before.width / plane.width;
    const other = after.planes[index]!;
    for (let row = 0; row < plane.height; row++) {
      for (let column = 0; column < plane.width; column++) {
        if (plane.data[row * plane.stride + column] === other.data[row * other.stride + column]) continue;
        const [x, y] = [column * scale, row * scale];
        const within = boxes.some(
          ([left, top, width, height]) =>
            x >= left - margin && y >= top - margin && x <= left + width + margin && y <= top + height + margin,
        );
        count[within ? 'inside' : 'outside']++;
      }
    }
  }
  return count;
}

/** What a contract swapper makes of a target's colour: a quarter of it, and three of the colour that the source is known by. */
export function swappedColour(source: Colour, target: Colour): Colour {
  const signed = source.map((value) => value / 127.5 - 1);
  const length = Math.hypot(...signed);
  const mix = (channel: 0 | 1 | 2) =>
    TARGET_SHARE * target[channel] + (1 - TARGET_SHARE) * 127.5 * (1 + signed[channel]! / length);
  return [mix(0), mix(1), mix(2)];
}

/** The marker is a small part of every face's colour, and 4:2:0 rounds: most colours are a few steps off. */
export function isNear(found: readonly number[], wanted: Colour, steps = 12): void {
  const close = wanted.every((value, channel) => Math.abs(found[channel]! - value) <= steps);
  assert.ok(close, `${found.map(Math.round)} is not ${wanted.map(Math.round)}`);
}
