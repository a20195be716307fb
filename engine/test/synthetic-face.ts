/** Faces whose every point is known: the canonical mesh, posed and painted by its texture coordinates. */
import { regionMaps } from '../src/blend/regions.ts';
import { boxOfMesh } from '../src/faces/boxes.ts';
import { canonicalMesh } from '../src/faces/canonical-mesh.ts';
import type { Face } from '../src/faces/face.ts';
import { fitPose } from '../src/faces/pose.ts';
import { lookUp } from '../src/faces/uv/maps.ts';
import { triangles, uv } from '../src/faces/uv/topology.ts';
import { points5OfMesh } from '../src/faces/views.ts';
import { rgbToYuvCoefficients } from '../src/frame/color.ts';
import { allocateFrame, type Frame, type PixelFormat } from '../src/frame/frame.ts';
import { sampleRgb } from '../src/frame/sample.ts';

/** R, G, B in 0..255. */
export type Rgb = readonly [number, number, number];

/** The colour at a place of the UV square. */
export type Paint = (u: number, v: number) => Rgb;

/** Where a face stands: centre in square pixels, distance of the eyes in pixels, angles in degrees. */
export interface Stance {
  readonly x?: number;
  readonly y?: number;
  readonly eyes?: number;
  readonly yaw?: number;
  readonly pitch?: number;
  readonly roll?: number;
}

export const formats = {
  rgb: { model: 'rgb', bitDepth: 8, chromaShiftX: 0, chromaShiftY: 0 },
  yuv420: { model: 'yuv', bitDepth: 8, chromaShiftX: 1, chromaShiftY: 1 },
  tenBit: { model: 'yuv', bitDepth: 10, chromaShiftX: 1, chromaShiftY: 1 },
} as const satisfies Record<string, PixelFormat>;

/** A face shape nodded, then turned, then rolled. */
export function poseMesh(stance: Stance = {}, shape: Float32Array = canonicalMesh): Float32Array {
  const { x = 120, y = 120, eyes = 70, yaw = 0, pitch = 0, roll = 0 } = stance;
  const [a, b, c] = [yaw, pitch, roll].map((degrees) => (degrees * Math.PI) / 180) as [number, number, number];
  const mesh = new Float32Array(shape.length);
  for (let at = 0; at < mesh.length; at += 3) {
    const [px, py, pz] = [shape[at]!, shape[at + 1]!, shape[at + 2]!];
    const y1 = Math.cos(b) * py - Math.sin(b) * pz;
    const z1 = Math.sin(b) * py + Math.cos(b) * pz;
    const x2 = Math.cos(a) * px - Math.sin(a) * z1;
    const z2 = Math.sin(a) * px + Math.cos(a) * z1;
    mesh[at] = x + eyes * (Math.cos(c) * x2 - Math.sin(c) * y1);
    mesh[at + 1] = y + eyes * (Math.sin(c) * x2 + Math.cos(c) * y1);
    mesh[at + 2] = eyes * z2;
  }
  return mesh;
}

/** The face that a perfect landmarker would tell of a mesh. */
export function faceOf(mesh: Float32Array, changes: Partial<Face> = {}): Face {
  const face = { box: boxOfMesh(mesh), score: 0.95, points5: points5OfMesh(mesh), presence: 1 };
  return { ...face, mesh, pose: fitPose(mesh).pose, ...changes };
}

/** A person's colours. */
export interface Look {
  readonly skin?: Rgb;
  readonly brows?: Rgb;
  readonly lips?: Rgb;
  readonly eyes?: Rgb;
  /** Factor on the colour at a place: 1 is even light. */
  readonly light?: (u: number, v: number) => number;
  /** Share by which the skin's fine grain changes its brightness. */
  readonly grain?: number;
}

/** Paints a person: skin, brows, eyes with whites and pupils, lips, and a mouth's dark inside. */
export function person(look: Look = {}): Paint {
  const { skin = [205, 150, 125], brows = [70, 50, 40], lips = [170, 75, 80], eyes = [60, 90, 120] } = look;
  const { light = () => 1, grain = 0.03 } = look;
  const { regions, eyeballs } = regionMaps(MAPS);
  const mixes: readonly (readonly [Float32Array, Rgb])[] = [
    [regions.brows, brows],
    [eyeballs, eyes],
    [regions.lips, lips],
    [regions.mouth, [60, 25, 25]],
  ];
  return (u, v) => {
    const bright = light(u, v) * (1 + grain * Math.sin(u * 190) * Math.sin(v * 170));
    let rgb: Rgb = skin;
    for (const [map, color] of mixes) {
      const share = lookUp(map, MAPS, 1, 0, u, v);
      if (share > 0) rgb = mix(rgb, color, share);
    }
    return [rgb[0] * bright, rgb[1] * bright, rgb[2] * bright];
  };
}

const MAPS = 128;

export function mix(from: Rgb, to: Rgb, share: number): Rgb {
  return [0, 1, 2].map((c) => from[c]! + (to[c]! - from[c]!) * share) as [number, number, number];
}

/** A painted face as unwrapped: `size² × 3`. */
export function paintFlat(size: number, paint: Paint): Float32Array {
  const rgb = new Float32Array(size * size * 3);
  for (let texel = 0; texel < size * size; texel += 1) {
    rgb.set(paint(((texel % size) + 0.5) / size, (Math.floor(texel / size) + 0.5) / size), texel * 3);
  }
  return rgb;
}

/** One number a texel, `size²`. */
export function flatMap(size: number, value: (u: number, v: number) => number): Float32Array {
  return Float32Array.from({ length: size * size }, (_, texel) =>
    value(((texel % size) + 0.5) / size, (Math.floor(texel / size) + 0.5) / size),
  );
}

/** A frame of one colour. */
export function plainFrame(width = 240, height = 260, format: PixelFormat = formats.rgb, pixelAspect = 1): Frame {
  const color =
    format.model === 'yuv'
      ? { matrix: 'bt709' as const, fullRange: false }
      : { matrix: 'identity' as const, fullRange: true };
  const frame = allocateFrame({ width, height, pixelAspect, format, color });
  writePixels(frame, new Float32Array(width * height * 3).fill(90));
  return frame;
}

/** Draws a painted face into a frame, pixel by pixel with a depth test: slow, and written for reading. */
export function drawFace(frame: Frame, mesh: Float32Array, paint: Paint): Frame {
  const { width, height, pixelAspect } = frame;
  const pixels = readPixels(frame);
  const depth = new Float32Array(width * height).fill(Number.POSITIVE_INFINITY);
  for (let t = 0; t < triangles.length; t += 3) {
    const corners = [triangles[t]!, triangles[t + 1]!, triangles[t + 2]!] as const;
    const [x0, x1, x2] = corners.map((i) => mesh[i * 3]! / pixelAspect) as [number, number, number];
    const [y0, y1, y2] = corners.map((i) => mesh[i * 3 + 1]!) as [number, number, number];
    const area = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0);
    if (area <= 0) continue;
    for (let y = Math.max(0, Math.ceil(Math.min(y0, y1, y2))); y <= Math.min(height - 1, Math.max(y0, y1, y2)); y++) {
      for (let x = Math.max(0, Math.ceil(Math.min(x0, x1, x2))); x <= Math.min(width - 1, Math.max(x0, x1, x2)); x++) {
        const w1 = ((x - x0) * (y2 - y0) - (x2 - x0) * (y - y0)) / area;
        const w2 = ((x1 - x0) * (y - y0) - (x - x0) * (y1 - y0)) / area;
        if (w1 < 0 || w2 < 0 || w1 + w2 > 1) continue;
        const value = (of: (i: number) => number) =>
          of(corners[0]) * (1 - w1 - w2) + of(corners[1]) * w1 + of(corners[2]) * w2;
        const z = value((i) => mesh[i * 3 + 2]!);
        if (z >= depth[y * width + x]!) continue;
        depth[y * width + x] = z;
        const color = paint(
          value((i) => uv.u[i]!),
          value((i) => uv.v[i]!),
        );
        pixels.set(color, (y * width + x) * 3);
      }
    }
  }
  writePixels(frame, pixels);
  return frame;
}

/** A frame's pixels as R, G, B in 0..255, one for each of its own (not square) pixels. */
export function readPixels(frame: Frame): Float32Array {
  const rgb = new Float32Array(frame.width * frame.height * 3);
  sampleRgb({ ...frame, pixelAspect: 1 }, [1, 0, 0, 0, 1, 0], frame.width, frame.height, rgb);
  return rgb;
}

function writePixels(frame: Frame, rgb: Float32Array): void {
  const { format, color, width } = frame;
  const k = format.model === 'yuv' ? rgbToYuvCoefficients(color, format.bitDepth) : undefined;
  frame.planes.forEach((plane, index) => {
    const [shiftX, shiftY] = index > 0 ? [format.chromaShiftX, format.chromaShiftY] : [0, 0];
    for (let y = 0; y < plane.height; y++) {
      for (let x = 0; x < plane.width; x++) {
        const at = ((y << shiftY) * width + (x << shiftX)) * 3;
        const [r, g, b] = [rgb[at]!, rgb[at + 1]!, rgb[at + 2]!];
        let value = [r, g, b][index]!;
        if (k !== undefined && index === 0) value = r * k.yR + g * k.yG + b * k.yB + k.yOffset;
        if (k !== undefined && index === 1) value = r * k.uR + g * k.uG + b * k.uB + k.cOffset;
        if (k !== undefined && index === 2) value = r * k.vR + g * k.vG + b * k.vB + k.cOffset;
        plane.data[y * plane.stride + x] = Math.min(2 ** format.bitDepth - 1, Math.max(0, Math.round(value)));
      }
    }
  });
}
