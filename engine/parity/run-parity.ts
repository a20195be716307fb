/**
 * Compares the engine with recorded runs of FaceFusion: `npm run parity -- <kit> [case …]` prints a table, case by case, and fails when
 * a limit is not kept.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { importModels } from '../src/import-models.ts';
import { openSessions } from '../src/onnx/sessions.ts';
import { openModelStore } from '../src/weights/store.ts';
import type { Finding } from './compare.ts';
import { readCases } from './golden.ts';
import { compareStages } from './stages.ts';
import { compareDetections, compareIdentities } from './tables.ts';
import { compareCase } from './whole-case.ts';

const [kitPath, ...wanted] = process.argv.slice(2);
if (kitPath === undefined || !existsSync(join(kitPath, 'golden'))) {
  console.error('usage: npm run parity -- <folder of the parity kit, with golden/ and models/> [case …]');
  process.exit(2);
}
const kit = resolve(kitPath);
const asked = (name: string) => wanted.length === 0 || wanted.some((part) => name.startsWith(part));
const scratch = await mkdtemp(join(tmpdir(), 'mirrorworks-parity-'));
// The kit is only read: the model folder, in which the engine also keeps notes of its own, is one of links.
const models = join(scratch, 'models');
await importModels(join(kit, 'models'), { modelFolder: models });
await using sessions = openSessions(openModelStore(models), { providers: ['cpu'], threads: 2 });
let failed = 0;

function print(name: string, findings: readonly Finding[]): void {
  for (const [i, { what, measured, limit, passed }] of findings.entries()) {
    if (!passed) failed++;
    const row = [i === 0 ? name.padEnd(30) : ' '.repeat(30), what.padEnd(40), measured.padStart(12), limit.padEnd(12)];
    console.log(`${passed ? 'ok  ' : 'FAIL'} ${row.join(' ')}`);
  }
}

try {
  for (const golden of await readCases(kit)) {
    if (!asked(golden.name)) continue;
    print(golden.name, await compareCase(models, golden, scratch));
    if (!golden.target.endsWith('.mp4')) print('', await compareStages(golden, sessions));
  }
  if (asked('30_detector_matrix')) print('30_detector_matrix', await compareDetections(kit, sessions));
  if (asked('31_identities')) print('31_identities', await compareIdentities(kit, sessions));
} finally {
  await rm(scratch, { recursive: true });
}
console.log(failed === 0 ? 'all limits are kept' : `${failed} limits are not kept`);
process.exitCode = failed === 0 ? 0 : 1;
