import assert from 'node:assert/strict';
import { test } from 'node:test';
import { detectorModels, processorKinds, swapperModels } from '@mirrorworks/engine/process-options';
import * as names from './choices.ts';

test("tables by the engine's names have all of them, and no others", () => {
  assert.deepEqual(Object.keys(names.detectorSizes).sort(), [...detectorModels].sort());
  assert.deepEqual(Object.keys(names.swapperSizes).sort(), [...swapperModels].sort());
  assert.deepEqual(Object.values(names.processorKinds).sort(), [...processorKinds].sort());
});
