/** Swaps between painted faces, pixel by pixel beside what was there before. */
import type { Patch } from '../src/blend/patch.ts';
import type { Face } from '../src/faces/face.ts';
import type { Frame } from '../src/frame/frame.ts';
import { type MeshIdentity, meshSwap } from '../src/swap/mesh/mesh-swap.ts';
import type { BlendOptions } from '../src/swap/swapper.ts';
import { drawFace, faceOf, type Paint, person, plainFrame, poseMesh, type Rgb, readPixels } from './synthetic-face.ts';

/** A picture of one face. */
export interface Scene {
  readonly frame: Frame;
  readonly face: Face;
}

/** Draws a painted face into a frame. */
export function sceneOf(paint: Paint = person(), mesh = poseMesh(), frame = plainFrame()): Scene {
  return { frame: drawFace(frame, mesh, paint), face: faceOf(mesh) };
}

/** Swaps one source into a target; the patch is a copy. */
export async function swap(source: Scene, target: Scene, changes: Partial<BlendOptions> = {}): Promise<Patch> {
  const options: BlendOptions = { blend: 1, keep: [], border: 'poisson', ...changes };
  const study = meshSwap.study(target.frame, target.face);
  const patch = await meshSwap.swap(target.frame, target.face, study, await identityOf(source), options);
  return { ...patch, rgba: patch.rgba.slice() };
}

const identities = new WeakMap<Scene, Promise<MeshIdentity>>();

function identityOf(source: Scene): Promise<MeshIdentity> {
  const identity = identities.get(source) ?? meshSwap.prepare([source]);
  identities.set(source, identity);
  return identity;
}

/** One pixel of a patch. */
export interface Pixel {
  /** Column and row of the frame. */
  readonly x: number;
  readonly y: number;
  /** What the patch shows, what the frame showed there, and how much of it the patch covers, 0..1. */
  readonly fresh: Rgb;
  readonly old: Rgb;
  readonly alpha: number;
}

/** All pixels of a patch beside the frame's own. */
export function pixelsOf({ frame }: Scene, patch: Patch): Pixel[] {
  const pixels = readPixels(frame);
  return Array.from({ length: patch.width * patch.height }, (_, i) => {
    const [x, y] = [patch.x + (i % patch.width), patch.y + Math.floor(i / patch.width)];
    const at = (y * frame.width + x) * 3;
    return {
      x,
      y,
      fresh: [patch.rgba[i * 4]!, patch.rgba[i * 4 + 1]!, patch.rgba[i * 4 + 2]!],
      old: [pixels[at]!, pixels[at + 1]!, pixels[at + 2]!],
      alpha: patch.rgba[i * 4 + 3]!,
    };
  });
}

/** A patch's likeness to the frame under it, in decibels, over the pixels that it covers at least half. */
export function likeness(pixels: readonly Pixel[]): number {
  const covered = pixels.filter(({ alpha }) => alpha > 0.5);
  if (covered.length < 500) throw new Error(`only ${covered.length} pixels are covered`);
  const squares = covered.map(({ fresh, old }) => fresh.reduce((sum, value, c) => sum + (value - old[c]!) ** 2, 0) / 3);
  return 10 * Math.log10(255 ** 2 / (squares.reduce((sum, value) => sum + value, 0) / covered.length));
}

/** Where on the face each pixel of a 240 × 260 frame lies: UV, or undefined beside the face. */
export function placesOf(mesh: Float32Array): (x: number, y: number) => readonly [u: number, v: number] | undefined {
  const places: [number, number][] = [];
  const frame = drawFace(plainFrame(), mesh, (u, v) => {
    const number = places.push([u, v]);
    return [number >> 16, (number >> 8) & 255, number & 255];
  });
  const [red, green, blue] = frame.planes.map(({ data }) => data);
  return (x, y) => {
    const at = y * frame.width + x;
    return places[red![at]! * 65_536 + green![at]! * 256 + blue![at]! - 1];
  };
}
