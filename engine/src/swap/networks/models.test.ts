import assert from 'node:assert/strict';
import { test } from 'node:test';
import { templates } from '../../faces/align/templates.ts';
import { pixelBoosts, swapperNetworks } from './models.ts';

test('boosts are FaceFusion’s sides, but for those that are no multiple: its own run fails at them', () => {
  assert.deepEqual(pixelBoosts(swapperNetworks.inswapper_128), [128, 256, 384, 512, 768, 1024]);
  assert.deepEqual(pixelBoosts(swapperNetworks.hyperswap_1a_256), [256, 512, 768, 1024]);
  assert.deepEqual(pixelBoosts(swapperNetworks.blendswap_256), [256, 512, 768, 1024]);
  assert.deepEqual(pixelBoosts(swapperNetworks.simswap_unofficial_512), [512, 1024]);
});

test('the 128 template of inswapper is the 112 one moved by eight pixels, not scaled', () => {
  assert.equal(swapperNetworks.inswapper_128.template, 'arcface_128');
  const [small, wide] = [templates.arcface_112_v2, templates.arcface_128];
  for (let i = 0; i < 10; i++) assert.ok(Math.abs(wide[i]! * 128 - small[i]! * 112 - (i % 2 ? 0 : 8)) < 1e-4);
});
