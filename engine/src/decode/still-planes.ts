import { allocateFrame, type Frame, frameBytes, type Plane, type Samples } from '../frame/frame.ts';

/** Splits interleaved samples (1 to 4 channels: gray, gray + alpha, RGB, RGBA) into an `rgb` frame and alpha, in shared memory. */
export function planesFromInterleaved(
  bytes: Buffer,
  size: { readonly width: number; readonly height: number; readonly channels: number },
  bitDepth: 8 | 16,
): { frame: Frame; alpha: Plane | undefined } {
  const { width, height, channels } = size;
  const data = bitDepth === 8 ? bytes : new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
  const frame = allocateFrame({
    width,
    height,
    pixelAspect: 1,
    format: { model: 'rgb', bitDepth, chromaShiftX: 0, chromaShiftY: 0 },
    color: { matrix: 'identity', fullRange: true },
  });
  const colours = channels < 3 ? 1 : 3;
  for (const [index, plane] of frame.planes.entries()) pick(data, index % colours, channels, plane.data);
  if (channels === colours) return { frame, alpha: undefined };
  const gray = { model: 'gray', bitDepth, chromaShiftX: 0, chromaShiftY: 0 } as const;
  const memory = new SharedArrayBuffer(frameBytes(gray, width, height));
  const alpha = bitDepth === 8 ? new Uint8Array(memory) : new Uint16Array(memory);
  pick(data, colours, channels, alpha);
  return { frame, alpha: { data: alpha, stride: width, width, height } };
}

function pick(from: Samples, first: number, step: number, to: Samples): void {
  for (let i = 0, at = first; i < to.length; i++, at += step) to[i] = from[at]!;
}
