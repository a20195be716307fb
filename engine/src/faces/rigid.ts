/** A similarity in space: `to = scale · rotation · from + translation`. */
export interface Similarity3 {
  /** 3 × 3, row-major. */
  readonly rotation: readonly number[];
  readonly scale: number;
  readonly translation: readonly [number, number, number];
}

/**
 * The similarity that carries `from` onto `to` with the least weighted squares, both x, y, z triples of the same points.
 * `weights` has one number per point; without it all count alike. Horn, "Closed-form solution of absolute orientation using
 * unit quaternions", 1987.
 */
export function fitSimilarity3(
  from: ArrayLike<number>,
  to: ArrayLike<number>,
  weights?: ArrayLike<number>,
): Similarity3 {
  const count = from.length / 3;
  const a = centroid(from, weights);
  const b = centroid(to, weights);
  // sums[3 * i + j] = Σ w · from_i · to_j about the centroids.
  const sums = new Float64Array(9);
  let spread = 0;
  for (let point = 0; point < count; point += 1) {
    const weight = weights ? weights[point]! : 1;
    if (weight === 0) continue;
    const at = 3 * point;
    for (let i = 0; i < 3; i += 1) {
      const p = weight * (from[at + i]! - a[i]!);
      spread += p * (from[at + i]! - a[i]!);
      for (let j = 0; j < 3; j += 1) sums[3 * i + j]! += p * (to[at + j]! - b[j]!);
    }
  }
  const rotation = rotationOf(topEigenvector(hornMatrix(sums)));
  let overlap = 0;
  for (let i = 0; i < 3; i += 1) for (let j = 0; j < 3; j += 1) overlap += rotation[3 * j + i]! * sums[3 * i + j]!;
  const scale = spread > 0 ? overlap / spread : 1;
  const moved = rotate(rotation, a);
  return {
    rotation,
    scale,
    translation: [b[0] - scale * moved[0], b[1] - scale * moved[1], b[2] - scale * moved[2]],
  };
}

/** Applies a similarity to x, y, z triples. */
export function applySimilarity3(map: Similarity3, points: ArrayLike<number>): Float32Array {
  const result = new Float32Array(points.length);
  const { scale, translation } = map;
  for (let at = 0; at < points.length; at += 3) {
    const [x, y, z] = rotate(map.rotation, [points[at]!, points[at + 1]!, points[at + 2]!]);
    result[at] = scale * x + translation[0];
    result[at + 1] = scale * y + translation[1];
    result[at + 2] = scale * z + translation[2];
  }
  return result;
}

/** The similarity that undoes `map`. */
export function invertSimilarity3(map: Similarity3): Similarity3 {
  const r = map.rotation;
  const rotation = [r[0]!, r[3]!, r[6]!, r[1]!, r[4]!, r[7]!, r[2]!, r[5]!, r[8]!];
  const scale = 1 / map.scale;
  const [x, y, z] = rotate(rotation, map.translation);
  return { rotation, scale, translation: [-scale * x, -scale * y, -scale * z] };
}

type Vector = readonly [number, number, number];

function rotate(r: readonly number[], [x, y, z]: Vector): Vector {
  return [r[0]! * x + r[1]! * y + r[2]! * z, r[3]! * x + r[4]! * y + r[5]! * z, r[6]! * x + r[7]! * y + r[8]! * z];
}

function centroid(points: ArrayLike<number>, weights: ArrayLike<number> | undefined): Vector {
  let [x, y, z, total] = [0, 0, 0, 0];
  for (let at = 0; at < points.length; at += 3) {
    const weight = weights ? weights[at / 3]! : 1;
    x += weight * points[at]!;
    y += weight * points[at + 1]!;
    z += weight * points[at + 2]!;
    total += weight;
  }
  return [x / total, y / total, z / total];
}

/** Horn's symmetric 4 × 4 matrix; its top eigenvector is the quaternion (w, x, y, z) of the best rotation. */
function hornMatrix(s: Float64Array): number[][] {
  const [xx, xy, xz, yx, yy, yz, zx, zy, zz] = s as unknown as number[] & { length: 9 };
  return [
    [xx! + yy! + zz!, yz! - zy!, zx! - xz!, xy! - yx!],
    [yz! - zy!, xx! - yy! - zz!, xy! + yx!, zx! + xz!],
    [zx! - xz!, xy! + yx!, yy! - xx! - zz!, yz! + zy!],
    [xy! - yx!, zx! + xz!, yz! + zy!, zz! - xx! - yy!],
  ];
}

/** Jacobi rotations until the matrix is diagonal; for 4 × 4 a few sweeps reach machine precision. */
function topEigenvector(m: number[][]): readonly number[] {
  const vectors = [0, 1, 2, 3].map((row) => [0, 1, 2, 3].map((column) => (row === column ? 1 : 0)));
  for (let sweep = 0; sweep < 12; sweep += 1) {
    for (let p = 0; p < 3; p += 1) {
      for (let q = p + 1; q < 4; q += 1) {
        const off = m[p]![q]!;
        if (off === 0) continue;
        const theta = (m[q]![q]! - m[p]![p]!) / (2 * off);
        const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.hypot(theta, 1));
        const c = 1 / Math.hypot(t, 1);
        const s = t * c;
        for (let k = 0; k < 4; k += 1) turn(m[k]!, p, q, c, s);
        const rowP = m[p]!.slice();
        for (let k = 0; k < 4; k += 1) {
          m[p]![k] = c * rowP[k]! - s * m[q]![k]!;
          m[q]![k] = s * rowP[k]! + c * m[q]![k]!;
        }
        for (let k = 0; k < 4; k += 1) turn(vectors[k]!, p, q, c, s);
      }
    }
  }
  let best = 0;
  for (let k = 1; k < 4; k += 1) if (m[k]![k]! > m[best]![best]!) best = k;
  return vectors.map((row) => row[best]!);
}

function turn(row: number[], p: number, q: number, c: number, s: number): void {
  const atP = row[p]!;
  row[p] = c * atP - s * row[q]!;
  row[q] = s * atP + c * row[q]!;
}

function rotationOf(quaternion: readonly number[]): number[] {
  const [w, x, y, z] = quaternion as readonly [number, number, number, number];
  return [
    1 - 2 * (y * y + z * z),
    2 * (x * y - w * z),
    2 * (x * z + w * y),
    2 * (x * y + w * z),
    1 - 2 * (x * x + z * z),
    2 * (y * z - w * x),
    2 * (x * z - w * y),
    2 * (y * z + w * x),
    1 - 2 * (x * x + y * y),
  ];
}
