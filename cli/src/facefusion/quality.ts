/** FaceFusion's scales of quality, 0..100, as the numbers of our encoders, so that results are as large and as good as there. */
import { extname } from 'node:path';
import type { videoEncoders } from './choices.ts';

type Encoder = (typeof videoEncoders)[number];

/** The encoder's own number (`OutputOptions.rateFactor`) that FaceFusion runs it with; undefined for one that has none. */
export function rateFactorFor(encoder: Encoder, quality: number): number | undefined {
  const down = (worst: number) => Math.round((worst * (100 - quality)) / 100);
  if (encoder === 'rawvideo') return undefined;
  if (encoder === 'libvpx-vp9') return down(63);
  // Kilobits a second.
  if (encoder.endsWith('_videotoolbox')) return Math.round(1024 + ((50_512 - 1024) * quality) / 100);
  // FaceFusion's best would set none there.
  if (encoder.endsWith('_qsv')) return Math.max(1, down(51));
  return down(51);
}

/** JPEG's quality here by FFmpeg's `qscale`, which FaceFusion uses: equal distance from the original, measured on six photos. */
const jpegByScale: readonly (readonly [scale: number, quality: number])[] = [
  ...([
    [2, 92],
    [3, 87],
    [4, 81],
    [6, 69],
    [8, 55],
    [12, 34],
    [16, 25],
    [20, 20],
    [25, 16],
    [31, 13],
  ] as const),
];

/** The quality to write a picture with; lossless formats have none. */
export function pictureQualityFor(output: string, quality: number): number {
  const extension = extname(output).toLowerCase();
  if (extension === '.jpg' || extension === '.jpeg') return jpegQuality(Math.round(31 - quality * 0.31));
  // Here 100 is lossless, there it is not.
  return Math.min(quality, 99);
}

/** Between two of the measured points on a straight line. FFmpeg takes nothing under 2. */
function jpegQuality(scale: number): number {
  const at = jpegByScale.findIndex(([measured]) => measured >= scale);
  const [above, best] = jpegByScale[Math.max(0, at)]!;
  const [below, worse] = jpegByScale[Math.max(0, at - 1)]!;
  if (above <= scale || above === below) return best;
  return Math.round(worse + ((best - worse) * (scale - below)) / (above - below));
}
