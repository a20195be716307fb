import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import sharp, { type Sharp } from 'sharp';
import { openNetworks, photoPath, readPhoto, toFrame } from '../../../test/faces-photos.ts';
import type { Frame } from '../../frame/frame.ts';
import { cosineDistance, DEFAULT_REFERENCE_DISTANCE, meanEmbedding } from '../distance.ts';
import { findFaces } from '../find.ts';

const networks = await openNetworks();
after(() => networks[Symbol.asyncDispose]());

const WIDTH = 1200;

/** The same photos as other cameras might have taken them. */
const changes: Readonly<Record<string, (photo: Sharp) => Sharp>> = {
  mirrored: (photo) => photo.flop(),
  dark: (photo) => photo.linear(0.6, 0),
  small: (photo) => photo.resize(500),
  coarse: (photo) => photo.jpeg({ quality: 30 }),
};

async function describeAll(
  frame: Frame,
  mirrored = false,
): Promise<{ x: number; y: number; embedding: Float32Array; female: number; age: number }[]> {
  const people = [];
  for (const face of await findFaces(networks, frame)) {
    const x = (face.box[0] + face.box[2] / 2) / frame.width;
    const y = (face.box[1] + face.box[3] / 2) / frame.width;
    people.push({ x: mirrored ? 1 - x : x, y, ...(await networks.describer.describe(frame, face)) });
  }
  return people;
}

test('one person in changed photos is nearer than the reference distance, strangers are further', async () => {
  const people: Float32Array[] = [];
  const same: number[] = [];
  for (let photo = 1; photo <= 6; photo += 1) {
    const known = await describeAll(await readPhoto(photo, WIDTH));
    people.push(...known.map(({ embedding }) => embedding));
    const name = Object.keys(changes)[photo % 4]!;
    const picture = await changes[name]!(
      sharp(await sharp(photoPath(photo)).resize(WIDTH).png().toBuffer()),
    ).toBuffer();
    for (const seen of await describeAll(await toFrame(sharp(picture)), name === 'mirrored')) {
      const before = known.find(({ x, y }) => Math.hypot(x - seen.x, y - seen.y) < 0.02);
      assert.ok(before, `photo ${photo} ${name}: a face at ${seen.x}, ${seen.y}`);
      same.push(cosineDistance(before.embedding, seen.embedding));
    }
    for (const { embedding, female, age } of known) {
      assert.ok(Math.abs(Math.hypot(...embedding) - 1) < 1e-5);
      assert.ok(female > 0.5, `all 22 are women; female ${female}`);
      assert.ok(age > 15 && age < 50, `age ${age}`);
    }
  }
  assert.equal(people.length, 22);
  assert.equal(same.length, 22);
  assert.ok(Math.max(...same) < DEFAULT_REFERENCE_DISTANCE, `the same person at ${Math.max(...same)}`);
  const strangers = people.flatMap((one, i) => people.slice(i + 1).map((other) => cosineDistance(one, other)));
  assert.ok(Math.min(...strangers) > DEFAULT_REFERENCE_DISTANCE, `strangers at ${Math.min(...strangers)}`);
});

test('the mean of embeddings is a unit vector between them', () => {
  const mean = meanEmbedding([Float32Array.of(1, 0), Float32Array.of(0, 1)]);
  assert.ok(Math.abs(mean[0]! - Math.SQRT1_2) < 1e-6 && Math.abs(mean[1]! - Math.SQRT1_2) < 1e-6);
});
