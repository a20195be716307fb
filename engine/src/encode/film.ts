import type { DecodedFrame } from '../decode/film.ts';
import type { DigitalSourceType } from './marks.ts';

export { type DigitalSourceType, digitalSourceTypes } from './marks.ts';

/** Takes the film's pictures back, in order, and writes the finished file beside its final name. */
export interface FilmWriter extends AsyncDisposable {
  /** Encoder in use, e.g. `libx264`. */
  readonly encoder: string;
  /** Notes for the user, e.g. that audio had to be re-encoded for this container. */
  readonly notes: readonly string[];
  /** Encodes one picture and disposes it. Resolves when the encoder can take the next: that is the back-pressure. */
  write(frame: DecodedFrame): Promise<void>;
  /** Flushes, writes the trailer, renames to the final name. Disposing without `finish` leaves no file. */
  finish(): Promise<void>;
}

export interface CreateFilmOptions {
  /** `auto` or an FFmpeg encoder name (`libx264`, `h264_nvenc`, …). */
  readonly encoder?: string;
  /** 0 (smallest) .. 100 (best). Default 75, which the eye cannot tell from the input. */
  readonly quality?: number;
  /** The encoder's own number instead of `quality`: see `OutputOptions`. */
  readonly rateFactor?: number;
  /** The encoder's own speed preset. Default `veryfast` or its like. */
  readonly preset?: string;
  /** Size of the film's pictures. Default: the input's. Pictures of another size are scaled to it. */
  readonly size?: { readonly width: number; readonly height: number };
  /** Sound as it is, or none. Default `copy`. */
  readonly audio?: 'copy' | 'none';
  /** Frames a second, all equally long: pictures are repeated or left out. Default: the pictures' own times. */
  readonly frameRate?: number;
  /** Replace a file of that name. Default: refuse with `output-exists`. */
  readonly overwrite?: boolean;
  /** The mark that every film carries. Default `compositeWithTrainedAlgorithmicMedia`; there is no way to leave it out. */
  readonly digitalSourceType?: DigitalSourceType;
  /** Encoder threads. Default: one per core. */
  readonly threads?: number;
  readonly signal?: AbortSignal;
}
