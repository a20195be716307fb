import { Frame as NativeFrame } from 'node-av/lib';
import { must } from './ffmpeg.ts';

/**
 * Writable copies of decoded pictures, in memory that is used again.
 *
 * The decoder still refers to the pictures it gave out, so they must not be changed; and a fresh 1080p copy for each of
 * them costs 9 ms of page faults where a copy into warm memory costs 0.4 ms.
 */
export class PicturePool implements Disposable {
  #bases: NativeFrame[] = [];

  /** A picture with the same pixels and properties as `source`, that only the caller refers to. Free it after use. */
  copyOf(source: NativeFrame): NativeFrame {
    const base = this.#freeBase(source);
    const copy = new NativeFrame();
    copy.alloc();
    must(copy.ref(base), 'av_frame_ref');
    must(copy.copy(source), 'av_frame_copy');
    must(copy.copyProps(source), 'av_frame_copy_props');
    return copy;
  }

  #freeBase(like: NativeFrame): NativeFrame {
    // A base is free when nobody but the pool refers to its buffers: neither a caller nor an encoder.
    for (const base of this.#bases) {
      const fits = base.width === like.width && base.height === like.height && base.format === like.format;
      if (fits && base.isWritable) return base;
    }
    const base = new NativeFrame();
    base.alloc();
    base.width = like.width;
    base.height = like.height;
    base.format = like.format;
    must(base.getBuffer(0), 'av_frame_get_buffer');
    this.#bases.push(base);
    return base;
  }

  [Symbol.dispose](): void {
    for (const base of this.#bases) base.free();
    this.#bases = [];
  }
}
