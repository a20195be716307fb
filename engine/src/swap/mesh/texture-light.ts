import { measureLight } from '../../blend/light.ts';
import { regionMaps } from '../../blend/regions.ts';
import { type TexturePyramid, UNIT } from './texture.ts';

/** The slow colour left in a texture whose light was divided out: `LIGHT_SIZE² × 3`, around 1. */
export function textureLight(texture: TexturePyramid): Float32Array {
  const coarse = texture.find((level) => level.size === 64) ?? texture.at(-1)!;
  const rgb = new Float32Array(coarse.size * coarse.size * 3);
  for (let i = 0; i < coarse.size * coarse.size; i++) {
    for (let c = 0; c < 3; c++) rgb[i * 3 + c] = coarse.rgba[i * 4 + c]! / UNIT;
  }
  return measureLight(rgb, regionMaps(coarse.size).skin, coarse.size).fine;
}
