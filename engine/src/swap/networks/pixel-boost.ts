import type { Picture } from '../../frame/picture.ts';
import type { SwapperNetwork } from './models.ts';

type Terms = Pick<SwapperNetwork, 'size' | 'mean' | 'deviation' | 'denormalise'>;

/**
 * Writes a crop as what a network sees: RGB planes of `size`², in its terms. A crop `k` times larger is k² parts, one after another;
 * part a·k + b holds pixels (x, y) = (j·k + b, i·k + a), so that each part is the whole face.
 */
export function splitCrop(crop: Picture, { size, mean, deviation }: Terms, out: Float32Array): void {
  const k = crop.width / size;
  const { rgb } = crop;
  let at = 0;
  for (let part = 0; part < k * k; part++) {
    const [row, column] = [Math.floor(part / k), part % k];
    for (let channel = 0; channel < 3; channel++) {
      const scale = 1 / (255 * deviation[channel]!);
      const offset = -mean[channel]! / deviation[channel]!;
      for (let i = 0; i < size; i++) {
        let from = ((i * k + row) * crop.width + column) * 3 + channel;
        for (let j = 0; j < size; j++, from += 3 * k) out[at++] = rgb[from]! * scale + offset;
      }
    }
  }
}

/** Writes one part of a network's result back to its pixels of `crop`: out of its terms, kept inside 0..255, not rounded. */
export function joinPart(planes: Float32Array, part: number, network: Terms, crop: Picture): void {
  const { size, mean, deviation, denormalise } = network;
  const k = crop.width / size;
  const [row, column] = [Math.floor(part / k), part % k];
  const { rgb } = crop;
  let at = 0;
  for (let channel = 0; channel < 3; channel++) {
    const scale = denormalise ? 255 * deviation[channel]! : 255;
    const offset = denormalise ? 255 * mean[channel]! : 0;
    for (let i = 0; i < size; i++) {
      let to = ((i * k + row) * crop.width + column) * 3 + channel;
      for (let j = 0; j < size; j++, to += 3 * k) {
        const value = planes[at++]! * scale + offset;
        rgb[to] = value < 0 ? 0 : value > 255 ? 255 : value;
      }
    }
  }
}
