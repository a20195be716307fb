import { AV_PKT_DATA_DISPLAYMATRIX, AV_PKT_DATA_FRAME_CROPPING } from 'node-av/constants';
import type { Stream } from 'node-av/lib';

/** What has to be done to a stored picture so that it is shown as the file wants it. */
export interface Presentation {
  /** Clockwise turn in degrees: 0, 90, 180, 270. */
  readonly rotation: 0 | 90 | 180 | 270;
  /** FFmpeg filters that turn and mirror. */
  readonly turns: readonly string[];
  /** Pixels that the container hides at each edge. */
  readonly crop: { readonly top: number; readonly bottom: number; readonly left: number; readonly right: number };
}

const noCrop = { top: 0, bottom: 0, left: 0, right: 0 };

/** Reads a stream's display matrix and clean aperture. */
export function presentationOf(stream: Stream): Presentation {
  const matrix = stream.codecpar.getCodedSideData(AV_PKT_DATA_DISPLAYMATRIX);
  const cropping = stream.codecpar.getCodedSideData(AV_PKT_DATA_FRAME_CROPPING);
  const crop = cropping
    ? {
        top: cropping.readUInt32LE(0),
        bottom: cropping.readUInt32LE(4),
        left: cropping.readUInt32LE(8),
        right: cropping.readUInt32LE(12),
      }
    : noCrop;
  return { ...(matrix ? turnsOf(matrix) : { rotation: 0, turns: [] }), crop };
}

/**
 * The turn of a display matrix: nine 32-bit numbers, row by row (ISO/IEC 14496-12, 6.2.2).
 *
 * Follows FFmpeg's own `autorotate`, so that mirrored selfies come out as every player shows them.
 */
export function turnsOf(matrix: Buffer): Pick<Presentation, 'rotation' | 'turns'> {
  const at = (index: number) => matrix.readInt32LE(index * 4);
  const degrees = (Math.atan2(at(1), at(0)) * 180) / Math.PI;
  const rotation = ((Math.round(degrees / 90) * 90 + 360) % 360) as Presentation['rotation'];
  switch (rotation) {
    case 90:
      return { rotation, turns: [at(3) > 0 ? 'transpose=cclock_flip' : 'transpose=clock'] };
    case 270:
      return { rotation, turns: [at(3) < 0 ? 'transpose=clock_flip' : 'transpose=cclock'] };
    case 180:
      return { rotation, turns: [...(at(0) < 0 ? ['hflip'] : []), ...(at(4) < 0 ? ['vflip'] : [])] };
    case 0:
      return { rotation, turns: at(4) < 0 ? ['vflip'] : [] };
  }
}
