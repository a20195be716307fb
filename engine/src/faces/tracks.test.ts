import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonicalMesh } from './canonical-mesh.ts';
import type { Face } from './face.ts';
import type { FramePlan, FrameSight, SeenFace } from './observe.ts';
import { FaceTracker, PATIENCE } from './tracks.ts';

const SIZE = 80;

function faceAt(x: number, y = 300): Face {
  const mesh = canonicalMesh.map((value, at) => SIZE * 0.5 * value + (at % 3 === 0 ? x : at % 3 === 1 ? y : 0));
  return {
    box: [x - SIZE / 2, y - SIZE / 2, SIZE, SIZE],
    score: 0.9,
    points5: new Float32Array(10),
    mesh,
    presence: 1,
    pose: { yaw: 0, pitch: 0, roll: 0 },
  };
}

interface Scene {
  /** Centres of the faces that are there. */
  readonly faces: readonly number[];
  readonly cut?: boolean;
  /** Who stands where. */
  readonly who?: (x: number) => Float32Array;
  /** Where the mesh network sees a face and the detector none. */
  readonly ghosts?: readonly number[];
}

/** What `observeFrame` would see: followed faces that are near their hint, and all others if it looks. */
function look(plan: FramePlan, { faces, cut = false, who, ghosts = [] }: Scene): FrameSight {
  const seen: SeenFace[] = [];
  const describe = (x: number, due: boolean) =>
    who !== undefined && plan.describe && due ? { embedding: who(x), age: 30, female: 0.5 } : undefined;
  const near = (hint: Face, x: number) => Math.abs(hint.box[0] + SIZE / 2 - x) < SIZE / 3;
  for (const { id, face } of cut ? [] : plan.follow) {
    const x = [...faces, ...ghosts].find((place) => near(face, place));
    if (x === undefined) continue;
    const confirmed = faces.includes(x) || (plan.detectSize >= plan.cutSize ? false : undefined);
    seen.push({ id, face: faceAt(x), description: describe(x, plan.describeAgain.includes(id)), confirmed });
  }
  const looks =
    plan.detectSize > 0 || (cut && plan.cutSize > 0) || (seen.length < plan.follow.length && plan.lostSize > 0);
  for (const x of looks ? faces : []) {
    if (!seen.some(({ face }) => near(face, x)))
      seen.push({ id: undefined, face: faceAt(x), description: describe(x, true), confirmed: true });
  }
  const sought = plan.follow.map(({ id }) => id);
  return { frame: plan.frame, faces: seen, sought, cut, signature: new Float32Array(1) };
}

/** Runs scenes through a tracker; the ids of each frame, from left to right. */
function run(scenes: readonly Scene[], describe = false): string[] {
  const tracker = new FaceTracker({ inputSize: 640, describe });
  return scenes.map((scene, frame) => {
    const faces = tracker.take(look(tracker.plan(frame), scene));
    return faces
      .toSorted((a, b) => a.face.box[0] - b.face.box[0])
      .map(({ track }) => track)
      .join();
  });
}

const repeat = (count: number, scene: Scene): Scene[] => Array.from({ length: count }, () => scene);

test('a face keeps its number while it moves', () => {
  const scenes = Array.from({ length: 50 }, (_, frame) => ({ faces: [100 + 20 * frame, 900] }));
  assert.deepEqual(run(scenes).slice(0, 35), Array(35).fill('1,2'));
});

test('a face that is lost for a moment comes back under its number, later under a new one', () => {
  const away = (count: number) =>
    run([...repeat(5, { faces: [100] }), ...repeat(count, { faces: [] }), ...repeat(5, { faces: [110] })]);
  assert.equal(away(6).at(-1), '1');
  assert.equal(away(PATIENCE + 5).at(-1), '2');
});

test('someone else at the same place is someone else', () => {
  const [anna, bert] = [Float32Array.of(1, 0), Float32Array.of(0, 1)];
  const scenes = [
    ...repeat(5, { faces: [100], who: () => anna }),
    ...repeat(3, { faces: [] }),
    ...repeat(5, { faces: [100], who: () => bert }),
  ];
  assert.equal(run(scenes, true).at(-1), '2');
  const slid = run(
    [...repeat(20, { faces: [100], who: () => anna }), ...repeat(60, { faces: [100], who: () => bert })],
    true,
  );
  assert.equal(slid[15], '1');
  assert.equal(slid.at(-1), '2', 'a track that slid unseen is told apart when it is described again');
});

test('a cut ends all tracks, a false one does not', () => {
  const cut = (faces: number[]) =>
    run([...repeat(5, { faces: [100, 500] }), { faces, cut: true }, ...repeat(3, { faces })]).at(-1);
  assert.equal(cut([300, 700]), '3,4');
  assert.equal(cut([100, 500]), '1,2');
});

test('a new face is found while others are followed', () => {
  const ids = run([...repeat(5, { faces: [100] }), ...repeat(50, { faces: [100, 500] })]);
  assert.equal(ids.at(-1), '1,2');
  assert.ok(ids.indexOf('1,2') <= 12, `found in frame ${ids.indexOf('1,2')}`);
});

test('a track that only the mesh network believes in is dropped', () => {
  const ids = run([...repeat(10, { faces: [100] }), ...repeat(70, { faces: [], ghosts: [100] })]);
  assert.equal(ids[40], '1');
  assert.equal(ids[60], '', 'two close looks later');
});

test('an empty film is looked at fully now and then, and at a glance in between', () => {
  const tracker = new FaceTracker({ inputSize: 640, describe: false });
  const sizes = Array.from({ length: 24 }, (_, frame) => {
    const plan = tracker.plan(frame);
    tracker.take(look(plan, { faces: [] }));
    return plan.detectSize;
  });
  assert.deepEqual(sizes.slice(0, 13), [640, 0, 0, 256, 0, 0, 256, 0, 0, 256, 0, 0, 640]);
});

test('plans may run ahead of sights', () => {
  const tracker = new FaceTracker({ inputSize: 640, describe: false });
  const plans = [tracker.plan(0), tracker.plan(1), tracker.plan(2)];
  const ids: string[] = [];
  for (let frame = 0; frame < 20; frame += 1) {
    const faces = tracker.take(look(plans[frame]!, { faces: [100 + 4 * frame] }));
    ids.push(faces.map(({ track }) => track).join());
    plans.push(tracker.plan(frame + 3));
  }
  assert.equal(ids[0], '1');
  assert.deepEqual(ids.slice(3), Array(17).fill('1'), 'not lost by the plans that did not know it yet');
});
