// `npm test`: every test beside the code but the slow ones (`*.slow.test.ts`), which are for `npm run test:slow`.
// `npm test -- engine/src/blend` runs those under a folder, or one file; what starts with a dash goes to node's test runner.
import { spawnSync } from 'node:child_process';
import { globSync, statSync } from 'node:fs';

const boxes = ['contract', 'engine', 'cli', 'checks'];
const slow = process.argv.includes('--slow');
const flags = process.argv.slice(2).filter((argument) => argument.startsWith('-') && argument !== '--slow');
const places = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const files = (places.length > 0 ? places : boxes).flatMap(testsAt);

if (files.length === 0) {
  console.error(`no tests at ${places.join(', ')}`);
  process.exitCode = 1;
} else {
  const { status } = spawnSync(process.execPath, ['--test', ...flags, ...files], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
}

function testsAt(place: string): string[] {
  if (statSync(place, { throwIfNoEntry: false })?.isFile()) return [place];
  const options = { cwd: place, exclude: ['**/node_modules'] };
  return globSync('**/*.test.ts', options)
    .filter((file) => file.endsWith('.slow.test.ts') === slow)
    .map((file) => `${place.replace(/\/$/, '')}/${file}`);
}
