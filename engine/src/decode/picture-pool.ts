import { Frame as NativeFrame } from 'node-av/lib';
import { must } from './ffmpeg.ts';

/**
 * A native picture and views of its planes' memory, in FFmpeg's order. The views are made once for each piece of memory: new
 * ones for every picture would each bring the garbage collector nearer.
 */
export interface PooledPicture {
  readonly native: NativeFrame;
  readonly data: readonly Buffer[];
}

/**
 * Writable copies of decoded pictures, in memory that is used again.
 *
 * The decoder still refers to the pictures it gave out, so they must not be changed; and a fresh 1080p copy for each of
 * them costs 9 ms of page faults where a copy into warm memory costs 0.4 ms.
 */
export class PicturePool implements Disposable {
  #bases: PooledPicture[] = [];

  /** A picture with the same pixels and properties as `source`, that only the caller refers to. Free it after use. */
  copyOf(source: NativeFrame): PooledPicture {
    const copy = this.emptyLike(source, source.width, source.height);
    must(copy.native.copy(source), 'av_frame_copy');
    return copy;
  }

  /** A picture with the properties of `source`, of another size; its pixels are whatever they were. Free it after use. */
  emptyLike(source: NativeFrame, width: number, height: number): PooledPicture {
    const base = this.#freeBase(width, height, source.format);
    const native = new NativeFrame();
    native.alloc();
    must(native.ref(base.native), 'av_frame_ref');
    must(native.copyProps(source), 'av_frame_copy_props');
    return { native, data: base.data };
  }

  #freeBase(width: number, height: number, format: NativeFrame['format']): PooledPicture {
    // A base is free when nobody but the pool refers to its buffers: neither a caller nor an encoder.
    for (const base of this.#bases) {
      const { native } = base;
      const fits = native.width === width && native.height === height && native.format === format;
      if (fits && native.isWritable) return base;
    }
    const native = new NativeFrame();
    native.alloc();
    native.width = width;
    native.height = height;
    native.format = format;
    must(native.getBuffer(0), 'av_frame_get_buffer');
    const base = { native, data: native.data ?? [] };
    this.#bases.push(base);
    return base;
  }

  [Symbol.dispose](): void {
    for (const { native } of this.#bases) native.free();
    this.#bases = [];
  }
}
