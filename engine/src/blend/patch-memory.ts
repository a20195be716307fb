/**
 * The memory that patches lie in and that the kernels of blending and of the mesh swap share; one per thread. From the bottom:
 * a table for the kernels' own use, the patch, what is kept from call to call, and scratch.
 */
import { Arena, type MemoryViews } from '../wasm/arena.ts';
import { newMemory } from '../wasm/instantiate.ts';
import type { Patch } from './patch.ts';

/** Bytes at address 0 that rasterize.wat keeps one triangle in. */
const TABLE = 256;
/** Kept words are forgotten beyond this: two textures of 1024². */
const MOST_KEPT = 17_000_000;
/** A patch gets this much more than it needs, so that a face that comes nearer does not move everything every frame. */
const SPARE = 1.25;

/** 32 MiB, of which a system gives only what is touched: enough for a face of a megapixel, so that memory seldom moves. */
const memory = newMemory(512);
const arena = new Arena(memory);
const kept = new Map<Uint16Array, number>();
arena.claim(TABLE);
const roomAt = arena.used;
let roomBytes = 0;
let keptFrom = roomAt;
let keptTo = roomAt;

/** What the kernels import. */
export const patchImports: { readonly patch: { readonly memory: unknown } } = { patch: { memory } };

/** The memory as typed arrays; claims and new patches may detach them: ask again after each. */
export function patchViews(): MemoryViews {
  return arena.views;
}

/** Makes room for the one patch; forgets scratch, and kept words when they were in the way. */
export function placePatch(bytes: number): number {
  if (bytes > roomBytes) {
    kept.clear();
    arena.release(roomAt);
    roomBytes = Math.ceil(bytes * SPARE);
    arena.claim(roomBytes);
    keptFrom = arena.used;
    keptTo = keptFrom;
  }
  releasePatchScratch();
  return roomAt;
}

/** The place of a copy of `words`, which are copied only once as long as they are the same object. Forgets scratch. */
export function keepWords(words: Uint16Array): number {
  const known = kept.get(words);
  if (known !== undefined) return known;
  if (keptTo - keptFrom + words.byteLength > MOST_KEPT) {
    kept.clear();
    keptTo = keptFrom;
  }
  releasePatchScratch();
  const place = arena.claim(words.byteLength);
  arena.views.words.set(words, place / 2);
  kept.set(words, place);
  keptTo = arena.used;
  return place;
}

/** Scratch lives for one synchronous call: each call starts by forgetting it. */
export function releasePatchScratch(): void {
  arena.release(keptTo);
}

/** A place for `bytes` of scratch, 16-byte aligned, with room behind it for loads and stores that run over. */
export function claimPatchScratch(bytes: number): number {
  return arena.claim(bytes);
}

/** Copies floats into scratch; answers their place. */
export function copyToScratch(values: Float32Array): number {
  const place = arena.claim(values.byteLength);
  arena.views.floats.set(values, place / 4);
  return place;
}

/** Whether these floats lie in this memory, where kernels can work on them at their `byteOffset`. */
export function liesInPatchMemory({ buffer }: Float32Array): boolean {
  return buffer === memory.buffer;
}

/** Where a patch's pixels lie; those of a patch that was made elsewhere are copied to scratch. */
export function rgbaPlace({ rgba }: Patch): number {
  return liesInPatchMemory(rgba) ? rgba.byteOffset : copyToScratch(rgba);
}
