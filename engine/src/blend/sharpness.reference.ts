/** What sharpness.wat does, written for reading; the tests hold the kernels against it. */
import type { Patch } from './patch.ts';
import { changeTowards, type Detail, detailOf, grainStates } from './sharpness.ts';

const f = Math.fround;

export function matchDetailReference(patch: Patch, target: Detail, seed: number): void {
  const luma = lumaOf(patch);
  const { gain, grain } = changeTowards(target, detailOf(countDetail(luma, patch, 0.9)));
  if (gain !== 0 || grain !== 0) sharpen(patch, luma, gain, grain, grainStates(seed));
}

/** The luma of each pixel; what is not drawn takes the value to its left. */
function lumaOf({ rgba, width, height }: Patch): Float32Array {
  const luma = new Float32Array(width * height);
  for (let p = 0; p < luma.length; p++) {
    const [r, g, b, alpha] = [rgba[p * 4]!, rgba[p * 4 + 1]!, rgba[p * 4 + 2]!, rgba[p * 4 + 3]!];
    const own = f(f(f(r * f(0.299)) + f(g * f(0.587))) + f(b * f(0.114)));
    luma[p] = alpha > 0 || p === 0 ? own : luma[p - 1]!;
  }
  return luma;
}

/** How often |Laplacian| · 2 is 0, 1, … 255 (or more), at every other pixel of every other row whose alpha suffices. */
function countDetail(luma: Float32Array, { rgba, width, height }: Patch, leastAlpha: number): Uint32Array {
  const bins = new Uint32Array(256);
  for (let y = 1; y < height - 1; y += 2) {
    for (let x = 1; x < width - 1; x += 2) {
      const p = y * width + x;
      if (rgba[p * 4 + 3]! < f(leastAlpha)) continue;
      const [left, right, above, below] = [luma[p - 1]!, luma[p + 1]!, luma[p - width]!, luma[p + width]!];
      const laplacian = f(f(f(f(4 * luma[p]! - left) - right) - above) - below);
      const bin = Math.min(255, Math.floor(Math.abs(laplacian) * 2));
      bins[bin] = bins[bin]! + 1;
    }
  }
  return bins;
}

/** Adds `gain` · (luma − its mean around) and `grain` · noise; `states` are those of the four generators. */
function sharpen(
  { rgba, width, height }: Patch,
  luma: Float32Array,
  gain: number,
  grain: number,
  states: Int32Array,
): void {
  const random = Int32Array.from(states);
  for (let y = 1; y < height - 1; y++) {
    for (let first = 1; first < width - 1; first += 4) {
      const columns = [0, 1, 2, 3].map((lane) => first + lane);
      const drawn = columns.map((x) => x < width - 1 && rgba[(y * width + x) * 4 + 3] !== 0);
      // The generators go on only where something is drawn.
      const noise =
        drawn.some(Boolean) && grain !== 0 ? [0, 1, 2, 3].map((lane) => nextNoise(random, lane)) : [0, 0, 0, 0];
      for (const [lane, x] of columns.entries()) {
        if (!drawn[lane]) continue;
        const p = y * width + x;
        const at = (dx: number, dy: number) => luma[p + dy * width + dx]!;
        const around =
          (at(0, -1) + at(0, 1) + at(-1, 0) + at(1, 0)) / 8 +
          (at(-1, -1) + at(1, -1) + at(-1, 1) + at(1, 1)) / 16 +
          at(0, 0) / 4;
        const change = (luma[p]! - around) * gain + noise[lane]! * grain;
        for (let c = p * 4; c < p * 4 + 3; c++) rgba[c] = rgba[c]! + change;
      }
    }
  }
}

function nextNoise(random: Int32Array, lane: number): number {
  let state = random[lane]!;
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  random[lane] = state;
  return (state & 255) - ((state >>> 8) & 255);
}
