/** How each of a face's 68 points is mixed of its five (eyes, nose tip, mouth corners); weights add up to 1. */
export const pointWeights: readonly (readonly number[])[] = [
  ...arc(17, (turn) => [-Math.cos(turn), 1.6 * Math.sin(turn)]),
  ...Array.from({ length: 10 }, (_, at) => along(at < 5 ? -0.8 + 0.15 * at : 0.2 + 0.15 * (at - 5), -0.8)),
  ...[along(0, 0), along(0, 0.2), along(0, 0.4), [0, 0, 1, 0, 0]],
  ...Array.from({ length: 5 }, (_, at) => along(-0.2 + 0.1 * at, 0.75)),
  ...ring(6, (turn) => [-0.5 - 0.15 * Math.cos(turn), -0.08 * Math.sin(turn)]),
  ...ring(6, (turn) => [0.5 - 0.15 * Math.cos(turn), -0.08 * Math.sin(turn)]),
  ...mouth(),
];

/** So many eye distances right of the middle between the eyes, and so many times towards the mouth's. */
function along(right: number, down: number): number[] {
  return [0.5 - right - 0.5 * down, 0.5 + right - 0.5 * down, 0, 0.5 * down, 0.5 * down];
}

function arc(count: number, place: (turn: number) => [right: number, down: number]): number[][] {
  return Array.from({ length: count }, (_, at) => along(...place((Math.PI * at) / (count - 1))));
}

function ring(count: number, place: (turn: number) => [right: number, down: number]): number[][] {
  return Array.from({ length: count }, (_, at) => along(...place((2 * Math.PI * at) / count)));
}

/** Twelve points around the lips, the corners among them, and eight within. */
function mouth(): number[][] {
  const outer = ring(12, (turn) => [-0.4 * Math.cos(turn), 1 - 0.3 * Math.sin(turn)]);
  outer[0] = [0, 0, 0, 1, 0];
  outer[6] = [0, 0, 0, 0, 1];
  return [...outer, ...ring(8, (turn) => [-0.3 * Math.cos(turn), 1 - 0.1 * Math.sin(turn)])];
}
