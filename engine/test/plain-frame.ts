import { allocateFrame, type Frame } from '../src/frame/frame.ts';

/** An 8-bit RGB frame; `color` gives R, G, B at a pixel. */
export function plainFrame(
  width: number,
  height: number,
  color: (x: number, y: number) => readonly [number, number, number] = () => [0, 0, 0],
): Frame {
  const frame = allocateFrame({
    ...{ width, height, pixelAspect: 1 },
    format: { model: 'rgb', bitDepth: 8, chromaShiftX: 0, chromaShiftY: 0 },
    color: { matrix: 'identity', fullRange: true },
  });
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      color(x, y).forEach((value, channel) => {
        frame.planes[channel]!.data[y * width + x] = value;
      });
    }
  }
  return frame;
}
