import { resizeMask } from '../frame/resize.ts';
import { requireContract } from '../onnx/contract.ts';
import { resultOf } from '../onnx/result.ts';
import type { Sessions } from '../onnx/sessions.ts';
import type { MaskRegion } from '../process-options.ts';
import { type InputChannel, networkInput } from './network-input.ts';
import type { CropMasker } from './occlusion.ts';
import type { MaskSettings } from './settings.ts';
import { softThreshold } from './soft-threshold.ts';

const SIDE = 512;
const CLASSES = 19;
const contract = { inputs: { input: [1, 3, SIDE, SIDE] }, outputs: 1 } as const;

/** R, G and B less ImageNet's mean over its deviation. */
const rgb: readonly InputChannel[] = [
  { from: 0, scale: 1 / (255 * 0.229), offset: -0.485 / 0.229 },
  { from: 1, scale: 1 / (255 * 0.224), offset: -0.456 / 0.224 },
  { from: 2, scale: 1 / (255 * 0.225), offset: -0.406 / 0.225 },
];

/** The networks' classes (CelebAMask-HQ's order); the rest is background, ears, neck, hair, clothes and what is worn on them. */
const classes: Readonly<Record<MaskRegion, number>> = {
  skin: 1,
  'left-eyebrow': 2,
  'right-eyebrow': 3,
  'left-eye': 4,
  'right-eye': 5,
  glasses: 6,
  nose: 10,
  mouth: 11,
  'upper-lip': 12,
  'lower-lip': 13,
};

/** Opens the network (bisenet) that tells the regions of a face apart. Errors: those of `Sessions.open`, `model-invalid`. */
export async function openRegionParser(
  sessions: Sessions,
  parser: MaskSettings['parser'],
  regions: readonly MaskRegion[],
): Promise<CropMasker> {
  const session = await sessions.open(parser);
  requireContract(parser, session, contract);
  const chosen = new Uint8Array(CLASSES);
  for (const region of regions) chosen[classes[region]] = 1;
  return async (crop) => {
    const input = { data: networkInput(crop, SIDE, rgb, false), dims: [1, 3, SIDE, SIDE] };
    const scores = resultOf(parser, session, await session.run({ input }), [1, CLASSES, SIDE, SIDE]);
    const mask = { width: SIDE, height: SIDE, values: whereBest(scores, chosen, SIDE * SIDE) };
    return softThreshold(resizeMask(mask, crop.width, crop.height));
  };
}

/** Pixels that are looked at together, so that their best scores stay in the cache. */
const STRIP = 2048;
const best = new Float32Array(STRIP);

/**
 * 1 where the class with the highest score is a chosen one; the first of equals counts. `scores`: one plane of `pixels` numbers a
 * class.
 */
export function whereBest(scores: Float32Array, chosen: Uint8Array, pixels: number): Float32Array {
  const inside = new Float32Array(pixels);
  for (let from = 0; from < pixels; from += STRIP) {
    const count = Math.min(STRIP, pixels - from);
    best.set(scores.subarray(from, from + count));
    inside.fill(chosen[0]!, from, from + count);
    for (let index = 1; index < chosen.length; index++) {
      const value = chosen[index]!;
      const plane = index * pixels + from;
      for (let i = 0; i < count; i++) {
        const score = scores[plane + i]!;
        if (score > best[i]!) {
          best[i] = score;
          inside[from + i] = value;
        }
      }
    }
  }
  return inside;
}
