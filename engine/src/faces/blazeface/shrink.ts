import type { Affine } from '../../frame/affine.ts';
import { allocateFrame, type Frame } from '../../frame/frame.ts';
import { sampleRgb } from '../../frame/sample.ts';

/** A frame made small, and the way back. */
export interface SmallFrame {
  readonly frame: Frame;
  /** From the small frame to the one it was made from. */
  readonly toFrame: Affine;
}

/**
 * The frame as 8-bit RGB in square pixels, its longer side `side` pixels; never enlarged. The tiles overlap and the views of
 * coarser levels cover all of them: from a small copy each costs next to nothing.
 */
export function shrinkFrame(frame: Frame, side: number): SmallFrame {
  const width = frame.width * frame.pixelAspect;
  const scale = Math.max(1, Math.max(width, frame.height) / side);
  const small = allocateFrame({
    width: Math.max(1, Math.round(width / scale)),
    height: Math.max(1, Math.round(frame.height / scale)),
    pixelAspect: 1,
    format: { model: 'rgb', bitDepth: 8, chromaShiftX: 0, chromaShiftY: 0 },
    color: { matrix: 'identity', fullRange: true },
  });
  const half = (scale - 1) / 2;
  const toFrame: Affine = [scale, 0, half, 0, scale, half];
  const pixels = small.width * small.height;
  const rgb = new Float32Array(3 * pixels);
  sampleRgb(frame, toFrame, small.width, small.height, rgb, { planar: true, offset: 0.5 });
  small.planes.forEach((plane, index) => {
    plane.data.set(rgb.subarray(index * pixels, (index + 1) * pixels));
  });
  return { frame: small, toFrame };
}
