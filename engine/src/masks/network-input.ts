import type { Picture } from '../frame/picture.ts';

/** How one channel of a network's input comes out of a picture. */
export interface InputChannel {
  /** 0 red, 1 green, 2 blue. */
  readonly from: 0 | 1 | 2;
  /** input = value · scale + offset */
  readonly scale: number;
  readonly offset: number;
}

/**
 * A square crop in another size as a network's input: bilinear between pixel centres as OpenCV's INTER_LINEAR, three planes one after
 * another or (`interleaved`) pixel by pixel. One pass, since this runs for each face at up to 512².
 */
export function networkInput(
  crop: Picture,
  side: number,
  channels: readonly InputChannel[],
  interleaved: boolean,
): Float32Array {
  const { width, rgb } = crop;
  const out = new Float32Array(side * side * channels.length);
  const [planeStep, pixelStep] = interleaved ? [1, channels.length] : [side * side, 1];
  const { first, second, share } = neighbours(width, side);
  const line = new Float32Array(width * 3);
  for (let y = 0; y < side; y++) {
    const [above, below] = [first[y]! * width * 3, second[y]! * width * 3];
    const part = share[y]!;
    for (let i = 0; i < line.length; i++) line[i] = rgb[above + i]! + (rgb[below + i]! - rgb[above + i]!) * part;
    for (const [plane, { from, scale, offset }] of channels.entries()) {
      let at = plane * planeStep + y * side * pixelStep;
      for (let x = 0; x < side; x++, at += pixelStep) {
        const left = line[first[x]! * 3 + from]!;
        out[at] = (left + (line[second[x]! * 3 + from]! - left) * share[x]!) * scale + offset;
      }
    }
  }
  return out;
}

/** The two pixels that each position along a side lies between, and how far it is towards the second. */
function neighbours(from: number, to: number): { first: Int32Array; second: Int32Array; share: Float64Array } {
  const found = { first: new Int32Array(to), second: new Int32Array(to), share: new Float64Array(to) };
  for (let i = 0; i < to; i++) {
    const position = Math.min(Math.max(((i + 0.5) * from) / to - 0.5, 0), from - 1);
    found.first[i] = Math.floor(position);
    found.second[i] = Math.min(found.first[i]! + 1, from - 1);
    found.share[i] = position - found.first[i]!;
  }
  return found;
}
