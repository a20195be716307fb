import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as engine from '@mirrorworks/engine';
import * as names from './choices.ts';

test("FaceFusion's names are the engine's, none more and none less", () => {
  const pairs: readonly (readonly [readonly string[], readonly string[]])[] = [
    [names.detectorModels, engine.detectorModels],
    [names.landmarkerModels, engine.landmarkerModels],
    [names.swapperModels, engine.swapperModels],
    [names.faceEnhancerModels, engine.faceEnhancerModels],
    [names.frameEnhancerModels, engine.frameEnhancerModels],
    [names.occluderModels, engine.occluderModels],
    [names.parserModels, engine.parserModels],
    [names.maskTypes, engine.maskTypes],
    [names.maskAreas, engine.maskAreas],
    [names.maskRegions, engine.maskRegions],
    [names.debuggerItems, engine.debuggerItems],
    [names.selectorOrders, engine.faceOrders],
    [names.executionProviders, engine.providers],
    [Object.values(names.processorKinds), engine.processorKinds],
  ];
  for (const [ours, theirs] of pairs) assert.deepEqual([...ours].sort(), [...theirs].sort());
});
