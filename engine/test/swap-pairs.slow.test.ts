import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SwapJury } from './swap-pairs.ts';

test('swapped faces are closer to the person put in than to the one replaced', async (context) => {
  const jury = await SwapJury.open();
  assert.equal(jury.count, 21, 'all faces of the sample photos but the one in profile');
  // Every other pair, which is half a minute; \`judge-pairs.ts\` judges all.
  const people = Array.from({ length: jury.count }, (_, number) => number);
  const pairs = people.flatMap((from) => people.filter((to) => (from + to) % 2 === 1).map((to) => [from, to] as const));
  let lost = 0;
  for (const [from, to] of pairs) {
    const { toSource, toTarget } = await jury.judge(from, to);
    if (toSource < toTarget) continue;
    lost++;
    context.diagnostic(
      `${from} into ${to}: ${toSource.toFixed(2)} from the source, ${toTarget.toFixed(2)} from the target`,
    );
  }
  const share = 1 - lost / pairs.length;
  assert.ok(share >= 0.95, `only ${(100 * share).toFixed(1)} % of ${pairs.length} pairs`);
});
