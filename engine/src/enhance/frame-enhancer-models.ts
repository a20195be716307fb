import type { frameEnhancerModels } from '../process-options.ts';

export type FrameEnhancerModel = (typeof frameEnhancerModels)[number];

/** How a network is led over a picture; all in pixels of the picture. */
export interface TileShape {
  /** Side of the square that the network sees. */
  readonly side: number;
  /** How far the first tile's own part begins outside the picture. */
  readonly pad: number;
  /** Rim of a tile that it sees and does not write. */
  readonly overlap: number;
}

export interface FrameEnhancerNetwork {
  readonly scale: 2 | 4 | 8;
  readonly tile: TileShape;
}

const tile64: TileShape = { side: 64, pad: 4, overlap: 2 };
const tile128: TileShape = { side: 128, pad: 8, overlap: 4 };
const tile256: TileShape = { side: 256, pad: 16, overlap: 8 };
const tile1024: TileShape = { side: 1024, pad: 64, overlap: 32 };

/**
 * Every network takes `input` (n, 3, side, side), RGB 0..1, and gives (n, 3, side · scale, side · scale), RGB 0..1. Tile sizes are
 * FaceFusion's: seams lie where its users have them.
 */
export const frameEnhancerNetworks: Readonly<Record<FrameEnhancerModel, FrameEnhancerNetwork>> = {
  clear_reality_x4: { scale: 4, tile: tile128 },
  face_dat_x4: { scale: 4, tile: tile128 },
  nomos8k_sc_x4: { scale: 4, tile: tile128 },
  real_esrgan_x2: { scale: 2, tile: tile256 },
  real_esrgan_x2_fp16: { scale: 2, tile: tile256 },
  real_esrgan_x4: { scale: 4, tile: tile256 },
  real_esrgan_x4_fp16: { scale: 4, tile: tile256 },
  real_esrgan_x8: { scale: 8, tile: tile256 },
  real_esrgan_x8_fp16: { scale: 8, tile: tile256 },
  real_hatgan_x4: { scale: 4, tile: tile256 },
  real_web_photo_x4: { scale: 4, tile: tile64 },
  realistic_rescaler_x4: { scale: 4, tile: tile128 },
  remacri_x4: { scale: 4, tile: tile128 },
  siax_x4: { scale: 4, tile: tile128 },
  span_kendata_x4: { scale: 4, tile: tile128 },
  swin2_sr_x4: { scale: 4, tile: tile128 },
  tghq_face_x8: { scale: 8, tile: tile128 },
  ultra_sharp_x4: { scale: 4, tile: tile128 },
  ultra_sharp_2_x4: { scale: 4, tile: tile1024 },
};
