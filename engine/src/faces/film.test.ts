/** Tracks and smoothing on films that are made by moving sample photos, so that the truth is known. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { openNetworks, readPhoto, rgbFrame } from '../../test/faces-photos.ts';
import { type Affine, apply, compose, similarity } from '../frame/affine.ts';
import type { Frame } from '../frame/frame.ts';
import { sampleRgb } from '../frame/sample.ts';
import { observeFrame } from './observe.ts';
import { fitPose } from './pose.ts';
import { TrackSmoother } from './smooth/smoother.ts';
import { FaceTracker, type TrackedFace } from './tracks.ts';

const networks = await openNetworks();
after(() => networks[Symbol.asyncDispose]());

const [WIDTH, HEIGHT] = [1280, 720];
const pixels = new Float32Array(3 * WIDTH * HEIGHT);

/** One frame of a film: what the camera sees of a photo. `grain` is a standard deviation of 256. */
function shoot(photo: Frame, toPhoto: Affine, grain = 0, seed = 1): Frame {
  const frame = rgbFrame(WIDTH, HEIGHT);
  sampleRgb(photo, toPhoto, WIDTH, HEIGHT, pixels, { planar: true, border: 40 });
  let state = seed;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
  frame.planes.forEach(({ data }, plane) => {
    for (let at = 0; at < data.length; at += 1) {
      const noise = grain === 0 ? 0 : 2 * grain * (uniform() + uniform() + uniform());
      data[at] = Math.max(0, Math.min(255, pixels[plane * data.length + at]! + noise + 0.5));
    }
  });
  return frame;
}

interface Followed {
  readonly tracked: readonly (readonly TrackedFace[])[];
  readonly smoothed: readonly (readonly TrackedFace[])[];
  readonly cuts: readonly number[];
}

async function follow(frames: Iterable<Frame>, describe = false): Promise<Followed> {
  const tracker = new FaceTracker({ inputSize: 640, describe });
  const smoother = new TrackSmoother();
  const tracked: (readonly TrackedFace[])[] = [];
  const smoothed: (readonly TrackedFace[])[] = [];
  const cuts: number[] = [];
  for (const frame of frames) {
    const index = tracked.length;
    const sight = await observeFrame(networks, frame, tracker.plan(index), { minScore: 0.5 });
    const faces = tracker.take(sight);
    tracked.push(faces);
    if (sight.cut) cuts.push(index);
    for (const out of smoother.push(index, faces, sight.cut)) smoothed.push(out.faces);
  }
  for (const out of smoother.flush()) smoothed.push(out.faces);
  return { tracked, smoothed, cuts };
}

function* film(length: number, make: (index: number) => Frame): Generator<Frame> {
  for (let index = 0; index < length; index += 1) yield make(index);
}

/** A track's meshes carried into the photo, in eye distances: if tracking were perfect they would all be the same. */
function inPhoto(
  film: readonly (readonly TrackedFace[])[],
  track: number,
  camera: (index: number) => Affine,
): Float32Array[] {
  return film.map((faces, index) => {
    const { mesh } = faces.find((face) => face.track === track)!.face;
    const first = film[0]!.find((face) => face.track === track)!.face;
    const unit = fitPose(first.mesh).scale * Math.hypot(camera(0)[0], camera(0)[3]);
    const points = new Float32Array((2 * mesh.length) / 3);
    for (let at = 0; at < points.length; at += 2) {
      const [x, y] = apply(camera(index), mesh[(3 * at) / 2]!, mesh[(3 * at) / 2 + 1]!);
      points.set([x / unit, y / unit], at);
    }
    return points;
  });
}

function distances(a: Float32Array, b: Float32Array): number[] {
  return Array.from({ length: a.length / 2 }, (_, point) =>
    Math.hypot(a[2 * point]! - b[2 * point]!, a[2 * point + 1]! - b[2 * point + 1]!),
  );
}

function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))]!;
}

const percent = (value: number) => `${(100 * value).toFixed(2)} %`;

/** From the frame to the photo: a pan, a zoom and a roll, all smooth, that bring the camera back. */
function movingCamera(index: number): Affine {
  const phase = (2 * Math.PI * index) / 120;
  const turn = similarity(0.25 * Math.sin(phase), 1.4 * Math.exp(0.1 * Math.sin(phase)), 0, 0);
  const [x, y] = [960 + 40 * Math.sin(1.5 * phase), 640 + 40 * Math.sin(2.4 * phase)];
  return compose([1, 0, x, 0, 1, y], compose(turn, [1, 0, -WIDTH / 2, 0, 1, -HEIGHT / 2]));
}

test('a camera that pans, zooms and rolls for 120 frames: landmarks stay on their faces', async () => {
  const photo = await readPhoto(1);
  const { tracked, smoothed, cuts } = await follow(film(120, (index) => shoot(photo, movingCamera(index))));
  assert.deepEqual(cuts, []);
  assert.ok(
    tracked.every((faces) => faces.map(({ track }) => track).join() === '1,2,3'),
    'three tracks from end to end',
  );
  const fromFirst: number[] = [];
  const fromMean: number[] = [];
  for (const track of [1, 2, 3]) {
    const seen = inPhoto(smoothed, track, movingCamera);
    const mean = seen[0]!.map((_, at) => seen.reduce((sum, points) => sum + points[at]!, 0) / seen.length);
    for (const points of seen.slice(1)) fromFirst.push(...distances(points, seen[0]!));
    for (const points of seen) fromMean.push(...distances(points, mean));
  }
  const said = `median ${percent(quantile(fromFirst, 0.5))} from the first frame, ${percent(quantile(fromMean, 0.5))} from the mean`;
  assert.ok(quantile(fromFirst, 0.5) < 0.01, said);
  assert.ok(quantile(fromMean, 0.5) < 0.008, said);
  assert.ok(quantile(fromMean, 0.95) < 0.02, `95 % within ${percent(quantile(fromMean, 0.95))}`);
});

const still: Affine = [1.5, 0, 0, 0, 1.5, 100];

test('a still film: the same numbers in every frame', async () => {
  const photo = await readPhoto(1);
  const frame = shoot(photo, still);
  const { tracked } = await follow(film(6, () => frame));
  for (const faces of tracked.slice(1)) {
    faces.forEach(({ face }, at) => {
      assert.deepEqual(face.mesh, tracked[0]![at]!.face.mesh);
    });
  }
});

test('a still film with grain: faces do not shimmer', async () => {
  const photo = await readPhoto(1);
  const { tracked, smoothed } = await follow(film(40, (index) => shoot(photo, still, 6, index + 1)));
  const steps = (frames: readonly (readonly TrackedFace[])[]) =>
    [1, 2, 3].flatMap((track) => {
      const seen = inPhoto(frames, track, () => still);
      return seen.slice(1).flatMap((points, at) => distances(points, seen[at]!));
    });
  const [before, after] = [steps(tracked), steps(smoothed)];
  const said = `median ${percent(quantile(after, 0.5))}, 99 % ${percent(quantile(after, 0.99))}; raw ${percent(quantile(before, 0.5))}`;
  assert.ok(quantile(after, 0.5) < 0.0002 && quantile(after, 0.99) < 0.002, said);
});

test('tracks end at a cut and new ones begin in the same frame', async () => {
  const photos = [await readPhoto(1), await readPhoto(6)];
  const { tracked, smoothed, cuts } = await follow(
    film(24, (index) => shoot(photos[index < 12 ? 0 : 1]!, still)),
    true,
  );
  assert.deepEqual(cuts, [12]);
  for (const frames of [tracked, smoothed]) {
    frames.forEach((faces, index) => {
      assert.equal(faces.map(({ track }) => track).join(), index < 12 ? '1,2,3' : '4,5,6,7', `frame ${index}`);
    });
  }
  assert.ok(
    tracked.flat().every(({ embedding }) => embedding !== undefined),
    'everyone is described at first sight',
  );
});

test('a face that leaves takes its track along, and is found again when it returns', async () => {
  const photo = await readPhoto(3, 960);
  const away = (index: number) => 900 * Math.sin((Math.PI * index) / 60);
  const { tracked, smoothed } = await follow(
    film(61, (index) => shoot(photo, [0.6, 0, 100 + away(index), 0, 0.6, 60])),
  );
  assert.equal(tracked[0]!.length, 3);
  assert.equal(smoothed[30]!.length, 0, 'nobody is in the picture');
  assert.equal(smoothed[60]!.length, 3);
  // No face is shown where none can be: each mesh lies mostly in the picture.
  for (const { face } of smoothed.flat()) {
    assert.ok(face.box[0] > -0.7 * face.box[2] && face.box[0] < WIDTH - 0.3 * face.box[2], `box ${face.box}`);
  }
});
