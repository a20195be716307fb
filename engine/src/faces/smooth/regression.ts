/** A straight or bent line laid through the values of a window by least squares. */
export interface Line {
  /** How each sample counts for the value at 0. */
  readonly atCentre: Float64Array;
  /** The samples near 0. */
  readonly near: readonly number[];
  /** For each of those, how each sample counts for what the line misses it by: a row of weights each, one after another. */
  readonly misses: Float64Array;
}

/** Samples this near to the centre decide whether a line fits. */
const NEAR = 2;

/**
 * The polynomial of `degree` 1 or 2 through samples at `positions`, of which those within ±`reach` count (Savitzky and Golay,
 * 1964, for samples that may be missing). Undefined when they are too few, or all on one side of the centre and far from it.
 */
export function fitLine(positions: readonly number[], reach: number, degree: 1 | 2): Line | undefined {
  const used = positions
    .map((position, sample) => ({ position, sample }))
    .filter(({ position }) => Math.abs(position) <= reach);
  if (used.length < degree + 2) return undefined;
  const inverse = invertGram(
    used.map(({ position }) => position),
    degree,
  );
  if (inverse === undefined) return undefined;
  const weightsAt = (where: number) => {
    const weights = new Float64Array(positions.length);
    const row = powers(where, degree);
    for (const { position, sample } of used) {
      const column = powers(position, degree);
      let sum = 0;
      for (let i = 0; i <= degree; i += 1)
        for (let j = 0; j <= degree; j += 1) sum += row[i]! * inverse[i]![j]! * column[j]!;
      weights[sample] = sum;
    }
    return weights;
  };
  const near = used.filter(({ position }) => Math.abs(position) <= NEAR);
  const misses = new Float64Array(near.length * positions.length);
  near.forEach(({ position, sample }, row) => {
    misses.set(
      weightsAt(position).map((weight, at) => (at === sample ? 1 : 0) - weight),
      row * positions.length,
    );
  });
  return { atCentre: weightsAt(0), near: near.map(({ sample }) => sample), misses };
}

function powers(x: number, degree: number): readonly number[] {
  return degree === 1 ? [1, x] : [1, x, x * x];
}

/** The inverse of Σ p·pᵀ over the positions' powers, by Gauss-Jordan; undefined when it is singular. */
function invertGram(positions: readonly number[], degree: number): number[][] | undefined {
  const size = degree + 1;
  const rows = Array.from({ length: size }, (_, i) =>
    Array.from({ length: 2 * size }, (_, j) => {
      if (j >= size) return j - size === i ? 1 : 0;
      return positions.reduce((sum, x) => sum + x ** (i + j), 0);
    }),
  );
  for (let pivot = 0; pivot < size; pivot += 1) {
    const head = rows[pivot]![pivot]!;
    // The matrix is positive definite: pivots are positive, and tiny ones mean too few different positions.
    if (head < 1e-9) return undefined;
    rows[pivot] = rows[pivot]!.map((value) => value / head);
    for (let other = 0; other < size; other += 1) {
      if (other === pivot) continue;
      const factor = rows[other]![pivot]!;
      rows[other] = rows[other]!.map((value, at) => value - factor * rows[pivot]![at]!);
    }
  }
  return rows.map((row) => row.slice(size));
}
