import type { DecodedFrame } from '../decode/film.ts';

/** IPTC digital source types that an output of the engine can carry. */
export const digitalSourceTypes = {
  compositeSynthetic: 'http://cv.iptc.org/newscodes/digitalsourcetype/compositeSynthetic',
  compositeWithTrainedAlgorithmicMedia:
    'http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia',
} as const;
export type DigitalSourceType = keyof typeof digitalSourceTypes;

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
