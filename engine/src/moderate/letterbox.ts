import type { Frame } from '../frame/frame.ts';
import { sampleRgb } from '../frame/sample.ts';
import type { ContentNetwork } from './content-networks.ts';

/**
 * A frame fitted into a square without being squashed, black around it, as a network's RGB planes (3 × size × size). Plain bilinear,
 * since the networks' limits were set with pictures that OpenCV had shrunk.
 */
export function letterbox(
  frame: Frame,
  { size, mean, deviation }: Pick<ContentNetwork, 'size' | 'mean' | 'deviation'>,
): Float32Array {
  const aspect = frame.pixelAspect;
  const scale = Math.min(size / frame.height, size / (frame.width * aspect));
  const width = Math.max(1, Math.trunc(frame.width * aspect * scale));
  const height = Math.max(1, Math.trunc(frame.height * scale));
  const picture = new Float32Array(width * height * 3);
  const [stepX, stepY] = [frame.width / width, frame.height / height];
  const toFrame = [stepX * aspect, 0, (stepX / 2 - 0.5) * aspect, 0, stepY, stepY / 2 - 0.5] as const;
  const round = frame.format.bitDepth === 8;
  sampleRgb(frame, toFrame, width, height, picture, { filter: 'bilinear', planar: true, round });

  const planes = new Float32Array(size * size * 3);
  const left = (size - width) >> 1;
  const top = (size - height) >> 1;
  for (let channel = 0; channel < 3; channel++) {
    const gain = 1 / (255 * deviation[channel]!);
    const offset = -mean[channel]! / deviation[channel]!;
    planes.fill(offset, channel * size * size, (channel + 1) * size * size);
    for (let y = 0; y < height; y++) {
      const from = (channel * height + y) * width;
      const to = (channel * size + top + y) * size + left;
      for (let x = 0; x < width; x++) planes[to + x] = picture[from + x]! * gain + offset;
    }
  }
  return planes;
}
