/** All ordered pairs of the sample faces, judged: a minute or two. `node engine/test/judge-pairs.ts [every nth pair]` */
import { SwapJury, type Verdict } from './swap-pairs.ts';

const every = Number(process.argv[2] ?? 1);
const jury = await SwapJury.open();
const pairs = Array.from({ length: jury.count ** 2 }, (_, i) => [Math.floor(i / jury.count), i % jury.count] as const)
  .filter(([from, to]) => from !== to)
  .filter((_, index) => index % every === 0);
const verdicts: Verdict[] = [];
for (const [from, to] of pairs) verdicts.push(await jury.judge(from, to));

const lost = verdicts.filter(({ toSource, toTarget }) => toSource >= toTarget);
const seen = verdicts.filter(({ toSource }) => Number.isFinite(toSource));
const mean = (value: (verdict: Verdict) => number) =>
  seen.reduce((sum, verdict) => sum + value(verdict), 0) / seen.length;
for (const { from, to, toSource, toTarget } of lost) {
  console.log(`${from} into ${to}: ${toSource.toFixed(2)} from the source, ${toTarget.toFixed(2)} from the target`);
}
console.log(`${jury.count} faces, ${verdicts.length} pairs, ${verdicts.length - seen.length} not found again`);
console.log(
  `mean distance ${mean(({ toSource }) => toSource).toFixed(3)} to the source, ${mean(({ toTarget }) => toTarget).toFixed(3)} to the target`,
);
console.log(`closer to the source: ${(100 * (1 - lost.length / verdicts.length)).toFixed(1)} %`);
