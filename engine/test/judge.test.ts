import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { before, describe, test } from 'node:test';
import sharp, { type Sharp } from 'sharp';
import type { Box } from '../src/faces/face.ts';
import { distance, type Judge, openJudge } from './judge.ts';

const photos = join(dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api/package.json')), 'demo');

interface Picture {
  readonly rgb: Uint8Array;
  readonly width: number;
  readonly height: number;
}

async function open(picture: Sharp): Promise<Picture> {
  const { data, info } = await picture.removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { rgb: data, width: info.width, height: info.height };
}

function scaled(box: Box, factor: number): Box {
  return [box[0] * factor, box[1] * factor, box[2] * factor, box[3] * factor];
}

describe('the judge', () => {
  let judge: Judge;
  before(async () => {
    judge = await openJudge();
  });

  test('knows each of three people again in a smaller, brighter copy, and takes none for another', async () => {
    const file = join(photos, 'sample1.jpg');
    const original = await open(sharp(file));
    const copy = await open(
      sharp(file)
        .resize({ width: Math.round(original.width * 0.6) })
        .modulate({ brightness: 1.15 }),
    );
    const boxes = await judge.find(original.rgb, original.width, original.height);
    assert.equal(boxes.length, 3);
    const people: Float32Array[] = [];
    const again: Float32Array[] = [];
    for (const box of boxes) {
      people.push(await judge.describe(original.rgb, original.width, original.height, box));
      again.push(await judge.describe(copy.rgb, copy.width, copy.height, scaled(box, 0.6)));
    }
    const same = people.map((person, index) => distance(person, again[index]!));
    const strangers = people.flatMap((person, index) =>
      again.filter((_other, at) => at !== index).map((other) => distance(person, other)),
    );
    assert.equal(people[0]?.length, 128);
    assert.ok(Math.max(...same) < 0.35, `same person: ${same}`);
    assert.ok(Math.min(...strangers) > 0.5, `strangers: ${strangers}`);
  });

  test('searches by itself and says when there is no face', async () => {
    const { rgb, width, height } = await open(
      sharp(join(photos, 'sample1.jpg')).extract({ left: 350, top: 250, width: 400, height: 400 }),
    );
    const found = await judge.describe(rgb, width, height);
    const shown = await judge.describe(rgb, width, height, [64, 105, 177, 177]);
    assert.ok(distance(found, shown) < 0.3);
    await assert.rejects(judge.describe(new Uint8Array(64 * 64 * 3), 64, 64), /no face in 64×64/);
    await assert.rejects(judge.describe(rgb, width, height, [900, 900, 50, 50]), /outside the picture/);
  });
});
