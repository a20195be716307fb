/** The swapper networks that FaceFusion's users own, as facts: how each wants its crop, its source, and how its result is read. */
import type { Template } from '../../faces/align/templates.ts';
import type { SwapperModel } from '../../process-options.ts';

export type { SwapperModel };

/** R, G, B. */
type Triple = readonly [number, number, number];

/**
 * Where a network's `source` comes from: the recogniser's raw embedding through a matrix in the network's own file (`projected`), the
 * normalised embedding as it is, the raw embedding through a converter network, or the source picture itself, aligned anew.
 */
export type SourceInput =
  | { readonly from: 'projected' }
  | { readonly from: 'normalised' }
  | { readonly from: 'converted'; readonly converter: string; readonly normalise: boolean }
  | { readonly from: 'picture'; readonly template: Template; readonly size: number };

export interface SwapperNetwork {
  readonly template: Template;
  /** Side of the crop in pixels. */
  readonly size: number;
  /** The network sees (v / 255 - mean) / deviation. */
  readonly mean: Triple;
  readonly deviation: Triple;
  readonly source: SourceInput;
  /** Whether its result is in the same terms as its input; else it is 0..1. */
  readonly denormalise: boolean;
}

const zero: Triple = [0, 0, 0];
const one: Triple = [1, 1, 1];
const half: Triple = [0.5, 0.5, 0.5];

const inswapper: SwapperNetwork = {
  ...{ template: 'arcface_128', size: 128, mean: zero, deviation: one },
  ...{ source: { from: 'projected' }, denormalise: false },
};

const hyperswap: SwapperNetwork = {
  ...{ template: 'arcface_128', size: 256, mean: half, deviation: half },
  ...{ source: { from: 'normalised' }, denormalise: true },
};

const ghost: SwapperNetwork = {
  ...{ template: 'arcface_112_v1', size: 256, mean: half, deviation: half },
  ...{ source: { from: 'converted', converter: 'crossface_ghost', normalise: false }, denormalise: true },
};

const simswap: SwapperNetwork = {
  ...{ template: 'arcface_112_v1', size: 256, mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225] },
  // Takes ImageNet's terms and answers in 0..1.
  ...{ source: { from: 'converted', converter: 'crossface_simswap', normalise: true }, denormalise: false },
};

export const swapperNetworks: Readonly<Record<SwapperModel, SwapperNetwork>> = {
  blendswap_256: {
    ...{ template: 'ffhq_512', size: 256, mean: zero, deviation: one },
    ...{ source: { from: 'picture', template: 'arcface_112_v2', size: 112 }, denormalise: false },
  },
  ghost_1_256: ghost,
  ghost_2_256: ghost,
  ghost_3_256: ghost,
  hififace_unofficial_256: {
    ...{ template: 'mtcnn_512', size: 256, mean: half, deviation: half },
    ...{ source: { from: 'converted', converter: 'crossface_hififace', normalise: true }, denormalise: true },
  },
  hyperswap_1a_256: hyperswap,
  hyperswap_1b_256: hyperswap,
  hyperswap_1c_256: hyperswap,
  inswapper_128: inswapper,
  inswapper_128_fp16: inswapper,
  simswap_256: simswap,
  simswap_unofficial_512: { ...simswap, size: 512, mean: zero, deviation: one },
  uniface_256: {
    ...{ template: 'ffhq_512', size: 256, mean: half, deviation: half },
    // The source picture keeps 0..1, only the target is in the network's terms.
    ...{ source: { from: 'picture', template: 'ffhq_512', size: 256 }, denormalise: true },
  },
};

/** Sides that FaceFusion offers. */
const boosts = [128, 256, 384, 512, 768, 1024];

/** Sides of crop that a network can be boosted to: FaceFusion's choices, without those that its own run would fail at. */
export function pixelBoosts(network: SwapperNetwork): number[] {
  return boosts.filter((side) => side % network.size === 0);
}
