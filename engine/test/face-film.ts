import { Encoder, Muxer } from 'node-av/api';
import {
  AV_PIX_FMT_YUV420P,
  AVCOL_PRI_BT709,
  AVCOL_RANGE_MPEG,
  AVCOL_SPC_BT709,
  AVCOL_TRC_BT709,
  type FFEncoderCodec,
} from 'node-av/constants';
import { Frame as NativeFrame } from 'node-av/lib';
import { composite } from '../src/blend/composite.ts';
import type { DecodedFrame } from '../src/decode/film.ts';
import { openFilm } from '../src/decode/open-film.ts';
import { type Affine, similarity } from '../src/frame/affine.ts';
import { allocateFrame, type Frame, type FrameShape } from '../src/frame/frame.ts';
import { sampleRgb } from '../src/frame/sample.ts';

/** A film made by moving a camera over a photo, so that the truth is known. */
export interface FaceFilm {
  /** One photo, or one for each frame. */
  readonly photo: Frame | ((index: number) => Frame);
  /** Where each pixel of a frame lies in the photo. */
  readonly camera: (index: number) => Affine;
  readonly frames: number;
  readonly width: number;
  readonly height: number;
  /** Standard deviation of the grain that each frame gets, of 256. Default 0. */
  readonly grain?: number;
  /** Default `ffv1`, which loses nothing; the file is best a `.mkv` then. */
  readonly encoder?: string;
  /** Frames a second. Default 25. */
  readonly frameRate?: number;
  /** When a frame is shown, in frames of that rate. Default: its index. */
  readonly time?: (index: number) => number;
}

/** A camera that looks at `width` photo pixels around (x, y), turned by `angle` radians, for a film `columns` × `rows`. */
export function lookAt(x: number, y: number, width: number, columns: number, rows: number, angle = 0): Affine {
  const scale = width / columns;
  const [a, b, , d, e] = similarity(angle, scale, 0, 0);
  const [right, down] = [(columns - 1) / 2, (rows - 1) / 2];
  return [a, b, x - a * right - b * down, d, e, y - d * right - e * down];
}

/** Writes the film: BT.709, limited range, 4:2:0, 8 bit, no sound. */
export async function makeFaceFilm(path: string, film: FaceFilm): Promise<void> {
  const { width, height, encoder = 'ffv1', frameRate = 25, time = (index) => index } = film;
  const options = encoder === 'libx264' ? { preset: 'ultrafast', crf: 12 } : {};
  const context = {
    colorRange: AVCOL_RANGE_MPEG,
    colorPrimaries: AVCOL_PRI_BT709,
    colorTrc: AVCOL_TRC_BT709,
    colorSpace: AVCOL_SPC_BT709,
  };
  using video = await Encoder.create(encoder as FFEncoderCodec, { options, context });
  await using muxer = await Muxer.open(path);
  const stream = muxer.addStream(video);
  const noise = noiseOf(7);
  for (let index = 0; index < film.frames; index++) {
    const shot = shoot(film, index, noise);
    const planes = Buffer.concat(shot.planes.map(({ data }) => Uint8Array.from(data)));
    const shape = { width, height, format: AV_PIX_FMT_YUV420P, timeBase: { num: 1, den: frameRate } };
    using picture = NativeFrame.fromVideoBuffer(planes, { ...shape, pts: BigInt(time(index)) });
    Object.assign(picture, context);
    await write(picture);
  }
  await write(null);

  async function write(picture: NativeFrame | null): Promise<void> {
    for (const packet of await video.encodeAll(picture)) {
      using owned = packet;
      await muxer.writePacket(owned, stream);
    }
  }
}

function shoot({ photo, camera, width, height, grain = 0 }: FaceFilm, index: number, noise: () => number): Frame {
  const rgb = new Float32Array(3 * width * height);
  sampleRgb(typeof photo === 'function' ? photo(index) : photo, camera(index), width, height, rgb);
  const rgba = new Float32Array(4 * width * height);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const light = grain === 0 ? 0 : grain * noise();
    for (let channel = 0; channel < 3; channel++) rgba[4 * pixel + channel] = rgb[3 * pixel + channel]! + light;
    rgba[4 * pixel + 3] = 1;
  }
  const frame = allocateFrame(yuvShape(width, height));
  composite(frame, { x: 0, y: 0, width, height, rgba });
  return frame;
}

function yuvShape(width: number, height: number): FrameShape {
  return {
    ...{ width, height, pixelAspect: 1 },
    format: { model: 'yuv', bitDepth: 8, chromaShiftX: 1, chromaShiftY: 1 },
    color: { matrix: 'bt709', fullRange: false },
  };
}

/** The same numbers each time: mean 0, standard deviation 1, roughly normal. */
function noiseOf(seed: number): () => number {
  let state = seed;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
  return () => 2 * (uniform() + uniform() + uniform());
}

/** Reads all frames of a short film. */
export async function readFrames(path: string): Promise<Frame[]> {
  await using reader = await openFilm(path);
  const frames: Frame[] = [];
  for await (const decoded of reader.frames()) frames.push(copyOf(decoded));
  return frames;
}

function copyOf(decoded: DecodedFrame): Frame {
  using picture = decoded;
  const frame = allocateFrame(picture.shape);
  picture.copyTo(frame);
  return frame;
}
