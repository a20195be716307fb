import { angleOf } from './align/quarter-turn.ts';
import { boxOverlap } from './boxes.ts';
import type { Box } from './face.ts';
import type { LandmarkFace } from './landmark-face.ts';

/** Fills the gaps of a film's faces: faces go in frame by frame, and come out `radius` frames later. */
export interface WindowedTracks {
  /** Takes the next frame's faces; gives the faces of every frame whose window is now known, which is one or none. */
  push(faces: readonly LandmarkFace[]): LandmarkFace[][];
  /** Gives the faces of the frames that are left: the film is over. */
  flush(): LandmarkFace[][];
}

/**
 * Each frame is looked at together with `radius` frames on either side: faces that overlap the same face before by more than `score`
 * (intersection over union) are one, and where one is missing in between, its box and points are interpolated. Beyond the film's ends
 * nobody is seen.
 */
export function windowedTracks(score: number, radius: number): WindowedTracks {
  /** The last frames, newest last; the one to settle next is `frames[frames.length - 1 - radius]`. */
  let frames: (readonly LandmarkFace[])[] = [];
  let waiting = 0;
  const shift = (faces: readonly LandmarkFace[]): LandmarkFace[][] => {
    frames = [...frames, faces].slice(-(2 * radius + 1));
    const middle = frames.length - 1 - radius;
    if (waiting === 0 || middle < 0) return [];
    waiting -= 1;
    return [settle(frames, middle, score)];
  };
  return {
    push(faces) {
      waiting += 1;
      return shift(faces);
    },
    flush() {
      const rest: LandmarkFace[][] = [];
      while (waiting > 0) rest.push(...shift([]));
      return rest;
    },
  };
}

/** A face's sights in the frames of a window, oldest first. */
type Track = { readonly frame: number; readonly face: LandmarkFace }[];

/** The faces of a window's frame: those that were found, then those that must have been missed. */
function settle(frames: readonly (readonly LandmarkFace[])[], middle: number, score: number): LandmarkFace[] {
  const missed: LandmarkFace[] = [];
  for (const track of trackFaces(frames, score)) {
    const before = track.findLast(({ frame }) => frame < middle);
    const after = track.find(({ frame }) => frame > middle);
    if (before === undefined || after === undefined || track.some(({ frame }) => frame === middle)) continue;
    missed.push(between(before.face, after.face, (middle - before.frame) / (after.frame - before.frame)));
  }
  return [...frames[middle]!, ...missed];
}

function trackFaces(frames: readonly (readonly LandmarkFace[])[], score: number): Track[] {
  const tracks: Track[] = [];
  for (const [frame, faces] of frames.entries()) {
    const pairs = tracks.flatMap((track) =>
      faces.map((face) => ({ track, face, overlap: boxOverlap(track.at(-1)!.face.box, face.box) })),
    );
    // The best match first, and each track and face once: two faces of a frame are never the same.
    pairs.sort((a, b) => b.overlap - a.overlap);
    const joined = new Set<Track | LandmarkFace>();
    for (const { track, face, overlap } of pairs) {
      if (!(overlap > score) || joined.has(track) || joined.has(face)) continue;
      joined.add(track).add(face);
      track.push({ frame, face });
    }
    for (const face of faces) if (!joined.has(face)) tracks.push([{ frame, face }]);
  }
  return tracks;
}

/** A face `part` of the way from one sight to another. What cannot be mixed is taken from the nearer one. */
function between(before: LandmarkFace, after: LandmarkFace, part: number): LandmarkFace {
  const mix = (a: number, b: number) => a + (b - a) * part;
  const points = (of: 'points5' | 'alignment' | 'points68' | 'points68From5') =>
    before[of].map((value, at) => mix(value, after[of][at]!));
  const points68From5 = points('points68From5');
  return {
    ...(part < 0.5 ? before : after),
    box: before.box.map((value, at) => mix(value, after.box[at]!)) as unknown as Box,
    points5: points('points5'),
    alignment: points('alignment'),
    points68: points('points68'),
    points68From5,
    angle: angleOf(points68From5),
  };
}
