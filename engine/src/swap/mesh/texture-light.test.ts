import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LIGHT_SIZE, lightAt } from '../../blend/light.ts';
import { regionMaps } from '../../blend/regions.ts';
import { type Texture, UNIT } from './texture.ts';
import { textureLight } from './texture-light.ts';

/** A texture whose skin has the given values, in units of `UNIT`; features are black. */
function textureOf(size: number, value: (u: number, channel: number) => number): Texture {
  const { skin } = regionMaps(size);
  const rgba = new Uint16Array(size * size * 4);
  for (let texel = 0; texel < size * size; texel++) {
    if (skin[texel] === 0) continue;
    for (let c = 0; c < 3; c++) rgba[texel * 4 + c] = UNIT * value(((texel % size) + 0.5) / size, c);
  }
  return { size, rgba };
}

test('slow colour of the skin is told around 1, each channel by itself, features bridged', () => {
  const slope = (u: number, channel: number) => 0.8 + 0.3 * u + 0.1 * channel;
  const fine = textureLight([textureOf(128, () => 3), textureOf(64, slope)]);
  assert.equal(fine.length, LIGHT_SIZE * LIGHT_SIZE * 3);
  for (const u of [0.3, 0.5, 0.7]) {
    for (const v of [0.25, 0.5, 0.75]) {
      for (let c = 0; c < 3; c++) {
        assert.ok(Math.abs(lightAt(fine, c, u, v) / slope(u, c) - 1) < 0.05, `${lightAt(fine, c, u, v)} at ${u}, ${v}`);
      }
    }
  }
});

test('a pyramid without a level of 64 gives its coarsest', () => {
  const fine = textureLight([textureOf(128, () => 1.2)]);
  assert.ok(Math.abs(lightAt(fine, 1, 0.3, 0.6) - 1.2) < 0.01);
});
