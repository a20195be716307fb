import assert from 'node:assert/strict';
import { test } from 'node:test';
import { poseMesh, type Stance } from '../../../test/synthetic-face.ts';
import { canonicalMesh } from '../../faces/canonical-mesh.ts';
import { rings } from '../../faces/mesh-indices.ts';
import { fitPose } from '../../faces/pose.ts';
import { meanProportions, mixProportions, type Proportions, readProportions, reshape } from './shape.ts';

/** A face whose own parts differ from the mean face's. */
function shapeOf(change: (point: number, x: number, y: number) => readonly [number, number]): Float32Array {
  const shape = canonicalMesh.slice();
  for (let point = 0; point < shape.length / 3; point++) {
    const [x, y] = change(point, shape[point * 3]!, shape[point * 3 + 1]!);
    shape[point * 3] = x;
    shape[point * 3 + 1] = y;
  }
  return shape;
}

const eyePoints = new Set<number>([
  ...[...rings.leftEye, ...rings.leftLids, ...rings.leftSocket],
  ...[...rings.rightEye, ...rings.rightLids, ...rings.rightSocket],
]);

/** Eyes further apart by 0.06 of their distance on either side, and lower by 0.04. */
const wideEyes = shapeOf((point, x, y) => (eyePoints.has(point) ? [x + 0.06 * Math.sign(x), y + 0.04] : [x, y]));
const nosePoints = new Set<number>(rings.nose);
const broadNose = shapeOf((point, x, y) => (nosePoints.has(point) ? [1.2 * x, y] : [x, y]));

const stances: Readonly<Record<string, Stance>> = {
  'from ahead': {},
  'turned, nodded and rolled': { yaw: 25, pitch: -12, roll: 30, x: 300, eyes: 140 },
};

/** Greatest distance of two meshes' points, in pixels, over the points given. */
function apart(a: Float32Array, b: Float32Array, points: Iterable<number>): number {
  let most = 0;
  for (const p of points) {
    most = Math.max(most, Math.hypot(...[0, 1, 2].map((axis) => a[p * 3 + axis]! - b[p * 3 + axis]!)));
  }
  return most;
}

/** Reshapes a face that is seen in one picture only: its proportions are its usual ones. */
function adapt(mesh: Float32Array, source: Proportions, amount: number): Float32Array {
  return reshape(mesh, readProportions(mesh), source, amount);
}

const all = Array.from({ length: 468 }, (_, point) => point);

for (const [name, stance] of Object.entries(stances)) {
  test(`${name}: own proportions change nothing, and neither does the amount 0`, () => {
    for (const shape of [canonicalMesh, wideEyes]) {
      const mesh = poseMesh(stance, shape);
      assert.ok(apart(reshape(mesh, readProportions(mesh), readProportions(mesh), 1), mesh, all) < 0.01);
    }
    const mesh = poseMesh(stance);
    assert.deepEqual(reshape(mesh, readProportions(mesh), readProportions(wideEyes), 0), mesh);
  });

  test(`${name}: eyes go to the source's places, in the target's pose; the outline stays`, () => {
    const mesh = poseMesh(stance);
    const source = readProportions(poseMesh({ yaw: -10, eyes: 33 }, wideEyes));
    const changed = adapt(mesh, source, 1);
    // Not the whole way: the source's pose fit takes a part of where the eyes are for where the head is.
    const wanted = poseMesh(stance, wideEyes);
    for (const eye of [rings.leftEye, rings.rightEye]) {
      const [left, all] = [apart(changed, wanted, eye), apart(mesh, wanted, eye)];
      assert.ok(left < 0.5 * all, `${left} of ${all} pixels are left`);
    }
    const span = (of: Float32Array) =>
      Math.hypot(...[0, 1, 2].map((axis) => of[362 * 3 + axis]! - of[133 * 3 + axis]!));
    const grown = (span(changed) - span(mesh)) / (span(wanted) - span(mesh));
    assert.ok(grown > 0.55 && grown < 1.1, `${grown} of the distance between the eyes`);
    assert.equal(apart(changed, mesh, rings.silhouette), 0);
  });
}

test('a lesser amount goes that far', () => {
  const mesh = poseMesh();
  const source = readProportions(wideEyes);
  const [whole, third] = [adapt(mesh, source, 1), adapt(mesh, source, 0.3)];
  for (const point of rings.leftEye) {
    for (const axis of [0, 1]) {
      const at = point * 3 + axis;
      assert.ok(Math.abs(third[at]! - mesh[at]! - 0.3 * (whole[at]! - mesh[at]!)) < 1e-3);
    }
  }
});

test('a broad nose makes the nose broad, and nothing far from it moves', () => {
  const mesh = poseMesh();
  const changed = adapt(mesh, readProportions(broadNose), 1);
  const width = (of: Float32Array) => of[358 * 3]! - of[129 * 3]!;
  const grown = width(changed) / width(mesh);
  assert.ok(grown > 1.1 && grown < 1.25, `${grown} as broad`);
  assert.ok(apart(changed, mesh, rings.silhouette) === 0);
  // The wider nose moves the pose fit by a hair, which the rest follows.
  assert.ok(apart(changed, mesh, [33, 263, 70, 300, 50, 280]) < 1);
});

test('the height of a mouth is its opening, not the person: it stays', () => {
  const lower = new Set<number>(rings.lipsInner.slice(11));
  const speaking = poseMesh(
    {},
    shapeOf((point, x, y) => (lower.has(point) ? [x, y + 0.15] : [x, y])),
  );
  const thick = readProportions(speaking).map((part, i) => (i === 5 ? { ...part, height: part.height * 1.3 } : part));
  assert.ok(apart(adapt(speaking, thick, 1), speaking, all) < 0.01);
  const gap = (of: Float32Array) => of[14 * 3 + 1]! - of[13 * 3 + 1]!;
  const changed = adapt(speaking, readProportions(canonicalMesh), 1);
  assert.ok(Math.abs(gap(changed) / gap(speaking) - 1) < 0.1, `${gap(changed)} of ${gap(speaking)} pixels`);
});

test('what a frame differs from the usual is expression, and stays', () => {
  const brows = new Set<number>([...rings.leftBrow, ...rings.rightBrow]);
  const usual = readProportions(canonicalMesh);
  const source = readProportions(wideEyes);
  const [calm, raised] = [canonicalMesh, shapeOf((point, x, y) => (brows.has(point) ? [x, y - 0.08] : [x, y]))].map(
    (shape) => reshape(poseMesh({}, shape), usual, source, 1),
  );
  for (const point of [...rings.leftBrow, ...rings.rightBrow]) {
    const lift = (calm![point * 3 + 1]! - raised![point * 3 + 1]!) / 70;
    assert.ok(Math.abs(lift - 0.08) < 0.016, `point ${point} is lifted by ${lift} eye distances`);
  }
  // A picture that is alone has only itself to tell the usual from.
  const alone = adapt(poseMesh({}, wideEyes), usual, 1);
  assert.ok(apart(alone, poseMesh({}, wideEyes), rings.leftEye) > 2);
});

test('neighbours share what lies between them: nothing moves further than the parts themselves', () => {
  const mesh = poseMesh();
  const aside = readProportions(mesh).map((part) => ({ ...part, x: part.x + 0.05 }));
  const changed = adapt(mesh, aside, 1);
  assert.ok(apart(changed, mesh, all) < 0.0501 * 70, `${apart(changed, mesh, all)} pixels`);
  assert.ok(apart(changed, mesh, rings.nose) > 0.045 * 70);
});

test('monstrous proportions are taken over only so far', () => {
  const mesh = poseMesh();
  const own = readProportions(mesh);
  const huge = own.map((part) => ({ ...part, width: part.width * 5, height: part.height * 5 }));
  const tiny = own.map((part) => ({ ...part, width: part.width / 5, height: part.height / 5 }));
  const width = (of: Float32Array) => of[133 * 3]! - of[33 * 3]!;
  assert.ok(width(adapt(mesh, huge, 1)) / width(mesh) < 1.31);
  assert.ok(width(adapt(mesh, tiny, 1)) / width(mesh) > 0.76);
});

test('proportions do not depend on where the head stands, and several readings average', () => {
  const straight = readProportions(wideEyes);
  const posed = readProportions(poseMesh({ yaw: 30, pitch: 10, roll: -40, eyes: 200 }, wideEyes));
  const mean = meanProportions([readProportions(canonicalMesh), straight]);
  const quarter = mixProportions(readProportions(canonicalMesh), straight, 0.25);
  straight.forEach((part, i) => {
    for (const key of ['x', 'y', 'width', 'height'] as const) {
      assert.ok(Math.abs(part[key] - posed[i]![key]) < 1e-3, `part ${i} ${key}`);
      const two = readProportions(canonicalMesh)[i]![key] + part[key];
      assert.ok(Math.abs(mean[i]![key] - two / 2) < 1e-6);
      assert.ok(
        Math.abs(quarter[i]![key] - (1.5 * readProportions(canonicalMesh)[i]![key] + 0.5 * part[key]) / 2) < 1e-6,
      );
    }
  });
  assert.ok(fitPose(wideEyes).scale > 0.9);
});
