import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import sharp from 'sharp';
import { lookAt, makeFaceFilm } from '../test/face-film.ts';
import { facesInPhotos, PHOTO_WIDTH, photoPath, readPhoto } from '../test/faces-photos.ts';
import { Scratch, testModels } from '../test/scratch.ts';
import { drawFaces } from './draw-faces.ts';
import { findFaces, type SeenFaces } from './find-faces.ts';

const options = { modelFolder: testModels };
let scratch: Scratch;

before(async () => {
  scratch = await Scratch.create();
});
after(() => scratch[Symbol.asyncDispose]());

describe('the faces of a picture', () => {
  let seen: SeenFaces;
  before(async () => {
    seen = await findFaces(photoPath(1), options);
  });

  test('are found with pose, age and gender', () => {
    assert.deepEqual([seen.width, seen.faces.length], [PHOTO_WIDTH, 3]);
    for (const { box, score, age, female, pose, mesh } of seen.faces) {
      const [x, y] = [box[0] + box[2] / 2, box[1] + box[3] / 2];
      assert.ok(facesInPhotos[0]!.some((face) => Math.hypot(face.x - x, face.y - y) < face.size / 4));
      assert.ok(score > 0.5 && Math.abs(pose.yaw) < 45 && mesh.length === 3 * 468);
      assert.ok(age !== undefined && age > 15 && age < 60);
      assert.ok(female !== undefined && female >= 0 && female <= 1);
    }
  });

  test('are drawn over it, in the format that the name says', async () => {
    const [plain, drawing] = [scratch.file('plain.png'), scratch.file('seen.png')];
    await drawFaces(photoPath(1), [], plain);
    await drawFaces(photoPath(1), seen.faces, drawing, { mesh: true });
    const [before, after] = await Promise.all([plain, drawing].map((path) => sharp(path).raw().toBuffer()));
    const { width, height, format } = await sharp(drawing).metadata();
    assert.deepEqual({ width, height, format }, { width: seen.width, height: seen.height, format: 'png' });
    const differs = (x: number, y: number) => {
      const at = 3 * (Math.round(y) * seen.width + Math.round(x));
      return [0, 1, 2].some((channel) => Math.abs(before![at + channel]! - after![at + channel]!) > 8);
    };
    for (const { box, points5 } of seen.faces) {
      assert.ok(differs(points5[0]!, points5[1]!), 'an eye is marked');
      assert.ok(differs(box[0], box[1] + box[3] / 2), 'the box is drawn');
    }
    assert.ok(!differs(5, 5));
    assert.equal((await sharp(drawing).metadata()).xmp, undefined, 'a drawing is no swap');
  });

  test('are drawn over nothing that exists, and into no other format', async () => {
    const taken = scratch.file('taken.webp');
    await drawFaces(photoPath(1), [], taken);
    await assert.rejects(drawFaces(photoPath(1), [], taken), { code: 'output-exists' });
    await drawFaces(photoPath(1), seen.faces, taken, { overwrite: true });
    await assert.rejects(drawFaces(photoPath(1), [], scratch.file('seen.gif')), { code: 'option-invalid' });
    assert.ok((await scratch.names()).every((name) => !name.includes('.part')));
  });
});

test('a film is judged by its first frame, in square pixels', async () => {
  const film = scratch.file('film.mkv');
  const camera = () => lookAt(774, 491, 720, 640, 360);
  await makeFaceFilm(film, { photo: await readPhoto(6), camera, frames: 3, width: 640, height: 360 });
  const { width, height, faces } = await findFaces(film, options);
  assert.deepEqual([width, height, faces.length], [640, 360, 1]);
  await drawFaces(film, faces, scratch.file('film.jpg'));
  assert.equal((await sharp(scratch.file('film.jpg')).metadata()).width, 640);
});

test('what is no picture, and a canceled look, are refused by code', async () => {
  await assert.rejects(findFaces(scratch.file('nowhere.jpg'), options), { code: 'media-unreadable' });
  await assert.rejects(findFaces(photoPath(1), { ...options, score: 7 }), { code: 'option-invalid' });
  await assert.rejects(findFaces(photoPath(1), { ...options, signal: AbortSignal.abort() }), { code: 'canceled' });
  const controller = new AbortController();
  const looking = findFaces(photoPath(1), { ...options, signal: controller.signal });
  controller.abort();
  await assert.rejects(looking, { code: 'canceled' });
});
