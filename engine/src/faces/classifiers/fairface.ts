import { invert } from '../../frame/affine.ts';
import type { Frame } from '../../frame/frame.ts';
import { sampleRgb } from '../../frame/sample.ts';
import type { Sessions } from '../../onnx/sessions.ts';
import { alignFace } from '../align/similarity.ts';
import type { FaceAttributes, Race } from '../landmark-face.ts';
import { runNetwork } from '../run-network.ts';

const SIZE = 224;

/** ImageNet's mean and standard deviation of red, green, blue in 0..1. */
const MEAN = [0.485, 0.456, 0.406] as const;
const DEVIATION = [0.229, 0.224, 0.225] as const;

/** Years, half open, by the network's class. The gaps between them are the classes' own. */
const ages = [
  ...([
    [0, 2],
    [3, 9],
    [10, 19],
    [20, 29],
    [30, 39],
    [40, 49],
    [50, 59],
    [60, 69],
  ] as const),
  [70, 100] as const,
];

/** By the network's class; every other one is white. */
const races: Readonly<Record<number, Race>> = {
  1: 'black',
  2: 'latino',
  3: 'asian',
  4: 'asian',
  5: 'indian',
  6: 'arabic',
};

/**
 * Guesses gender, age and race of a face from its five alignment points. FairFace (Kärkkäinen and Joo, "FairFace: Face attribute
 * dataset for balanced race, gender, and age", 2021). Its input memory is used again: await one call before the next.
 */
export function createFairFace(sessions: Sessions): (frame: Frame, alignment: Float32Array) => Promise<FaceAttributes> {
  const pixels = SIZE * SIZE;
  const input = { data: new Float32Array(3 * pixels), dims: [1, 3, SIZE, SIZE] };
  return async (frame, alignment) => {
    const toFrame = invert(alignFace(alignment, 'arcface_112_v2', SIZE));
    const round = frame.format.bitDepth === 8;
    sampleRgb(frame, toFrame, SIZE, SIZE, input.data, { filter: 'bilinear', planar: true, scale: 1 / 255, round });
    for (let at = 0; at < input.data.length; at += 1) {
      const channel = Math.floor(at / pixels) as 0 | 1 | 2;
      input.data[at] = (input.data[at]! - MEAN[channel]) / DEVIATION[channel];
    }
    const [race, gender, age] = await runNetwork(sessions, 'fairface', input, [1, 1, 1]);
    return toAttributes(race![0]!, gender![0]!, age![0]!);
  };
}

/** The network's three classes in words. */
export function toAttributes(race: number, gender: number, age: number): FaceAttributes {
  return {
    gender: gender === 1 ? 'female' : 'male',
    age: ages[age] ?? ages.at(-1)!,
    race: races[race] ?? 'white',
  };
}
