import { extname } from 'node:path';
import type { Sharp } from 'sharp';
import type { Still } from '../decode/still.ts';
import type { StillFormat } from '../decode/still-format.ts';
import { EngineError } from '../errors.ts';

const extensions: Readonly<Record<string, StillFormat>> = {
  '.jpg': 'jpeg',
  '.jpeg': 'jpeg',
  '.png': 'png',
  '.webp': 'webp',
  '.avif': 'avif',
  '.tif': 'tiff',
  '.tiff': 'tiff',
};

interface Coding {
  /** What the format can hold; the rest is reduced with a note. */
  readonly alpha: boolean;
  readonly bitDepth: 8 | 10 | 16;
  readonly maxSide: number;
  /** XMP bytes that fit into one file. */
  readonly maxXmpBytes: number;
  /** `quality` is 0..100, or undefined for the default. */
  encode(image: Sharp, still: Still, quality: number | undefined): Sharp;
}

/** Defaults are those that the eye cannot tell from the original at 200 %. */
export const codings: Readonly<Record<StillFormat, Coding>> = {
  jpeg: {
    alpha: false,
    bitDepth: 8,
    maxSide: 65_535,
    // One APP1 segment; libvips leaves out what does not fit.
    maxXmpBytes: 65_000,
    encode(image, _still, quality = 95) {
      return image.jpeg({ quality: whole(quality), chromaSubsampling: quality >= 90 ? '4:4:4' : '4:2:0' });
    },
  },
  png: {
    alpha: true,
    bitDepth: 16,
    maxSide: 1_000_000,
    maxXmpBytes: 4_000_000,
    encode: (image) => image.png({ compressionLevel: 6, adaptiveFiltering: true }),
  },
  webp: {
    alpha: true,
    bitDepth: 8,
    maxSide: 16_383,
    maxXmpBytes: 4_000_000,
    encode(image, still, quality = still.losslessWebp ? 100 : 92) {
      if (quality >= 100) return image.webp({ lossless: true, exact: true, quality: 75 });
      return image.webp({ quality: whole(quality), smartSubsample: true, exact: true });
    },
  },
  avif: {
    alpha: true,
    bitDepth: 10,
    maxSide: 16_384,
    maxXmpBytes: 4_000_000,
    encode(image, still, quality = 80) {
      return image.avif({
        quality: whole(quality),
        lossless: quality >= 100,
        chromaSubsampling: quality >= 60 ? '4:4:4' : '4:2:0',
        // Effort 4 takes five times as long for 8 % fewer bytes.
        effort: 2,
        bitdepth: still.frame.format.bitDepth > 8 ? 10 : 8,
      });
    },
  },
  tiff: {
    alpha: true,
    bitDepth: 16,
    maxSide: 1_000_000,
    maxXmpBytes: 4_000_000,
    encode(image, still) {
      // sharp asks for pixels per millimetre.
      const perMillimetre = (still.metadata.density ?? 72) / 25.4;
      return image.tiff({ compression: 'deflate', predictor: 'horizontal', xres: perMillimetre, yres: perMillimetre });
    },
  },
};

/** The picture format that an output's extension names; throws EngineError `option-invalid` for any other. */
export function stillFormatOf(path: string): StillFormat {
  const extension = extname(path).toLowerCase();
  const format = extensions[extension];
  if (format) return format;
  const allowed = Object.keys(extensions);
  throw new EngineError(
    'option-invalid',
    `${path}: no picture format for "${extension}" (allowed: ${allowed.join(' ')})`,
    {
      data: { option: 'output', value: path, allowed },
    },
  );
}

/** Encoders take 1..100. */
function whole(quality: number): number {
  return Math.min(Math.max(Math.round(quality), 1), 100);
}
