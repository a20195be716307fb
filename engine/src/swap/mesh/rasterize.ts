/** Draws triangles into a patch: texture × light, with a depth test. The loops are in rasterize.wat. */
import type { Patch } from '../../blend/patch.ts';
import {
  claimPatchScratch,
  copyToScratch,
  keepWords,
  liesInPatchMemory,
  patchImports,
  patchViews,
  placePatch,
  releasePatchScratch,
} from '../../blend/patch-memory.ts';
import type { UvMap } from '../../faces/uv/maps.ts';
import { instantiate } from '../../wasm/instantiate.ts';
import { kernelBinary } from './rasterize-binary.ts';
import { type Texture, UNIT } from './texture.ts';

/** Per-vertex attributes, one typed array each, all of the same length. */
export interface Vertices {
  /** Plane coordinates of the frame (columns and rows). */
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** Depth, growing away from the camera. */
  readonly z: Float32Array;
  /** Texture coordinates, 0..1. */
  readonly u: Float32Array;
  readonly v: Float32Array;
  /** Light, 0..255: what a texture value of `UNIT` looks like there. */
  readonly gainR: Float32Array;
  readonly gainG: Float32Array;
  readonly gainB: Float32Array;
  /** Factor on alpha, 0..1. */
  readonly alpha: Float32Array;
}

/** A patch that triangles can be drawn into. `depth` is that of each pixel's nearest triangle so far, +∞ where there is none. */
export interface CanvasPatch extends Patch {
  readonly depth: Float32Array;
}

/** Another picture that is to be mixed in. */
export interface Underlay {
  /** Of its RGB, interleaved, in patch memory. */
  readonly place: number;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Where each vertex lies: x, y, z in the same coordinates as `left` and `top`. */
  readonly points: Float32Array;
}

/** The functions of rasterize.wat; pointers are byte offsets into patch memory. */
interface Kernels {
  draw(...args: [...KernelStart, texels: number, size: number, map: number, mapSize: number]): void;
  mix(...args: [...KernelStart, rgb: number, columns: number, rows: number, map: number, mapSize: number]): void;
}

type KernelStart = [
  ...[firstIndex: number, endOfIndices: number, vertices: number],
  ...[rgba: number, depth: number, width: number, height: number],
];

const kernels = instantiate<Kernels>(kernelBinary, patchImports);

/** Floats that a vertex takes in the kernels; how they are laid out stands in rasterize.wat. */
const VERTEX_FLOATS = 12;
/** Texture coordinates have 19 binary places in 32 bits. */
const MOST_SIDE = 4095;

/** The one patch of a thread, in memory that is used again for every face. */
export class Canvas {
  /** A cleared patch of the given place and size; valid until the next call on this thread, of any canvas. */
  patch(x: number, y: number, width: number, height: number): CanvasPatch {
    const pixels = width * height;
    const rgbaAt = placePatch(pixels * 20) / 4;
    const depthAt = rgbaAt + pixels * 4;
    patchViews().floats.fill(0, rgbaAt, depthAt);
    patchViews().floats.fill(Number.POSITIVE_INFINITY, depthAt, depthAt + pixels);
    // The memory may be moved while the patch is in use: views are made when they are asked for.
    return {
      ...{ x, y, width, height },
      get rgba() {
        return patchViews().floats.subarray(rgbaAt, depthAt);
      },
      get depth() {
        return patchViews().floats.subarray(depthAt, depthAt + pixels);
      },
    };
  }
}

/**
 * Fills `patch` with the triangles (three vertex indices each). Triangles whose screen area has the wrong sign face
 * away from the camera and are not drawn.
 */
export function rasterize(
  patch: CanvasPatch,
  triangles: Uint16Array,
  vertices: Vertices,
  texture: Texture,
  shown: UvMap,
): void {
  const side = Math.max(texture.size, shown.size);
  if (side > MOST_SIDE) throw new RangeError(`a texture of ${side}² is more than ${MOST_SIDE}²`);
  const texels = keepWords(texture.rgba);
  releasePatchScratch();
  const start = begin(patch, triangles, vertices);
  kernels.draw(...start, texels, texture.size, copyToScratch(shown.values), shown.size);
}

/** Memory for an underlay, at least 2 × 2: its place, and its RGB to be filled in. Valid until `mixUnderlay`. */
export function claimUnderlay(width: number, height: number): [place: number, rgb: Float32Array] {
  releasePatchScratch();
  const place = claimPatchScratch(width * height * 12);
  return [place, patchViews().floats.subarray(place / 4, place / 4 + width * height * 3)];
}

/**
 * Mixes `underlay` into what `rasterize` has drawn: where `fresh` is below 1, a pixel keeps that share of its colour. Each
 * pixel is mixed by the triangle that drew it, and once: `depth` is used up.
 */
export function mixUnderlay(
  patch: CanvasPatch,
  triangles: Uint16Array,
  vertices: Vertices,
  underlay: Underlay,
  fresh: UvMap,
): void {
  const start = begin(patch, triangles, vertices, underlay);
  const { place, width, height } = underlay;
  kernels.mix(...start, place, width, height, copyToScratch(fresh.values), fresh.size);
}

/** Lays triangles and vertices into scratch. */
function begin(patch: CanvasPatch, triangles: Uint16Array, vertices: Vertices, underlay?: Underlay): KernelStart {
  if (!liesInPatchMemory(patch.depth)) throw new TypeError('only a patch of a Canvas can be drawn into');
  const place = writeVertices(patch, vertices, underlay);
  const indices = claimPatchScratch(triangles.byteLength);
  patchViews().words.set(triangles, indices / 2);
  const { rgba, depth, width, height } = patch;
  return [indices, indices + triangles.byteLength, place, rgba.byteOffset, depth.byteOffset, width, height];
}

function writeVertices(patch: CanvasPatch, vertices: Vertices, underlay?: Underlay): number {
  const { x, y, z, u, v, gainR, gainG, gainB, alpha } = vertices;
  const place = claimPatchScratch(x.length * VERTEX_FLOATS * 4);
  const { floats } = patchViews();
  for (let i = 0, to = place / 4; i < x.length; i++, to += VERTEX_FLOATS) {
    floats[to] = x[i]! - patch.x;
    floats[to + 1] = y[i]! - patch.y;
    floats[to + 2] = z[i]!;
    floats[to + 4] = u[i]!;
    floats[to + 5] = v[i]!;
    if (underlay) {
      floats[to + 6] = underlay.points[i * 3]! - underlay.left;
      floats[to + 7] = underlay.points[i * 3 + 1]! - underlay.top;
    }
    floats[to + 8] = gainR[i]! / UNIT;
    floats[to + 9] = gainG[i]! / UNIT;
    floats[to + 10] = gainB[i]! / UNIT;
    floats[to + 11] = alpha[i]!;
  }
  return place;
}
