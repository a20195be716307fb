import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SwapJury } from './swap-pairs.ts';

/** Each face is source and target this often; `judge-pairs.ts` judges all pairs. */
const ROUNDS = 3;

test('swapped faces are closer to the person put in than to the one replaced', async (context) => {
  const jury = await SwapJury.open();
  assert.equal(jury.count, 21, 'all faces of the sample photos but the one in profile');
  const won: boolean[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const step = 2 + 6 * round;
    for (let from = 0; from < jury.count; from++) {
      const { to, toSource, toTarget } = await jury.judge(from, (from + step) % jury.count);
      won.push(toSource < toTarget);
      if (toSource >= toTarget) context.diagnostic(`${from} into ${to}: ${toSource.toFixed(2)} and ${toTarget.toFixed(2)}`);
    }
  }
  const share = won.filter(Boolean).length / won.length;
  assert.ok(share >= 0.95, `only ${(100 * share).toFixed(1)} % of ${won.length} pairs`);
});
