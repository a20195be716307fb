import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonicalMesh } from '../canonical-mesh.ts';
import { rings } from '../mesh-indices.ts';
import type { TrackedFace } from '../tracks.ts';
import { LOOKAHEAD, TrackSmoother } from './smoother.ts';

const FRAMES = 60;
/** Distance of the eyes, in pixels. */
const EYES = 60;

/** A repeatable normal noise. */
function noiseMaker(): () => number {
  let state = 7;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

interface Stance {
  readonly x?: number;
  readonly roll?: number;
  readonly size?: number;
  /** How far the upper lids are down, in eye distances. */
  readonly lids?: number;
}

const upperLids = [...rings.leftEye.slice(1, 8), ...rings.rightEye.slice(1, 8)];

function meshOf({ x = 0, roll = 0, size = 1, lids = 0 }: Stance): Float32Array {
  const still = canonicalMesh.slice();
  for (const point of upperLids) still[3 * point + 1]! += lids;
  const [cos, sin, scale] = [Math.cos(roll), Math.sin(roll), EYES * size];
  return still.map((value, at) => {
    if (at % 3 === 0) return 400 + x + scale * (cos * value - sin * still[at + 1]!);
    if (at % 3 === 1) return 300 + scale * (sin * still[at - 1]! + cos * value);
    return scale * value;
  });
}

function faceOf(mesh: Float32Array, track = 1): TrackedFace {
  const face = { box: [0, 0, 1, 1], score: 0.9, points5: new Float32Array(10), mesh, presence: 1 } as const;
  return { track, face: { ...face, pose: { yaw: 0, pitch: 0, roll: 0 } }, embedding: undefined };
}

/** Smooths a film in which the face stands as `stance` says; noise in eye distances. Frames of `missing` show no face. */
function play(
  stance: (frame: number) => Stance,
  noise = 0,
  missing: readonly number[] = [],
): (Float32Array | undefined)[] {
  const smoother = new TrackSmoother();
  const random = noiseMaker();
  const frames = [];
  for (let frame = 0; frame < FRAMES; frame += 1) {
    const mesh = meshOf(stance(frame)).map((value) => value + noise * EYES * random());
    frames.push(...smoother.push(frame, missing.includes(frame) ? [] : [faceOf(mesh)]));
  }
  frames.push(...smoother.flush());
  assert.deepEqual(
    frames.map(({ frame }) => frame),
    Array.from({ length: FRAMES }, (_, frame) => frame),
  );
  return frames.map(({ faces }) => faces[0]?.face.mesh);
}

/** Root mean square distance of two meshes in the picture, in eye distances. */
function apart(a: Float32Array, b: Float32Array, points?: readonly number[]): number {
  const chosen = points ?? Array.from({ length: a.length / 3 }, (_, point) => point);
  const sum = chosen.reduce(
    (total, p) => total + (a[3 * p]! - b[3 * p]!) ** 2 + (a[3 * p + 1]! - b[3 * p + 1]!) ** 2,
    0,
  );
  return Math.sqrt(sum / chosen.length) / EYES;
}

function worst(meshes: readonly (Float32Array | undefined)[], stance: (frame: number) => Stance, from = 0): number {
  return Math.max(...meshes.slice(from).map((mesh, at) => apart(mesh!, meshOf(stance(at + from)))));
}

test('a still face stands still although its mesh trembles', () => {
  const meshes = play(() => ({}), 0.0025);
  const steps = meshes.slice(1).map((mesh, at) => apart(mesh!, meshes[at]!));
  assert.ok(Math.max(...steps.slice(LOOKAHEAD)) < 0.001, `largest step ${Math.max(...steps.slice(LOOKAHEAD))}`);
  assert.ok(worst(meshes, () => ({})) < 0.003);
});

const motions: Readonly<Record<string, (frame: number) => Stance>> = {
  'steady pan': (frame) => ({ x: 4 * frame }),
  'slow pan': (frame) => ({ x: 0.3 * frame }),
  'pan that starts and stops': (frame) => ({ x: 6 * Math.min(20, Math.max(0, frame - 20)) }),
  'shaken head': (frame) => ({ x: 30 * Math.sin((frame * 2 * Math.PI) / 14), roll: 0.1 * Math.sin(frame / 3) }),
  'zoom and roll': (frame) => ({ size: Math.exp(0.01 * frame), roll: 0.02 * frame }),
};

for (const [name, stance] of Object.entries(motions)) {
  test(`${name}: neither late nor softened`, () => {
    const clean = worst(play(stance), stance);
    assert.ok(clean < 0.008, `off by ${clean} eye distances`);
    const trembling = worst(play(stance, 0.003), stance);
    assert.ok(trembling < 0.01, `with noise off by ${trembling} eye distances`);
  });
}

test('a jump is neither smeared nor overshot', () => {
  const stance = (frame: number): Stance => ({ x: frame < 30 ? 0 : 60 });
  assert.ok(worst(play(stance), stance) < 0.005);
});

test('a blink of four frames keeps its depth', () => {
  const depth = [0.05, 0.1, 0.08, 0.03];
  const stance = (frame: number): Stance => ({ lids: depth[frame - 30] ?? 0 });
  const meshes = play(stance, 0.002);
  for (let frame = 26; frame < 38; frame += 1) {
    const off = apart(meshes[frame]!, meshOf(stance(frame)), upperLids);
    assert.ok(off < 0.012, `frame ${frame}: lids off by ${off} eye distances`);
  }
});

test('a short gap is bridged along the motion, a long one is not', () => {
  const stance = (frame: number): Stance => ({ x: 5 * frame });
  const meshes = play(stance, 0, [20, 21, 22, 40, 41, 42, 43, 44, 45]);
  for (const frame of [20, 21, 22]) assert.ok(apart(meshes[frame]!, meshOf(stance(frame))) < 0.01);
  for (const frame of [40, 43, 45]) assert.equal(meshes[frame], undefined);
});

test('a hit of two frames is dropped in the middle of a shot, and kept beside a cut', () => {
  const tracksShown = (cutAt: number | undefined) => {
    const smoother = new TrackSmoother();
    const shown = new Set<number>();
    const note = (frames: ReturnType<TrackSmoother['push']>) => {
      for (const { faces } of frames) for (const { track } of faces) shown.add(track);
    };
    for (let frame = 0; frame < 40; frame += 1) {
      const brief = frame === 20 || frame === 21 ? [faceOf(meshOf({ x: 200 }), 2)] : [];
      note(smoother.push(frame, [faceOf(meshOf({})), ...brief], frame === cutAt));
    }
    note(smoother.flush());
    return [...shown];
  };
  assert.deepEqual(tracksShown(undefined), [1]);
  assert.deepEqual(tracksShown(20), [1, 2]);
  assert.deepEqual(tracksShown(22), [1, 2]);
});

test('a film shorter than the lookahead comes out whole', () => {
  const smoother = new TrackSmoother();
  assert.deepEqual(smoother.push(0, [faceOf(meshOf({}))]), []);
  const rest = smoother.flush();
  assert.equal(rest.length, 1);
  assert.ok(apart(rest[0]!.faces[0]!.face.mesh, meshOf({})) < 1e-4);
});
