import type { Frame as NativeFrame } from 'node-av/lib';
import { EngineError } from '../errors.ts';
import { type Frame, type FrameShape, planeSizes, type Samples } from '../frame/frame.ts';
import type { Region } from '../frame/region.ts';
import type { DecodedFrame } from './film.ts';
import type { PicturePool } from './picture-pool.ts';
import { planeOrder } from './pixel-formats.ts';

/** A view of one native plane; `stride` counts samples. */
interface NativePlane {
  readonly data: Samples;
  readonly stride: number;
}

/** A decoded picture backed by an FFmpeg frame. The first look at its pixels moves it to memory of its own. */
export class DecodedPicture implements DecodedFrame {
  readonly index: number;
  readonly seconds: number;
  #shape: FrameShape;
  #native: NativeFrame | undefined;
  readonly #pool: PicturePool;
  #owned: readonly Buffer[] | undefined;

  constructor(native: NativeFrame, index: number, seconds: number, shape: FrameShape, pool: PicturePool) {
    this.#native = native;
    this.index = index;
    this.seconds = seconds;
    this.#shape = shape;
    this.#pool = pool;
  }

  get shape(): FrameShape {
    return this.#shape;
  }

  /** The FFmpeg frame; it stays this picture's. */
  get native(): NativeFrame {
    if (!this.#native) throw new EngineError('internal', `frame ${this.index} is used after it was disposed`);
    return this.#native;
  }

  copyTo(frame: Frame): void {
    const sizes = planeSizes(this.shape.format, this.shape.width, this.shape.height);
    this.#planes().forEach((from, at) => {
      const to = frame.planes[at];
      const size = sizes[at];
      if (!to || !size) throw new EngineError('internal', `plane ${at} is missing in the frame copied to`);
      copyRows(from, to, 0, 0, size.width, size.height);
    });
  }

  copyFrom(frame: Frame, region: Region): void {
    const { width, height, format } = this.shape;
    const left = Math.max(0, Math.floor(region.x));
    const top = Math.max(0, Math.floor(region.y));
    const right = Math.min(width, Math.ceil(region.x + region.width));
    const bottom = Math.min(height, Math.ceil(region.y + region.height));
    if (right <= left || bottom <= top) return;
    this.#planes().forEach((to, at) => {
      const from = frame.planes[at];
      if (!from) throw new EngineError('internal', `plane ${at} is missing in the frame copied from`);
      const shiftX = at === 0 ? 0 : format.chromaShiftX;
      const shiftY = at === 0 ? 0 : format.chromaShiftY;
      const x = left >> shiftX;
      const y = top >> shiftY;
      const columns = ((right - 1) >> shiftX) + 1 - x;
      const rows = ((bottom - 1) >> shiftY) + 1 - y;
      copyRows(from, to, x, y, columns, rows);
    });
  }

  becomeFrame(frame: Frame): void {
    const { native, data } = this.#pool.emptyLike(this.native, frame.width, frame.height);
    this.native.free();
    this.#native = native;
    this.#owned = data;
    const { width, height, pixelAspect, format, color } = frame;
    this.#shape = { width, height, pixelAspect, format, color };
    this.copyFrom(frame, { x: 0, y: 0, width, height });
  }

  /** Makes the pixels this picture's own, so that a change cannot reach the decoder's references. */
  #own(): readonly Buffer[] {
    if (this.#owned !== undefined) return this.#owned;
    const { native, data } = this.#pool.copyOf(this.native);
    this.native.free();
    this.#native = native;
    this.#owned = data;
    return data;
  }

  #planes(): NativePlane[] {
    const buffers = this.#own();
    const native = this.native;
    const strides = native.linesize;
    const wide = this.shape.format.bitDepth > 8;
    return planeOrder(this.shape.format).map((at) => {
      const bytes = buffers[at];
      const stride = strides[at];
      if (!bytes || !stride) throw new EngineError('internal', `the decoder gave no plane ${at}`);
      if (!wide) return { data: bytes, stride };
      return { data: new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 1), stride: stride >> 1 };
    });
  }

  [Symbol.dispose](): void {
    this.#native?.free();
    this.#native = undefined;
  }
}

/** Copies a rectangle between planes that lie alike; whole planes of equal stride go in one piece. */
function copyRows(from: NativePlane, to: NativePlane, x: number, y: number, columns: number, rows: number): void {
  if (x === 0 && from.stride === to.stride && columns === from.stride) {
    const start = y * from.stride;
    to.data.set(from.data.subarray(start, start + rows * from.stride), start);
    return;
  }
  for (let row = y; row < y + rows; row++) {
    const start = row * from.stride + x;
    to.data.set(from.data.subarray(start, start + columns), row * to.stride + x);
  }
}
