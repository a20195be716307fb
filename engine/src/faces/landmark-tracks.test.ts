import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { attributes, landmarkFace } from '../../test/landmark-face.ts';
import type { LandmarkFace } from './landmark-face.ts';
import { windowedTracks } from './landmark-tracks.ts';

const at = (x: number, more: Partial<LandmarkFace> = {}) => landmarkFace([x, 0, 100, 100], more);

/** Feeds a film and gives the faces of all its frames. */
function track(film: readonly (readonly LandmarkFace[])[], score = 0.3, radius = 2): LandmarkFace[][] {
  const tracks = windowedTracks(score, radius);
  return [...film.flatMap((faces) => tracks.push(faces)), ...tracks.flush()];
}

const places = (film: readonly (readonly LandmarkFace[])[]) =>
  film.map((faces) => faces.map(({ box }) => Math.round(box[0])));

describe('windowed tracks', () => {
  test('frames come out in order, a radius later, each once', () => {
    const tracks = windowedTracks(0.3, 2);
    const film = [0, 10, 20, 30, 40].map((x) => [at(x)]);
    const pushed = film.map((faces) => places(tracks.push(faces)));
    assert.deepEqual(pushed, [[], [], [[0]], [[10]], [[20]]]);
    assert.deepEqual(places(tracks.flush()), [[30], [40]]);
    assert.deepEqual(tracks.flush(), []);
  });

  for (const length of [0, 1, 2]) {
    test(`a film of ${length} frames, shorter than the window`, () => {
      const film = Array.from({ length }, (_, index) => [at(index)]);
      assert.deepEqual(track(film), film);
    });
  }

  test('radius 0 gives every frame back at once', () => {
    const tracks = windowedTracks(0.3, 0);
    assert.deepEqual(places(tracks.push([at(7)])), [[7]]);
    assert.deepEqual(tracks.flush(), []);
  });

  test('a face that is missing between two sights is filled in where it must have been', () => {
    const film = [[at(0)], [at(10)], [], [], [at(40)], [at(50)]];
    assert.deepEqual(places(track(film)), [[0], [10], [20], [30], [40], [50]]);
  });

  test('a gap longer than the window reaches stays', () => {
    const film = [[at(0)], [], [], [], [], [], [at(0)]];
    assert.deepEqual(places(track(film)), [[0], [], [], [], [], [], [0]]);
  });

  test('before the first and after the last sight there is nobody', () => {
    assert.deepEqual(places(track([[], [], [at(0)], [], []])), [[], [], [0], [], []]);
  });

  test('what overlaps by no more than the score is someone else', () => {
    // 100 x 100 boxes 60 apart overlap by exactly a quarter.
    const film = [[at(0)], [], [at(60)]];
    assert.deepEqual(places(track(film, 0.25)), [[0], [], [60]]);
    assert.deepEqual(places(track(film, 0.2499)), [[0], [30], [60]]);
  });

  test('two faces of one frame are never one track: the best match goes first', () => {
    // Both faces of the last frame overlap the first one's; joined by both, it would be filled in nearer to the wrong one.
    const film = [[at(0)], [], [at(50), at(10)]];
    assert.deepEqual(places(track(film)), [[0], [5], [50, 10]]);
    assert.deepEqual(places(track([[at(0)], [], [at(10), at(50)]])), [[0], [5], [10, 50]]);
  });

  test('a face that overlaps a taken track starts its own', () => {
    const film = [[at(0)], [at(10), at(50)], [], [at(14), at(54)]];
    assert.deepEqual(places(track(film)), [[0], [10, 50], [12, 52], [14, 54]]);
  });

  test('two people keep their own gaps', () => {
    const film = [[at(0), at(300)], [at(302)], [at(304), at(8)]];
    assert.deepEqual(places(track(film)), [
      [0, 300],
      [302, 4],
      [304, 8],
    ]);
  });

  test('points are mixed; who it is comes from the nearer sight', () => {
    const child = {
      embedding: Float32Array.of(1),
      attributes: attributes('male', [3, 9]),
      score: 0.5,
      landmarkerScore: 0.1,
    };
    const adult = {
      embedding: Float32Array.of(2),
      attributes: attributes('male', [20, 29]),
      score: 0.7,
      landmarkerScore: 0.2,
    };
    const filled = track([[at(0, child)], [], [], [], [at(40, adult)]], 0.3, 4)
      .slice(1, 4)
      .map(([face]) => face!);
    assert.deepEqual(
      filled.map(({ embedding }) => embedding![0]),
      [1, 2, 2],
    );
    assert.deepEqual(
      filled.map(({ attributes }) => attributes!.age[0]),
      [3, 20, 20],
    );
    assert.deepEqual(
      filled.map(({ score }) => score),
      [0.5, 0.7, 0.7],
    );
    for (const key of ['points5', 'alignment', 'points68', 'points68From5'] as const) {
      assert.ok(Math.abs(filled[0]![key][0]! - 10) < 1e-5, key);
      assert.ok(Math.abs(filled[2]![key].at(-2)! - 130) < 1e-4, key);
    }
  });

  test('the angle follows the points', () => {
    const jaw = (degrees: number) => {
      const points = new Float32Array(136);
      points.set([50 + 40 * Math.cos((degrees * Math.PI) / 180), 50 + 40 * Math.sin((degrees * Math.PI) / 180)], 32);
      points.set([50, 50], 0);
      return points;
    };
    const upright = at(0, { points68From5: jaw(44), angle: 0 });
    const turned = at(0, { points68From5: jaw(100), angle: 90 });
    const [, filled] = track([[upright], [], [], [turned]]);
    assert.equal(filled![0]!.angle, 90, 'a third of the way from 44° to 100°');
  });
});
