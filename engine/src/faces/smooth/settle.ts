import { fitLine, type Line } from './regression.ts';

/** Values of one thing through a window of frames: `samples[k]` was seen at `positions[k]`, counted from the frame wanted. */
export interface Window {
  readonly positions: readonly number[];
  readonly samples: readonly Float32Array[];
}

/** Lines from the calmest to the quickest. The first that fits what was seen is taken; if none does, what was seen itself. */
const kinds = [
  { reach: 5, degree: 1 },
  { reach: 5, degree: 2 },
  { reach: 3, degree: 2 },
  { reach: 2, degree: 2 },
] as const;

/** A line fits wholly while its misses stay under so many times the noise, singly and in the mean; at twice that not at all. */
const [SINGLE, MEAN] = [1.2, 0.7];

export type Lines = readonly (Line | undefined)[];

/** The lines of a window; they depend only on where its samples lie, so all values share them. */
export function linesOf(positions: readonly number[]): Lines {
  return kinds.map(({ reach, degree }) => fitLine(positions, reach, degree));
}

/** Values that move together. */
export interface Group {
  readonly values: readonly number[];
  /** Those of them by which the rest is judged. */
  readonly judges: readonly number[];
  /** Their tremble, as a multiple of the usual one. */
  readonly noise: number;
}

/**
 * The values at the window's centre, smoothed as strongly as their motion allows: Lepski's choice of bandwidth, made soft so
 * that nothing jumps when the choice changes. Symmetric about the centre, so neither steady speed nor acceleration is delayed.
 * `noise` is the values' usual tremble.
 */
export function settle(window: Window, lines: Lines, groups: readonly Group[], noise: number): Float32Array {
  const result = nearest(window);
  const { samples } = window;
  for (let kind = lines.length - 1; kind >= 0; kind -= 1) {
    const line = lines[kind];
    if (line === undefined) continue;
    for (const group of groups) {
      const trust = 1 - ramp(1, 2, missOf(samples, line, group.judges, noise * group.noise));
      if (trust === 0) continue;
      for (const index of group.values) {
        let value = 0;
        for (let at = 0; at < samples.length; at += 1) value += line.atCentre[at]! * samples[at]![index]!;
        result[index]! += trust * (value - result[index]!);
      }
    }
  }
  return result;
}

/**
 * How badly a line misses the samples near the centre: 1 at the limit of what noise does. Judged twice over a group's values, by
 * all its misses and by its mean ones: noise is small in the mean, so that a slight bend shows there.
 */
function missOf(samples: readonly Float32Array[], line: Line, judges: readonly number[], noise: number): number {
  const { misses, near } = line;
  let [all, mean] = [0, 0];
  for (const index of judges) {
    let total = 0;
    for (let row = 0; row < near.length; row += 1) {
      let miss = 0;
      const start = row * samples.length;
      for (let at = 0; at < samples.length; at += 1) miss += misses[start + at]! * samples[at]![index]!;
      all += miss * miss;
      total += miss;
    }
    mean += total * total;
  }
  const single = Math.sqrt(all / (judges.length * near.length));
  return Math.max(single / SINGLE, Math.sqrt(mean / judges.length) / near.length / MEAN) / noise;
}

/** What was seen at the centre, or between its neighbours where the face was lost for a moment. */
function nearest({ positions, samples }: Window): Float32Array {
  const after = positions.findIndex((position) => position >= 0);
  if (after >= 0 && positions[after] === 0) return samples[after]!.slice();
  const [next, last] = [samples[after] ?? samples.at(-1)!, samples[after < 0 ? samples.length - 1 : after - 1]];
  if (after < 0 || last === undefined) return next.slice();
  const share = -positions[after - 1]! / (positions[after]! - positions[after - 1]!);
  return last.map((value, at) => value + share * (next[at]! - value));
}

function ramp(from: number, to: number, value: number): number {
  const t = Math.min(1, Math.max(0, (value - from) / (to - from)));
  return t * t * (3 - 2 * t);
}
