import { AV_PKT_DATA_FRAME_CROPPING, AVCOL_RANGE_JPEG } from 'node-av/constants';
import { avGetPixFmtName, type Frame } from 'node-av/lib';
import type { FilmSource } from '../decode/film-reader.ts';
import { FilterChain } from '../decode/filter-chain.ts';
import { pixelFormatNumber, pixelFormatOf, withoutJ } from '../decode/pixel-formats.ts';
import type { EncoderChoice } from './film-encoders.ts';
import type { StreamSideData } from './picture-properties.ts';

/**
 * Makes pictures fit the encoder, where they do not already: the film's size, its pixel format, and an even size for 4:2:0.
 *
 * H.264 and HEVC cannot say that a 4:2:0 picture has an odd width. It is padded by one repeated column or row, and the
 * container tells players to hide it (`clap` in MP4, `PixelCrop` in Matroska).
 */
export class PictureFitter implements Disposable {
  readonly width: number;
  readonly height: number;
  readonly sideData: readonly StreamSideData[];
  readonly #source: FilmSource;
  readonly #filters: string[] = [];
  readonly #relabel: boolean;
  readonly #choice: EncoderChoice;
  readonly #size: { readonly width: number; readonly height: number };
  #chain: FilterChain | undefined;

  /** For a film of `size` pixels; pictures may come in another size, all in the same. */
  constructor(source: FilmSource, choice: EncoderChoice, size: { readonly width: number; readonly height: number }) {
    this.#source = source;
    this.#choice = choice;
    this.#size = size;
    const { width, height } = size;
    const from = pixelFormatNumber(source.first);
    this.#relabel = from !== choice.pixelFormat && withoutJ(from) === choice.pixelFormat;
    if (from !== choice.pixelFormat && !this.#relabel) {
      this.#filters.push(`format=${avGetPixFmtName(choice.pixelFormat)}`);
    }
    const format = pixelFormatOf(choice.pixelFormat);
    const takesOddSizes = /^(vp9|vp8|av1|ffv1)$/.test(choice.makes) && choice.name !== 'libsvtav1';
    const extra = (length: number, shift: number | undefined) => (takesOddSizes || !shift ? 0 : length & 1);
    const right = extra(width, format?.chromaShiftX);
    const bottom = extra(height, format?.chromaShiftY);
    this.width = width + right;
    this.height = height + bottom;
    this.sideData = right + bottom > 0 ? [{ type: AV_PKT_DATA_FRAME_CROPPING, data: cropping(bottom, right) }] : [];
    if (right + bottom > 0) {
      this.#filters.push(
        `pad=${this.width}:${this.height}:0:0`,
        `fillborders=right=${right}:bottom=${bottom}:mode=smear`,
      );
    }
  }

  /** The picture as the encoder takes it: the same one where it fits, else a new one, which the caller frees. */
  async fit(picture: Frame): Promise<Frame> {
    if (this.#relabel) {
      picture.format = this.#choice.pixelFormat;
      picture.colorRange = AVCOL_RANGE_JPEG;
    }
    const { width, height } = this.#size;
    const scaled = picture.width !== width || picture.height !== height;
    if (this.#filters.length === 0 && !scaled) return picture;
    const scaling = scaled ? [`scale=${width}:${height}:flags=bicubic`] : [];
    const filters = [...scaling, ...this.#filters].join(',');
    this.#chain ??= await FilterChain.forPictures(filters, picture, this.#source.stream.timeBase);
    await this.#chain.send(picture);
    return (await this.#chain.receive()) ?? picture;
  }

  [Symbol.dispose](): void {
    this.#chain?.[Symbol.dispose]();
  }
}

/** Rows to hide at the top and bottom, columns at the left and right: four 32-bit numbers. */
function cropping(bottom: number, right: number): Buffer {
  const data = Buffer.alloc(16);
  data.writeUInt32LE(bottom, 4);
  data.writeUInt32LE(right, 12);
  return data;
}
