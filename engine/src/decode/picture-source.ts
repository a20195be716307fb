import { AV_FRAME_DATA_DISPLAYMATRIX, AV_FRAME_FLAG_INTERLACED } from 'node-av/constants';
import { avGetPixFmtName, Frame, type Stream } from 'node-av/lib';
import { must } from './ffmpeg.ts';
import { FilterChain } from './filter-chain.ts';
import type { PacketDecoder } from './packet-decoder.ts';
import { nearestPlanarFormat, pixelFormatNumber, pixelFormatOf } from './pixel-formats.ts';
import { type Presentation, turnsOf } from './upright.ts';

/**
 * Decoded pictures, made ready for the engine: in main memory, in plain planes, cropped and turned upright.
 *
 * Most films need none of it; their pictures pass untouched, without a copy.
 */
export class PictureSource implements Disposable {
  readonly #decoder: PacketDecoder;
  readonly #stream: Stream;
  readonly #notes: string[];
  #presentation: Presentation;
  #begun = false;
  #usesDevice = false;
  #chain: FilterChain | undefined;
  #chainKey = '';

  constructor(decoder: PacketDecoder, presentation: Presentation, stream: Stream, notes: string[]) {
    this.#decoder = decoder;
    this.#presentation = presentation;
    this.#stream = stream;
    this.#notes = notes;
  }

  /** Clockwise turn in degrees that was done; known once there was a picture. */
  get rotation(): Presentation['rotation'] {
    return this.#presentation.rotation;
  }

  /** Whether a device decodes; known once there was a picture. */
  get usesDevice(): boolean {
    return this.#usesDevice;
  }

  /** The next picture, which the caller frees; undefined at the end of the film. */
  async next(): Promise<Frame | undefined> {
    const decoded = await this.#decoder.next();
    if (!decoded) return undefined;
    this.#complete(decoded);
    const picture = decoded.isHwFrame() ? await download(decoded) : decoded;
    const filters = this.#filters(picture);
    if (filters.length === 0) return picture;
    return this.#filter(picture, filters);
  }

  /** Adds what the container or the bitstream knows better. */
  #complete(picture: Frame): void {
    picture.pts = picture.bestEffortTimestamp;
    const { sampleAspectRatio } = this.#stream;
    if (sampleAspectRatio.num > 0) picture.sampleAspectRatio = sampleAspectRatio;
    if (this.#begun) return;
    this.#begun = true;
    this.#usesDevice = picture.isHwFrame();
    const matrix = picture.getSideData(AV_FRAME_DATA_DISPLAYMATRIX);
    if (matrix && this.#presentation.turns.length === 0) {
      this.#presentation = { ...this.#presentation, ...turnsOf(matrix) };
    }
  }

  #filters(picture: Frame): string[] {
    const { crop, turns } = this.#presentation;
    const format = pixelFormatNumber(picture);
    const filters: string[] = [];
    if (!pixelFormatOf(format)) filters.push(`format=${avGetPixFmtName(nearestPlanarFormat(format))}`);
    if (crop.top + crop.bottom + crop.left + crop.right > 0) {
      const width = picture.width - crop.left - crop.right;
      const height = picture.height - crop.top - crop.bottom;
      filters.push(`crop=${width}:${height}:${crop.left}:${crop.top}:exact=1`);
    }
    return [...filters, ...turns];
  }

  async #filter(picture: Frame, filters: readonly string[]): Promise<Frame | undefined> {
    const key = [picture.width, picture.height, picture.format, picture.colorSpace, picture.colorRange].join();
    if (!this.#chain || this.#chainKey !== key) {
      this.#chain?.[Symbol.dispose]();
      this.#chain = await FilterChain.forPictures(filters.join(','), picture, this.#stream.timeBase);
      this.#chainKey = key;
      this.#explain(picture);
    }
    await this.#chain.send(picture);
    picture.free();
    const turned = await this.#chain.receive();
    turned?.removeSideData(AV_FRAME_DATA_DISPLAYMATRIX);
    if (this.#presentation.rotation !== 0) turned?.clearFlags(AV_FRAME_FLAG_INTERLACED);
    return turned;
  }

  #explain(picture: Frame): void {
    const name = avGetPixFmtName(pixelFormatNumber(picture)) ?? 'unknown';
    const format = pixelFormatOf(pixelFormatNumber(picture));
    const turned = this.#presentation.rotation % 180 !== 0;
    const note = (text: string) => {
      if (!this.#notes.includes(text)) this.#notes.push(text);
    };
    if (/^(yuva|gbrap|ya|rgba|bgra|argb|abgr)/.test(name)) note('the transparency of the film is dropped');
    if (turned && format && format.chromaShiftX !== format.chromaShiftY) {
      note('turning the pictures made 4:4:4 of their 4:2:2 colour, so that none is lost');
    }
    if (picture.hasFlags(AV_FRAME_FLAG_INTERLACED) && this.#presentation.rotation !== 0) {
      note('turned pictures are no longer marked as interlaced');
    }
  }

  /** Forgets pictures in flight; call after a seek. */
  flush(): void {
    this.#decoder.flush();
  }

  [Symbol.dispose](): void {
    this.#chain?.[Symbol.dispose]();
    this.#decoder[Symbol.dispose]();
  }
}

/** Fetches a picture from a device's memory. */
async function download(picture: Frame): Promise<Frame> {
  const local = new Frame();
  local.alloc();
  must(await picture.hwframeTransferData(local), 'av_hwframe_transfer_data');
  must(local.copyProps(picture), 'av_frame_copy_props');
  picture.free();
  return local;
}
