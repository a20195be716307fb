import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EngineError } from '../../errors.ts';
import * as options from '../../process-options.ts';
import { catalogue, findModel, modelEntry, standInFor, withNeeds } from './catalogue.ts';
import { modelRoles } from './entry.ts';
import { chainLicences, requireSellable } from './sellable.ts';

const namesOf = (entries: readonly { name: string }[]) => entries.map(({ name }) => name);

describe('the catalogue', () => {
  test('has each model once, every role, and only needs that it knows', () => {
    assert.equal(new Set(namesOf(catalogue)).size, catalogue.length);
    assert.deepEqual(new Set(catalogue.map(({ role }) => role)), new Set(modelRoles));
    for (const { needs, standsInFor } of catalogue) {
      for (const name of [...needs, ...(standsInFor === undefined ? [] : [standsInFor])])
        assert.ok(findModel(name), name);
    }
  });

  test('lists the built-in pack first, with exact sizes, digests and its npm package', () => {
    const builtIn = catalogue.filter(({ pack }) => pack === 'built-in');
    assert.deepEqual(namesOf(catalogue.slice(0, 4)), ['blazeface', 'facemesh', 'faceres', 'iris']);
    assert.equal(builtIn.length, 4);
    for (const { sources, sha256, bytes, licence, commercialUse } of builtIn) {
      assert.match(sources.join(), /^npm:@vladmandic\/human@\d+\.\d+\.\d+\/models\/\w+\.json$/);
      assert.match(sha256 ?? '', /^[0-9a-f]{64}$/);
      assert.ok((bytes ?? 0) > 100_000);
      assert.deepEqual([licence, commercialUse], ['Apache-2.0', 'yes']);
    }
  });

  test('tells of every file of FaceFusion where it is published and under which terms', () => {
    for (const { name, pack, sources, crc32, licence, note, commercialUse } of catalogue) {
      if (pack === 'built-in') continue;
      assert.match(sources[0] ?? '', new RegExp(`^https://github\\.com/.*/models-3\\.\\d\\.0/${name}\\.onnx$`));
      assert.match(sources[1] ?? '', new RegExp(`^https://huggingface\\.co/.*/resolve/main/${name}\\.onnx$`));
      assert.equal(sources.length, 3);
      assert.match(crc32 ?? '00000000', /^[0-9a-f]{8}$/);
      assert.match(licence, /^[A-Z][\w.-]+$/);
      if (commercialUse !== 'yes') assert.notEqual(note, '', name);
    }
    const { release, bytes, crc32 } = modelEntry('hyperswap_1a_256');
    assert.deepEqual([release, bytes, crc32], ['models-3.3.0', 402_700_000, '79e50d4b']);
  });

  test('knows every model that the options name', () => {
    const { detectorModels, landmarkerModels, occluderModels, parserModels } = options;
    const { swapperModels, faceEnhancerModels, frameEnhancerModels } = options;
    const named = {
      detector: detectorModels,
      landmarker: landmarkerModels,
      occluder: occluderModels,
      parser: parserModels,
      swapper: swapperModels,
      'face-enhancer': faceEnhancerModels,
      'frame-enhancer': frameEnhancerModels,
    };
    for (const [role, names] of Object.entries(named)) {
      const models = names.filter((name) => name !== 'many');
      for (const name of models) assert.equal(modelEntry(name).role, role, name);
    }
  });

  test("takes the names of FaceFusion's options, and says what is near a wrong one", () => {
    assert.equal(modelEntry('yolo_face').name, 'yoloface_8n');
    assert.equal(modelEntry('arcface').name, 'arcface_w600k_r50');
    const wrong = (name: string, message: RegExp) =>
      assert.throws(
        () => modelEntry(name),
        (error) => error instanceof EngineError && message.test(error.message),
      );
    wrong('inswapper', /no model 'inswapper'; like it are inswapper_128, inswapper_128_fp16/);
    wrong('toString', /no model 'toString'; `mirrorworks models list`/);
  });

  test('puts what is needed before what needs it, each once', () => {
    const chain = namesOf(withNeeds(['simswap_256', 'inswapper_128', '2dfan4']));
    assert.deepEqual(chain, [
      ...['arcface_w600k_r50', 'crossface_simswap', 'simswap_256', 'inswapper_128', 'fan_68_5', '2dfan4'],
    ]);
    assert.deepEqual(namesOf(withNeeds(['uniface_256'])), ['uniface_256']);
    assert.equal(standInFor('crossface_ghost')?.name, 'arcface_converter_ghost');
  });
});

describe('selling what a chain makes', () => {
  test('passes with the built-in pack and with permissive networks', () => {
    requireSellable(['blazeface', 'facemesh', 'faceres', 'iris']);
    requireSellable(['yunet', '2dfan4', 'fairface', 'xseg_1', 'bisenet_resnet_34', 'gfpgan_1.4', 'real_esrgan_x4']);
    requireSellable([]);
  });

  test('is refused by name for each part that may not be sold, also for one that is only needed', () => {
    const refused = (names: string[], message: RegExp) =>
      assert.throws(
        () => requireSellable(names),
        (error) => error instanceof EngineError && error.code === 'licence-refused' && message.test(error.message),
      );
    refused(
      ['yunet', 'codeformer'],
      /^what these models make may not be sold: codeformer: its licence S-Lab-1\.0 forbids/,
    );
    refused(['uniface_256'], /uniface_256: its licence is unknown, so no one has given leave to sell what it makes/);
    refused(
      ['ghost_1_256'],
      /arcface_w600k_r50 \(which ghost_1_256 needs\): its licence LicenseRef-InsightFace-NonComm/,
    );
    assert.deepEqual(namesOf(chainLicences(['ghost_1_256'])), ['arcface_w600k_r50', 'crossface_ghost']);
  });

  test('is refused for every swapper of FaceFusion', () => {
    for (const name of options.swapperModels) assert.throws(() => requireSellable([name]), EngineError, name);
  });
});
