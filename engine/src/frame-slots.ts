import { EngineError } from './errors.ts';
import { type FrameShape, frameBytes } from './frame/frame.ts';

/** Frames that wait between the stages, so that none stands still for another. */
const BETWEEN = 4;

/** What shared frames may take unless the caller says otherwise, as far as the least number of them fits. */
const DEFAULT_BYTES = 384 * 2 ** 20;

/**
 * How many frames of a film may be in flight: as many as keep the threads at work, or as many as fit into `maxBytes`. One in flight
 * is held twice, in the decoder's memory and in ours; before one can come out, `lookahead` more must be in. Throws
 * `memory-exhausted` when not even these fit.
 */
export function countSlots(
  shape: FrameShape,
  threads: number,
  lookahead: number,
  maxBytes: number | undefined,
): number {
  const least = lookahead + 1;
  const bytes = 2 * frameBytes(shape.format, shape.width, shape.height);
  if (maxBytes !== undefined && maxBytes < least * bytes) {
    const { width, height } = shape;
    const message = `frames of ${width}x${height} need ${least * bytes} bytes of memory at least (option maxMemoryBytes is ${maxBytes})`;
    throw new EngineError('memory-exhausted', message, {
      data: { minimumBytes: least * bytes, maxMemoryBytes: maxBytes },
    });
  }
  const affordable = Math.floor((maxBytes ?? DEFAULT_BYTES) / bytes);
  return Math.max(least, Math.min(lookahead + threads + BETWEEN, affordable));
}
