/** The networks that restore faces, as facts: how each wants its crop. */
import type { Template } from '../faces/align/templates.ts';
import type { FaceEnhancerModel } from '../process-options.ts';

export type { FaceEnhancerModel };

export interface FaceEnhancerNetwork {
  readonly template: Template;
  /** Side of the crop in pixels. */
  readonly size: number;
  /** Whether it takes an input `weight` of one number: 0 = as good as it can, 1 = as much like the crop as it can. */
  readonly weighted: boolean;
}

const ffhq = { template: 'ffhq_512', size: 512, weighted: false } as const;

/** Every network takes `input` (1, 3, size, size), RGB -1..1, and gives the same; results outside of that are cut off. */
export const faceEnhancerNetworks: Readonly<Record<FaceEnhancerModel, FaceEnhancerNetwork>> = {
  codeformer: { ...ffhq, weighted: true },
  'gfpgan_1.2': ffhq,
  'gfpgan_1.3': ffhq,
  'gfpgan_1.4': ffhq,
  gpen_bfr_256: { ...ffhq, template: 'arcface_128', size: 256 },
  gpen_bfr_512: ffhq,
  gpen_bfr_1024: { ...ffhq, size: 1024 },
  gpen_bfr_2048: { ...ffhq, size: 2048 },
  restoreformer_plus_plus: ffhq,
};
