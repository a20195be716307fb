import { GRID, type LandmarkerNetwork, toCropPoints, toScore } from './network.ts';

const CELLS = GRID * GRID;

/** 2D-FAN-4 (Bulat and Tzimiropoulos, "How far are we from solving the 2D & 3D face alignment problem?", 2017). */
export const twoDFan4: LandmarkerNetwork = {
  file: '2dfan4',
  outputSizes: [68 * 3, 68 * CELLS],
  decode([points, heat]) {
    let sum = 0;
    for (let point = 0; point < 68; point += 1) sum += highest(heat!, point * CELLS);
    return { points: toCropPoints(points!), score: toScore(sum / 68, 0.9) };
  },
};

/** The peak of the heat map that starts at `from`. Four at a time: 278,528 cells a face are worth it. */
function highest(heat: Float32Array, from: number): number {
  let [a, b, c, d] = [heat[from]!, heat[from + 1]!, heat[from + 2]!, heat[from + 3]!];
  for (let at = from + 4, end = from + CELLS; at < end; at += 4) {
    a = Math.max(a, heat[at]!);
    b = Math.max(b, heat[at + 1]!);
    c = Math.max(c, heat[at + 2]!);
    d = Math.max(d, heat[at + 3]!);
  }
  return Math.max(a, b, c, d);
}
